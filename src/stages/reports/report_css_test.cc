// The style keeps its promise of contrast: WCAG 2.1, "Contrast (Minimum)", 4.5 for text and 3 for
// the parts of pictures, on both papers.

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "stages/reports/embedded_internal.h"
#include "stages/reports/palette_internal.h"

namespace overt {
namespace {

/// The places where the themes begin: light paper, dark by system, dark by choice.
std::vector<std::size_t> themes() {
  std::vector<std::size_t> begins;
  const std::string_view css = report_css();
  for (std::size_t at = css.find("--paper: #"); at != std::string_view::npos;
       at = css.find("--paper: #", at + 1)) {
    begins.push_back(at);
  }
  return begins;
}

std::string colour_in(std::size_t theme, const std::string& name) {
  const std::string_view css = report_css();
  const std::size_t at = css.find("--" + name + ": #", theme);
  if (at == std::string_view::npos) return {};
  const std::size_t from = at + name.size() + 5;
  std::string digits(css.substr(from, css.find(';', from) - from));
  if (digits.size() == 3) {
    digits = {digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]};
  }
  return digits;
}

double luminance(const std::string& digits) {
  const auto linear = [&](std::size_t at) {
    const double value = std::stoi(digits.substr(at, 2), nullptr, 16) / 255.0;
    return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(0) + 0.7152 * linear(2) + 0.0722 * linear(4);
}

double contrast(const std::string& one, const std::string& other) {
  const double a = luminance(one);
  const double b = luminance(other);
  return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

TEST(ReportCssTest, HasThreeThemes) { EXPECT_EQ(themes().size(), 3U); }

TEST(ReportCssTest, KeepsTextReadableOnEveryPaper) {
  for (const std::size_t theme : themes()) {
    for (const char* text : {"ink", "quiet", "link", "undisclosed", "coordinated", "coacting"}) {
      for (const char* paper : {"paper", "sheet", "target"}) {
        EXPECT_GE(contrast(colour_in(theme, text), colour_in(theme, paper)), 4.5)
            << text << " on " << paper << ", theme at " << theme;
      }
    }
  }
}

TEST(ReportCssTest, KeepsThePartsOfPicturesVisible) {
  for (const std::size_t theme : themes()) {
    for (const char* line : {"adjacent", "caution", "coacting"}) {
      EXPECT_GE(contrast(colour_in(theme, line), colour_in(theme, "paper")), 3.0) << line;
    }
  }
}

std::string digits_of(const Colour& colour) {
  std::string out;
  for (const std::uint8_t part : {colour.red, colour.green, colour.blue}) {
    constexpr std::string_view kHex = "0123456789abcdef";
    out += kHex[part >> 4U];
    out += kHex[part & 15U];
  }
  return out;
}

TEST(ReportCssTest, HasTheColoursOfTheGraphFilesOnLightPaper) {
  const std::size_t light = themes().front();
  EXPECT_EQ(colour_in(light, "undisclosed"), digits_of(kUndisclosedColour));
  EXPECT_EQ(colour_in(light, "coordinated"), digits_of(kCoordinatedColour));
  EXPECT_EQ(colour_in(light, "coacting"), digits_of(kCoActingColour));
}

}  // namespace
}  // namespace overt
