#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include "base/utf8.h"
#include "stages/reports/html_writer_internal.h"
#include "stages/reports/reading_words_internal.h"

namespace overt {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

std::uint32_t code_point(std::string_view sequence) {
  const auto byte = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(sequence[i]));
  };
  switch (sequence.size()) {
    case 1:
      return byte(0);
    case 2:
      return (byte(0) & 0x1FU) << 6 | (byte(1) & 0x3FU);
    case 3:
      return (byte(0) & 0x0FU) << 12 | (byte(1) & 0x3FU) << 6 | (byte(2) & 0x3FU);
    default:
      return (byte(0) & 0x07U) << 18 | (byte(1) & 0x3FU) << 12 | (byte(2) & 0x3FU) << 6 |
             (byte(3) & 0x3FU);
  }
}

// Embeddings, overrides and isolates would turn around text of the page; HTML holds no other
// control than tab and line break, and no noncharacter.
bool is_direction_control(std::uint32_t c) {
  return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

bool is_forbidden(std::uint32_t c) {
  return (c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7F && c < 0xA0) ||
         (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFEU) == 0xFFFEU;
}

void append_character(std::string& out, std::string_view sequence) {
  const std::uint32_t c = code_point(sequence);
  if (is_direction_control(c) || is_forbidden(c)) {
    if (c == '\r') return;
    fmt::format_to(std::back_inserter(out), "[U+{:04X}]", c);
    return;
  }
  switch (c) {
    case '&':
      out += "&amp;";
      return;
    case '<':
      out += "&lt;";
      return;
    case '>':
      out += "&gt;";
      return;
    case '"':
      out += "&quot;";
      return;
    case '\'':
      out += "&#39;";
      return;
    default:
      out += sequence;
  }
}

}  // namespace

void append_html(std::string& out, std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = utf8_sequence_length(text.substr(i));
    if (length == 0) {
      out += kReplacement;
      ++i;
      continue;
    }
    append_character(out, text.substr(i, length));
    i += length;
  }
}

std::string shortened(std::string_view text, std::size_t code_points_max) {
  std::size_t at = 0;
  for (std::size_t taken = 0; at < text.size() && taken < code_points_max; ++taken) {
    at += std::max<std::size_t>(utf8_sequence_length(text.substr(at)), 1);
  }
  std::string out(text.substr(0, at));
  if (at < text.size()) out += "…";
  return out;
}

void HtmlWriter::put_value(double number) {
  std::string digits = fmt::format("{:.1f}", std::isfinite(number) ? number : 0.0);
  if (digits.ends_with(".0")) digits.resize(digits.size() - 2);
  out_ += digits == "-0" ? "0" : digits;
}

void HtmlWriter::put_value(Plain number) {
  fmt::format_to(std::back_inserter(out_), "{}", number.value);
}

void HtmlWriter::put_grouped(std::uint64_t number) { out_ += grouped(number); }

}  // namespace overt
