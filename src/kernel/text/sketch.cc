#include "kernel/text/sketch.h"

#include <algorithm>

#include "base/check.h"
#include "base/random.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace overt::text {
namespace {

constexpr std::uint32_t kEmpty = 0xFFFF'FFFFU;
/// Rounds that throw; later, elements are tried in every slot that is still empty.
constexpr std::uint32_t kThrowRounds = 24;

/// Slots while they fill: the round in the upper 8 bits, then 24 bits of hash.
using Filling = std::array<std::uint32_t, kSlots>;

std::uint64_t hash_in_round(std::uint64_t element, std::uint64_t round) {
  std::uint64_t hash = (element + round) * 0x9e3779b97f4a7c15ULL;
  hash ^= hash >> 32U;
  return hash * 0xd6e8feb86659fd93ULL;
}

constexpr std::uint64_t round_salt(std::uint32_t round) { return mix64(round); }

std::uint32_t throw_all(std::span<const std::uint64_t> elements, std::uint32_t round,
                        Filling& slots) {
  const std::uint64_t salt = round_salt(round);
  std::uint32_t filled = 0;
  for (const std::uint64_t element : elements) {
    const std::uint64_t hash = hash_in_round(element, salt);
    const std::size_t slot = (hash >> 32U) * kSlots >> 32U;
    const std::uint32_t value = round << 24U | static_cast<std::uint32_t>(hash >> 8U & 0xFF'FFFFU);
    filled += static_cast<std::uint32_t>(slots[slot] == kEmpty);
    slots[slot] = std::min(slots[slot], value);
  }
  return filled;
}

void try_all(std::span<const std::uint64_t> elements, std::size_t slot, Filling& slots) {
  const std::uint64_t salt = round_salt(kThrowRounds + static_cast<std::uint32_t>(slot));
  for (const std::uint64_t element : elements) {
    const std::uint64_t hash = hash_in_round(element, salt);
    const auto value = static_cast<std::uint32_t>(hash >> 40U);
    slots[slot] = std::min(slots[slot], kThrowRounds << 24U | value);
  }
}

constexpr std::array<std::uint64_t, kBands> make_band_masks() {
  std::array<std::uint64_t, kBands> masks{};
  for (std::size_t band = 0; band < kBands; ++band) {
    for (const std::uint8_t slot : kBandTable[band]) masks[band] |= std::uint64_t{1} << slot;
  }
  return masks;
}
constexpr std::array<std::uint64_t, kBands> kBandMasks = make_band_masks();

}  // namespace

Sketch sketch_of(std::span<const std::uint64_t> elements) {
  CHECK(!elements.empty());
  Filling slots;
  slots.fill(kEmpty);
  std::uint32_t filled = 0;
  for (std::uint32_t round = 0; round < kThrowRounds && filled < kSlots; ++round) {
    filled += throw_all(elements, round, slots);
  }
  for (std::size_t slot = 0; slot < kSlots && filled < kSlots; ++slot) {
    if (slots[slot] == kEmpty) try_all(elements, slot, slots);
  }
  Sketch sketch{};
  for (std::size_t slot = 0; slot < kSlots; ++slot) {
    sketch[slot] = static_cast<std::uint16_t>(slots[slot]);
  }
  return sketch;
}

std::uint64_t equal_slots(const Sketch& one, const Sketch& other) {
  std::uint64_t equal = 0;
#ifdef __SSE2__
  for (std::size_t i = 0; i < kSlots; i += 16) {
    const auto load = [i](const Sketch& sketch, std::size_t more) {
      return _mm_loadu_si128(reinterpret_cast<const __m128i*>(sketch.data() + i + more));
    };
    const __m128i low = _mm_cmpeq_epi16(load(one, 0), load(other, 0));
    const __m128i high = _mm_cmpeq_epi16(load(one, 8), load(other, 8));
    const int bits = _mm_movemask_epi8(_mm_packs_epi16(low, high));
    equal |= std::uint64_t{static_cast<std::uint32_t>(bits)} << i;
  }
#else
  for (std::size_t i = 0; i < kSlots; ++i) equal |= std::uint64_t{one[i] == other[i]} << i;
#endif
  return equal;
}

std::size_t first_equal_band(std::uint64_t equal) {
  const auto agrees = [equal](std::uint64_t mask) { return (equal & mask) == mask; };
  return static_cast<std::size_t>(std::find_if(kBandMasks.begin(), kBandMasks.end(), agrees) -
                                  kBandMasks.begin());
}

}  // namespace overt::text
