#include "kernel/join/marked_actors.h"

#include <bit>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace overt::join {
namespace {

using Who = CoActionIndex::Who;

// Without a branch on the marks, as they cannot be foreseen.
std::uint32_t* list_one_by_one(std::span<const Who> rows, const std::uint32_t* marks,
                               std::uint32_t position, std::uint32_t* out) {
#pragma GCC unroll 4
  for (const Who who : rows) {
    *out = position++;
    out += (marks[who.actor() / 32] >> (who.actor() % 32)) & 1U;
  }
  return out;
}

#if defined(__x86_64__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"  // g++ 12 of its own header (GCC bug 105593)
[[gnu::target("avx512f")]] std::uint32_t* list_by_sixteen(std::span<const Who> rows,
                                                          const std::uint32_t* marks,
                                                          std::uint32_t position,
                                                          std::uint32_t* out) {
  static_assert(sizeof(Who) == sizeof(std::uint32_t));
  const __m512i one = _mm512_set1_epi32(1);
  const __m512i counting = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  for (std::size_t i = 0; i < rows.size(); i += 16) {
    const std::size_t left = rows.size() - i;
    const auto here = static_cast<__mmask16>(left < 16 ? (1U << left) - 1 : 0xFFFFU);
    const __m512i actors = _mm512_srli_epi32(_mm512_maskz_loadu_epi32(here, &rows[i]), 1);
    const __m512i words = _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), here,
                                                      _mm512_srli_epi32(actors, 5), marks, 4);
    // Turned by its place in the word, an actor's bit comes last.
    const __mmask16 marked =
        _mm512_mask_test_epi32_mask(here, _mm512_rorv_epi32(words, actors), one);
    const __m512i positions =
        _mm512_add_epi32(_mm512_set1_epi32(static_cast<int>(position + i)), counting);
    _mm512_storeu_si512(out, _mm512_maskz_compress_epi32(marked, positions));
    out += std::popcount(static_cast<unsigned>(marked));
  }
  return out;
}
#pragma GCC diagnostic pop
#endif

}  // namespace

std::uint32_t* MarkedActors::list(std::span<const Who> rows, std::uint32_t position,
                                  std::uint32_t* out) const {
  static const internal::ListMarked fastest = internal::every_list_marked().back();
  return fastest(rows, words_.data(), position, out);
}

namespace internal {

std::vector<ListMarked> every_list_marked() {
  std::vector<ListMarked> all = {list_one_by_one};
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) all.push_back(list_by_sixteen);
#endif
  return all;
}

}  // namespace internal

}  // namespace overt::join
