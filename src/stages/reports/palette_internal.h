#pragma once
// The colours of what a network may be called: co-acting, coordinated, undisclosed; and of adjacent
// accounts. Distinguishable with the common kinds of colour blindness. report.css holds the same
// for light and for dark paper; there and in the graph files colour is never the only sign.

#include <array>
#include <cstdint>

#include "stages/reports/verdict_internal.h"

namespace overt {

struct Colour {
  std::uint8_t red;
  std::uint8_t green;
  std::uint8_t blue;
};

inline constexpr Colour kUndisclosedColour{0xB3, 0x40, 0x1F};
inline constexpr Colour kCoordinatedColour{0x0A, 0x62, 0xA9};
inline constexpr Colour kCoActingColour{0x62, 0x67, 0x6E};
inline constexpr Colour kAdjacentColour{0xA9, 0xAD, 0xB3};

constexpr Colour colour_of(Verdict verdict) {
  constexpr std::array<Colour, kVerdictCount> kColours = {kUndisclosedColour, kUndisclosedColour,
                                                          kCoordinatedColour, kCoActingColour};
  return kColours[static_cast<std::size_t>(verdict)];
}

}  // namespace overt
