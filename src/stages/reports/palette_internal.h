#pragma once
// The colours that tell networks apart: eight, distinguishable with the common kinds of colour
// blindness, after Okabe and Ito, "Color Universal Design" (2008), darkened where the originals
// are too pale on white. report.css holds the same eight for light and for dark paper.

#include <array>
#include <cstddef>
#include <cstdint>

namespace overt {

struct Colour {
  std::uint8_t red;
  std::uint8_t green;
  std::uint8_t blue;
};

inline constexpr std::array<Colour, 8> kPalette = {{{0x00, 0x72, 0xB2},
                                                    {0xD5, 0x5E, 0x00},
                                                    {0x00, 0x8A, 0x66},
                                                    {0xB8, 0x4E, 0x8F},
                                                    {0xB0, 0x84, 0x00},
                                                    {0x2B, 0x93, 0xCF},
                                                    {0x6B, 0x4C, 0x9A},
                                                    {0x7A, 0x7A, 0x7A}}};

constexpr std::size_t colour_of(std::size_t network) { return network % kPalette.size(); }

}  // namespace overt
