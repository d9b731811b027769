#pragma once
// Rows of CSV as RFC 4180 has them, lines ending in a line feed.

#include <string>
#include <string_view>
#include <vector>

namespace overt {

/// Quoted where it must be. A value that a spreadsheet would take for a formula gets an apostrophe.
inline std::string csv_field(std::string_view text) {
  std::string value(text);
  if (!value.empty() && std::string_view("=+-@\t\r").find(value[0]) != std::string_view::npos) {
    value.insert(0, "'");
  }
  if (value.find_first_of(",\"\r\n") == std::string::npos) return value;
  std::string out = "\"";
  for (const char c : value) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

inline void append_csv_row(std::string& out, const std::vector<std::string>& row) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (i > 0) out += ',';
    out += csv_field(row[i]);
  }
  out += '\n';
}

}  // namespace overt
