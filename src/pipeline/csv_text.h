#pragma once
// One field of a CSV line, quoted where it must be (RFC 4180).

#include <string>
#include <string_view>

namespace overt {

inline void append_csv(std::string& out, std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace overt
