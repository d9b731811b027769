#include "stages/traces/url_parser_internal.h"

#include <array>

namespace overt {
namespace {

using ByteSet = std::array<bool, 256>;

unsigned char byte_of(char c) { return static_cast<unsigned char>(c); }

constexpr ByteSet set_of(std::string_view characters) {
  ByteSet set{};
  for (const char c : characters) set[static_cast<unsigned char>(c)] = true;
  return set;
}

constexpr std::string_view kUnreservedText =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
constexpr ByteSet kUnreserved = set_of(kUnreservedText);
/// Unreserved and reserved together: what a URL may carry as it is.
constexpr ByteSet kRaw =
    set_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&()*+,;=");
constexpr ByteSet kAuthorityEnd = set_of("/\\?#");

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The byte that the escape at `i` stands for, or -1 where none starts there.
int escaped_byte(std::string_view text, std::size_t i) {
  if (i + 2 >= text.size() || text[i] != '%') return -1;
  const int high = hex_value(text[i + 1]);
  const int low = hex_value(text[i + 2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

void append_escape(unsigned char byte, std::string& out) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const std::array<char, 3> escape{'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
  out.append(escape.data(), escape.size());
}

std::string_view trim_controls(std::string_view text) {
  while (!text.empty() && byte_of(text.front()) <= 0x20) text.remove_prefix(1);
  while (!text.empty() && byte_of(text.back()) <= 0x20) text.remove_suffix(1);
  return text;
}

bool is_tab_or_newline(char c) { return c == '\t' || c == '\n' || c == '\r'; }

bool has_tab_or_newline(std::string_view text) {
  unsigned found = 0;
  for (const char c : text) found |= static_cast<unsigned>(is_tab_or_newline(c));
  return found != 0;
}

std::string_view without_tabs_and_newlines(std::string_view text, std::string& scratch) {
  if (!has_tab_or_newline(text)) return text;
  scratch.clear();
  for (const char c : text) {
    if (!is_tab_or_newline(c)) scratch += c;
  }
  return scratch;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// Removes "http:" or "https:"; says which, or nothing for another scheme.
std::optional<bool> take_scheme(std::string_view& text) {
  constexpr std::string_view kHttp = "http";
  if (text.size() < 5) return {};
  for (std::size_t i = 0; i < 4; ++i) {
    if (lower(text[i]) != kHttp[i]) return {};
  }
  const bool https = lower(text[4]) == 's';
  const std::size_t colon = https ? 5 : 4;
  if (colon >= text.size() || text[colon] != ':') return {};
  text.remove_prefix(colon + 1);
  return https;
}

bool parse_port(std::string_view text, std::optional<std::uint16_t>& port) {
  std::uint32_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
    value = value * 10 + static_cast<std::uint32_t>(c - '0');
    if (value > 65535) return false;
  }
  if (!text.empty()) port = static_cast<std::uint16_t>(value);
  return true;
}

std::size_t port_colon(std::string_view authority) {
  bool bracketed = false;
  for (std::size_t i = 0; i < authority.size(); ++i) {
    if (authority[i] == '[') bracketed = true;
    if (authority[i] == ']') bracketed = false;
    if (authority[i] == ':' && !bracketed) return i;
  }
  return std::string_view::npos;
}

bool split_authority(std::string_view authority, UrlParts& parts) {
  const std::size_t at = authority.rfind('@');
  if (at != std::string_view::npos) authority.remove_prefix(at + 1);
  const std::size_t colon = port_colon(authority);
  parts.host = authority.substr(0, colon);
  if (parts.host.empty()) return false;
  return colon == std::string_view::npos || parse_port(authority.substr(colon + 1), parts.port);
}

/// 1 for ".", 2 for "..", also with escaped dots; else 0.
int dots_of(std::string_view segment) {
  if (segment.size() > 6) return 0;
  int dots = 0;
  for (std::size_t i = 0; i < segment.size(); ++dots) {
    if (segment[i] == '.') {
      i += 1;
    } else if (escaped_byte(segment, i) == '.') {
      i += 3;
    } else {
      return 0;
    }
  }
  return dots <= 2 ? dots : 0;
}

bool is_slash(char c) { return c == '/' || c == '\\'; }

void append_segment(std::string_view segment, bool last, std::size_t path_begin, std::string& out) {
  const int dots = dots_of(segment);
  if (dots == 0) {
    out += '/';
    append_percent_normal(segment, out);
    return;
  }
  if (dots == 2) {
    const std::size_t slash = out.rfind('/');
    if (slash != std::string::npos && slash >= path_begin) out.resize(slash);
  }
  if (last) out += '/';
}

}  // namespace

std::optional<UrlParts> split_http_url(std::string_view text, std::string& scratch) {
  text = without_tabs_and_newlines(trim_controls(text), scratch);
  const std::optional<bool> https = take_scheme(text);
  if (!https) return {};
  while (!text.empty() && is_slash(text.front())) text.remove_prefix(1);

  std::size_t end = 0;
  while (end < text.size() && !kAuthorityEnd[byte_of(text[end])]) ++end;
  UrlParts parts;
  parts.https = *https;
  if (!split_authority(text.substr(0, end), parts)) return {};

  text.remove_prefix(end);
  if (const std::size_t hash = text.find('#'); hash != std::string_view::npos) {
    parts.fragment = text.substr(hash + 1);
    text = text.substr(0, hash);
  }
  if (const std::size_t mark = text.find('?'); mark != std::string_view::npos) {
    parts.query = text.substr(mark + 1);
    text = text.substr(0, mark);
  }
  parts.path = text;
  return parts;
}

void append_path(std::string_view raw, std::string& out) {
  if (raw.empty()) {
    out += '/';
    return;
  }
  const std::size_t begin = out.size();
  std::size_t slash = 0;
  while (slash < raw.size()) {
    std::size_t end = slash + 1;
    while (end < raw.size() && !is_slash(raw[end])) ++end;
    append_segment(raw.substr(slash + 1, end - slash - 1), end == raw.size(), begin, out);
    slash = end;
  }
}

void append_percent_normal(std::string_view raw, std::string& out) {
  std::size_t i = 0;
  while (i < raw.size()) {
    std::size_t end = i;
    while (end < raw.size() && kRaw[byte_of(raw[end])]) ++end;
    out.append(raw.data() + i, end - i);
    i = end;
    if (i == raw.size()) break;
    const int escaped = escaped_byte(raw, i);
    if (escaped < 0) {
      append_escape(byte_of(raw[i]), out);
      i += 1;
      continue;
    }
    const auto byte = static_cast<unsigned char>(escaped);
    if (kUnreserved[byte]) {
      out += static_cast<char>(byte);
    } else {
      append_escape(byte, out);
    }
    i += 3;
  }
}

void append_percent_decoded(std::string_view raw, std::string& out) {
  for (std::size_t i = 0; i < raw.size();) {
    const int escaped = escaped_byte(raw, i);
    out += escaped < 0 ? raw[i] : static_cast<char>(static_cast<unsigned char>(escaped));
    i += escaped < 0 ? 1 : 3;
  }
}

}  // namespace overt
