#pragma once
// MinHash sketches: two sets agree in a slot with the chance that Jaccard's index of theirs states,
// independently enough from slot to slot. By Fast Similarity Sketching (Dahlgaard, Knudsen and
// Thorup 2017): a hash throws every element into slots, and further rounds fill what is empty. So
// a set costs a few hashes an element, not one for every slot. A slot keeps 16 bits of its winner:
// of different winners one in 65,536 agrees.
//
// Bands are groups of four slots in which two sets must agree to be compared. Three ways of cutting
// the 48 slots into twelve bands each give 36 bands; no two slots are together in two of them.
// The chance to be compared, measured: Jaccard .3: .23, .4: .56, .5: .86, .6: .98, .7: .9995,
// .8: above .99999.
//
// Pure functions, thread-safe.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace overt::text {

inline constexpr std::size_t kSlots = 48;
inline constexpr std::size_t kBandSlots = 4;
inline constexpr std::size_t kBands = 36;

using Sketch = std::array<std::uint16_t, kSlots>;
using Band = std::array<std::uint8_t, kBandSlots>;

/// The slots of each band.
constexpr std::array<Band, kBands> make_bands() {
  constexpr std::size_t kRow = kSlots / kBandSlots;
  std::array<Band, kBands> bands{};
  for (std::size_t band = 0; band < kBands; ++band) {
    for (std::size_t row = 0; row < kBandSlots; ++row) {
      const std::size_t column = (band % kRow + band / kRow * row) % kRow;
      bands[band][row] = static_cast<std::uint8_t>(kRow * row + column);
    }
  }
  return bands;
}
inline constexpr std::array<Band, kBands> kBandTable = make_bands();

/// Of a set that is not empty; elements may repeat and come in any order.
Sketch sketch_of(std::span<const std::uint64_t> elements);

/// Bit i: the sketches agree in slot i.
std::uint64_t equal_slots(const Sketch& one, const Sketch& other);

/// Bit i: sketches that agree in these slots agree in band i.
std::uint64_t equal_bands(std::uint64_t equal);

}  // namespace overt::text
