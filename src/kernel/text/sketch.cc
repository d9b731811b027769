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
/// Rounds that throw, two at a time; later, elements are tried in every slot that is still empty.
constexpr std::uint32_t kThrowRounds = 24;

/// Slots while they fill: the round in the upper 8 bits, then 24 bits of hash.
using Filling = std::array<std::uint32_t, kSlots>;

std::uint64_t hash_in_round(std::uint64_t element, std::uint64_t salt) {
  std::uint64_t hash = (element + salt) * 0x9e3779b97f4a7c15ULL;
  hash ^= hash >> 32U;
  hash *= 0xd6e8feb86659fd93ULL;
  return hash ^ hash >> 32U;
}

void throw_once(std::uint32_t hash, std::uint32_t round, Filling& slots) {
  const std::size_t slot = std::uint64_t{hash} * kSlots >> 32U;
  const std::uint32_t value = round << 24U | (hash & 0xFF'FFFFU);
  slots[slot] = std::min(slots[slot], value);
}

/// Two rounds by the two halves of one hash.
void throw_all(std::span<const std::uint64_t> elements, std::uint32_t round, Filling& slots) {
  const std::uint64_t salt = mix64(round);
  for (const std::uint64_t element : elements) {
    const std::uint64_t hash = hash_in_round(element, salt);
    throw_once(static_cast<std::uint32_t>(hash >> 32U), round, slots);
    throw_once(static_cast<std::uint32_t>(hash), round + 1, slots);
  }
}

void try_all(std::span<const std::uint64_t> elements, std::size_t slot, Filling& slots) {
  const std::uint64_t salt = mix64(kThrowRounds + slot);
  for (const std::uint64_t element : elements) {
    const auto value = static_cast<std::uint32_t>(hash_in_round(element, salt) >> 40U);
    slots[slot] = std::min(slots[slot], kThrowRounds << 24U | value);
  }
}

bool is_full(const Filling& slots) {
  unsigned empty = 0;
  for (const std::uint32_t slot : slots) empty |= static_cast<unsigned>(slot == kEmpty);
  return empty == 0;
}

}  // namespace

Sketch sketch_of(std::span<const std::uint64_t> elements) {
  CHECK(!elements.empty());
  Filling slots;
  slots.fill(kEmpty);
  for (std::uint32_t round = 0; round < kThrowRounds && !is_full(slots); round += 2) {
    throw_all(elements, round, slots);
  }
  for (std::size_t slot = 0; slot < kSlots; ++slot) {
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

std::uint64_t equal_bands(std::uint64_t equal) {
  // Row r of the slots, turned by as much as a way of cutting shifts it: bands where all agree.
  constexpr unsigned kRow = kSlots / kBandSlots;
  constexpr std::uint64_t kRowMask = (std::uint64_t{1} << kRow) - 1;
  std::uint64_t bands = 0;
  for (unsigned way = 0; way < kBands / kRow; ++way) {
    std::uint64_t agree = kRowMask;
    for (unsigned row = 0; row < kBandSlots; ++row) {
      const std::uint64_t slots = equal >> (kRow * row) & kRowMask;
      const unsigned turn = way * row % kRow;
      agree &= slots >> turn | slots << (kRow - turn);
    }
    bands |= (agree & kRowMask) << (kRow * way);
  }
  return bands;
}

}  // namespace overt::text
