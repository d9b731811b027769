#pragma once
// One field of a CSV line, quoted where it must be (RFC 4180).

#include <string>
#include <string_view>

namespace overt {

inline bool needs_quotes(std::string_view text) {
  for (const char c : text) {
    if (c == ',' || c == '"' || c == '\r' || c == '\n') return true;
  }
  return false;
}

inline void append_csv(std::string& out, std::string_view text) {
  if (!needs_quotes(text)) {
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
