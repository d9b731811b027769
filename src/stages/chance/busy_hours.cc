#include "stages/chance/busy_hours.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace overt {
namespace {

constexpr std::size_t kAccountGrain = 4096;
constexpr std::uint32_t kTracesMax = 255;
/// Hours after which a sum is compared with what is enough.
constexpr std::size_t kHoursBetweenLooks = 2 * BusyHours::kHoursAtOnce;

/// Whether the account's list takes at least half as much room as its bytes, and they can hold it.
bool is_busy(std::span<const AccountActs::HourCount> hours, std::size_t row) {
  if (hours.size_bytes() * 2 < row) return false;
  return std::all_of(hours.begin(), hours.end(),
                     [](const auto& at) { return at.traces <= kTracesMax; });
}

/// One sum for every so many hours, each of every kHoursAtOnce-th: one sum would wait for each
/// addition before the next. Whatever adds them up does it in this order.
using Sums = std::array<double, BusyHours::kHoursAtOnce>;

// The first half and the second, and again.
double total(const Sums& sums) {
  Sums left = sums;
  for (std::size_t half = left.size() / 2; half > 0; half /= 2) {
    for (std::size_t i = 0; i < half; ++i) left[i] += left[i + half];
  }
  return left[0];
}

/// Where nothing is enough, nobody looks.
std::size_t hours_between_looks(std::size_t hours, double enough) {
  return std::isinf(enough) ? hours : std::min(hours, kHoursBetweenLooks);
}

#if defined(__x86_64__)
// Each is the loop of expected_by_one() for machines with wider registers. Products are rounded
// before they are added, as everywhere: nothing here may do both at once.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"  // g++ 12 of its own header (GCC bug 105593)
using Register4 [[gnu::vector_size(32)]] = double;
using Register8 [[gnu::vector_size(64)]] = double;

[[gnu::target("avx2"), gnu::optimize("fp-contract=off")]] double expected_by_four(
    std::span<const std::uint8_t> traces, std::span<const double> rates, double enough) {
  Register4 a = {};
  Register4 b = {};
  Register4 c = {};
  Register4 d = {};
  const std::size_t step = hours_between_looks(traces.size(), enough);
  double sum = 0;
  for (std::size_t i = 0, end = 0; i < traces.size() && sum < enough;) {
    for (end = std::min(traces.size(), i + step); i < end; i += BusyHours::kHoursAtOnce) {
      const auto* const bytes = reinterpret_cast<const __m128i*>(traces.data() + i);
      const double* const rate = rates.data() + i;
      const __m256i first = _mm256_cvtepu8_epi32(_mm_loadl_epi64(bytes));
      const __m256i second = _mm256_cvtepu8_epi32(_mm_srli_si128(_mm_loadu_si128(bytes), 8));
      a += _mm256_cvtepi32_pd(_mm256_castsi256_si128(first)) * _mm256_loadu_pd(rate);
      b += _mm256_cvtepi32_pd(_mm256_extracti128_si256(first, 1)) * _mm256_loadu_pd(rate + 4);
      c += _mm256_cvtepi32_pd(_mm256_castsi256_si128(second)) * _mm256_loadu_pd(rate + 8);
      d += _mm256_cvtepi32_pd(_mm256_extracti128_si256(second, 1)) * _mm256_loadu_pd(rate + 12);
    }
    const Register4 all = (a + c) + (b + d);
    sum = (all[0] + all[2]) + (all[1] + all[3]);
  }
  return sum;
}

[[gnu::target("avx512f"), gnu::optimize("fp-contract=off")]] double expected_by_eight(
    std::span<const std::uint8_t> traces, std::span<const double> rates, double enough) {
  Register8 a = {};
  Register8 b = {};
  const std::size_t step = hours_between_looks(traces.size(), enough);
  double sum = 0;
  for (std::size_t i = 0, end = 0; i < traces.size() && sum < enough;) {
    for (end = std::min(traces.size(), i + step); i < end; i += BusyHours::kHoursAtOnce) {
      const double* const rate = rates.data() + i;
      const __m512i counts = _mm512_cvtepu8_epi32(
          _mm_loadu_si128(reinterpret_cast<const __m128i*>(traces.data() + i)));
      a += _mm512_cvtepi32_pd(_mm512_castsi512_si256(counts)) * _mm512_loadu_pd(rate);
      b += _mm512_cvtepi32_pd(_mm512_extracti64x4_epi64(counts, 1)) * _mm512_loadu_pd(rate + 8);
    }
    const Register8 all = a + b;
    sum = ((all[0] + all[4]) + (all[2] + all[6])) + ((all[1] + all[5]) + (all[3] + all[7]));
  }
  return sum;
}
#pragma GCC diagnostic pop
#endif

double expected_by_one(std::span<const std::uint8_t> traces, std::span<const double> rates,
                       double enough) {
  Sums sums = {};
  const std::size_t step = hours_between_looks(traces.size(), enough);
  double sum = 0;
  for (std::size_t i = 0, end = 0; i < traces.size() && sum < enough;) {
    for (end = std::min(traces.size(), i + step); i < end; i += BusyHours::kHoursAtOnce) {
      for (std::size_t k = 0; k < sums.size(); ++k) {
        sums[k] += rates[i + k] * static_cast<double>(traces[i + k]);
      }
    }
    sum = total(sums);
  }
  return sum;
}

}  // namespace

BusyHours::BusyHours(const AccountActs& acts, std::uint32_t hours, ThreadPool& pool)
    : hours_(padded(hours)), places_(acts.accounts()) {
  std::vector<std::uint32_t> busy;
  for (std::uint32_t a = 0; a < acts.accounts(); ++a) {
    const auto list = acts.hours_of(a);
    places_[a] = {.begin = acts.hours_begin(a),
                  .hours = static_cast<std::uint32_t>(list.size()),
                  .busy = is_busy(list, hours_)};
    if (!places_[a].busy) continue;
    places_[a].begin = busy.size() * stride();
    busy.push_back(a);
  }
  traces_.resize(busy.size() * stride());
  pool.parallel_for(busy.size(), kAccountGrain, [&](const Block& block) {
    for (std::size_t i = block.begin; i < block.end; ++i) fill(acts, busy[i]);
  });
}

void BusyHours::fill(const AccountActs& acts, std::uint32_t account) {
  std::uint8_t* const row = traces_.data() + places_[account].begin;
  std::fill_n(row, hours_, std::uint8_t{0});
  for (const auto& at : acts.hours_of(account)) row[at.hour] = static_cast<std::uint8_t>(at.traces);
}

double expected(std::span<const std::uint8_t> traces, std::span<const double> rates,
                double enough) {
  static const internal::Expected fastest = internal::every_expected().back();
  CHECK_EQ(traces.size(), rates.size());
  CHECK_EQ(traces.size() % BusyHours::kHoursAtOnce, 0U);
  return fastest(traces, rates, enough);
}

namespace internal {

std::vector<Expected> every_expected() {
  std::vector<Expected> all = {expected_by_one};
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) all.push_back(expected_by_four);
  if (__builtin_cpu_supports("avx512f")) all.push_back(expected_by_eight);
#endif
  return all;
}

}  // namespace internal

}  // namespace overt
