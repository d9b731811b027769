#include <array>
#include <limits>
#include <utility>

#include <fmt/format.h>
#include <unicode/uidna.h>
#include <unicode/utypes.h>

#include "base/check.h"
#include "stages/traces/url_parser_internal.h"

namespace overt {
namespace {

/// Longer than any host that resolves, even with every character escaped.
constexpr std::size_t kHostBytesMax = 1024;

/// The standard checks neither hyphens nor lengths.
constexpr std::uint32_t kForgivenErrors =
    UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG | UIDNA_ERROR_DOMAIN_NAME_TOO_LONG |
    UIDNA_ERROR_LEADING_HYPHEN | UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4;

constexpr bool is_forbidden(unsigned char c) {
  if (c <= 0x20 || c == 0x7F) return true;
  return std::string_view("#%/:<>?@[\\]^|").find(static_cast<char>(c)) != std::string_view::npos;
}

enum class HostByte : std::uint8_t { kPlain, kUpper, kForbidden, kSlow };

constexpr std::array<HostByte, 256> host_bytes() {
  std::array<HostByte, 256> classes{};
  for (unsigned c = 0; c < 256; ++c) {
    if (c >= 0x80 || c == '%') {
      classes[c] = HostByte::kSlow;
    } else if (is_forbidden(static_cast<unsigned char>(c))) {
      classes[c] = HostByte::kForbidden;
    } else if (c >= 'A' && c <= 'Z') {
      classes[c] = HostByte::kUpper;
    }
  }
  return classes;
}
constexpr std::array<HostByte, 256> kHostBytes = host_bytes();

enum class AsciiHost : std::uint8_t { kDone, kBad, kNeedsIdna };

/// A label that is Punycode already is not looked into: name servers do not either.
AsciiHost lower_ascii_host(std::string_view raw, std::string& out) {
  out.assign(raw);
  bool forbidden = false;
  for (char& c : out) {
    const HostByte kind = kHostBytes[static_cast<unsigned char>(c)];
    if (kind == HostByte::kPlain) continue;
    if (kind == HostByte::kSlow) return AsciiHost::kNeedsIdna;
    if (kind == HostByte::kUpper) c = static_cast<char>(c + 32);
    forbidden |= kind == HostByte::kForbidden;
  }
  return forbidden ? AsciiHost::kBad : AsciiHost::kDone;
}

bool has_forbidden(std::string_view host) {
  for (const char c : host) {
    if (is_forbidden(static_cast<unsigned char>(c))) return true;
  }
  return false;
}

/// One number of an IPv4 address: decimal, 0 octal, 0x hexadecimal. -1 where it is none.
std::int64_t ipv4_number(std::string_view text) {
  if (text.empty()) return -1;
  std::int64_t radix = 10;
  if (text.size() >= 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
    text.remove_prefix(2);
    radix = 16;
  } else if (text.size() >= 2 && text[0] == '0') {
    text.remove_prefix(1);
    radix = 8;
  }
  std::int64_t value = 0;
  for (const char c : text) {
    std::int64_t digit = 99;
    if (c >= '0' && c <= '9') digit = c - '0';
    if (c >= 'a' && c <= 'f') digit = c - 'a' + 10;
    if (c >= 'A' && c <= 'F') digit = c - 'A' + 10;
    if (digit >= radix) return -1;
    // Everything past 32 bits is equally too large.
    value = value >= (std::int64_t{1} << 40) ? value : value * radix + digit;
  }
  return value;
}

bool is_decimal(std::string_view text) {
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
  }
  return !text.empty();
}

bool ends_in_number(std::string_view host) {
  if (host.empty()) return false;
  const std::size_t dot = host.rfind('.');
  const std::string_view last = dot == std::string_view::npos ? host : host.substr(dot + 1);
  return is_decimal(last) || (last.starts_with("0x") && ipv4_number(last) >= 0);
}

std::string_view without_last_dot(std::string_view host) {
  if (!host.empty() && host.back() == '.') host.remove_suffix(1);
  return host;
}

bool read_ipv4_numbers(std::string_view text, std::array<std::int64_t, 4>& numbers,
                       std::size_t& count) {
  for (count = 0; count < numbers.size();) {
    const std::size_t dot = text.find('.');
    numbers[count] = ipv4_number(text.substr(0, dot));
    if (numbers[count] < 0) return false;
    ++count;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
  return false;
}

/// The last number fills all the bytes that the others leave.
std::optional<std::uint32_t> ipv4_address(const std::array<std::int64_t, 4>& numbers,
                                          std::size_t count) {
  const std::size_t last = count - 1;
  if (numbers[last] >= std::int64_t{1} << (8 * (4 - last))) return {};
  std::int64_t address = numbers[last];
  for (std::size_t i = 0; i < last; ++i) {
    if (numbers[i] > 255) return {};
    address += numbers[i] << (8 * (3 - i));
  }
  return static_cast<std::uint32_t>(address);
}

void append_dotted(std::uint32_t address, std::string& out) {
  fmt::format_to(std::back_inserter(out), "{}.{}.{}.{}", address >> 24U, (address >> 16U) & 255U,
                 (address >> 8U) & 255U, address & 255U);
}

using Ipv6Pieces = std::array<std::uint16_t, 8>;

/// The dotted IPv4 address that may end an IPv6 address: strictly decimal, two pieces long.
bool read_embedded_ipv4(std::string_view text, std::uint16_t* pieces) {
  std::uint32_t address = 0;
  for (int part = 0; part < 4; ++part) {
    const std::size_t dot = part < 3 ? text.find('.') : std::string_view::npos;
    if (part < 3 && dot == std::string_view::npos) return false;
    const std::string_view number = text.substr(0, dot);
    if (!is_decimal(number) || number.size() > 3 || (number.size() > 1 && number[0] == '0')) {
      return false;
    }
    const std::int64_t value = ipv4_number(number);
    if (value > 255) return false;
    address = address << 8U | static_cast<std::uint32_t>(value);
    if (part < 3) text.remove_prefix(dot + 1);
  }
  pieces[0] = static_cast<std::uint16_t>(address >> 16U);
  pieces[1] = static_cast<std::uint16_t>(address & 0xFFFFU);
  return true;
}

bool read_piece(std::string_view text, std::uint16_t& piece) {
  if (text.empty() || text.size() > 4) return false;
  std::uint32_t value = 0;
  for (const char c : text) {
    const bool digit = c >= '0' && c <= '9';
    const bool letter = (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (!digit && !letter) return false;
    value = value * 16 + static_cast<std::uint32_t>(digit ? c - '0' : (c | 32) - 'a' + 10);
  }
  piece = static_cast<std::uint16_t>(value);
  return true;
}

/// Pieces separated by single colons, a dotted tail allowed at the end. Returns how many, or -1.
int read_pieces(std::string_view text, bool may_end_dotted, std::uint16_t* pieces, int room) {
  if (text.empty()) return 0;
  int count = 0;
  while (true) {
    const std::size_t colon = text.find(':');
    const std::string_view part = text.substr(0, colon);
    const bool last = colon == std::string_view::npos;
    if (last && may_end_dotted && part.find('.') != std::string_view::npos) {
      return count + 2 <= room && read_embedded_ipv4(part, pieces + count) ? count + 2 : -1;
    }
    if (count == room || !read_piece(part, pieces[count])) return -1;
    ++count;
    if (last) return count;
    text.remove_prefix(colon + 1);
  }
}

bool read_ipv6(std::string_view text, Ipv6Pieces& pieces) {
  pieces = {};
  const std::size_t gap = text.find("::");
  if (gap == std::string_view::npos) return read_pieces(text, true, pieces.data(), 8) == 8;
  const int before = read_pieces(text.substr(0, gap), false, pieces.data(), 7);
  if (before < 0) return false;
  Ipv6Pieces tail{};
  const int after = read_pieces(text.substr(gap + 2), true, tail.data(), 7 - before);
  if (after < 0) return false;
  for (int i = 0; i < after; ++i) {
    pieces[static_cast<std::size_t>(8 - after + i)] = tail[static_cast<std::size_t>(i)];
  }
  return true;
}

/// Begin and length of the first longest run of two zero pieces or more; length 0 where none.
std::pair<std::size_t, std::size_t> zero_run(const Ipv6Pieces& pieces) {
  std::pair<std::size_t, std::size_t> best{0, 0};
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    std::size_t end = i;
    while (end < pieces.size() && pieces[end] == 0) ++end;
    if (end - i > best.second) best = {i, end - i};
  }
  return best.second >= 2 ? best : std::pair<std::size_t, std::size_t>{8, 0};
}

}  // namespace

bool append_ipv6(std::string_view text, std::string& out) {
  Ipv6Pieces pieces{};
  if (!read_ipv6(text, pieces)) return false;
  const auto [gap, gap_length] = zero_run(pieces);
  out += '[';
  for (std::size_t i = 0; i < pieces.size();) {
    if (i == gap) {
      out += "::";
      i += gap_length;
      continue;
    }
    if (i > 0 && out.back() != ':') out += ':';
    fmt::format_to(std::back_inserter(out), "{:x}", pieces[i]);
    ++i;
  }
  out += ']';
  return true;
}

Ipv4Result append_ipv4(std::string_view text, std::string& out) {
  text = without_last_dot(text);
  if (!ends_in_number(text)) return Ipv4Result::kNotIpv4;
  std::array<std::int64_t, 4> numbers{};
  std::size_t count = 0;
  if (!read_ipv4_numbers(text, numbers, count)) return Ipv4Result::kBad;
  const std::optional<std::uint32_t> address = ipv4_address(numbers, count);
  if (!address) return Ipv4Result::kBad;
  append_dotted(*address, out);
  return Ipv4Result::kIpv4;
}

struct HostParser::State {
  State() {
    UErrorCode status = U_ZERO_ERROR;
    idna = uidna_openUTS46(UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII,
                           &status);
    CHECK(U_SUCCESS(status) != 0);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { uidna_close(idna); }

  bool to_ascii(std::string_view raw, std::string& out);

  UIDNA* idna = nullptr;
  std::string decoded;
};

bool HostParser::State::to_ascii(std::string_view raw, std::string& out) {
  decoded.clear();
  append_percent_decoded(raw, decoded);
  const AsciiHost ascii_host = lower_ascii_host(decoded, out);
  if (ascii_host != AsciiHost::kNeedsIdna) return ascii_host == AsciiHost::kDone;
  std::array<char, kHostBytesMax> ascii;
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  UErrorCode status = U_ZERO_ERROR;
  const std::int32_t length =
      uidna_nameToASCII_UTF8(idna, decoded.data(), static_cast<std::int32_t>(decoded.size()),
                             ascii.data(), static_cast<std::int32_t>(ascii.size()), &info, &status);
  if (U_FAILURE(status) != 0 || (info.errors & ~kForgivenErrors) != 0) return false;
  if (length > static_cast<std::int32_t>(ascii.size())) return false;
  out.assign(ascii.data(), static_cast<std::size_t>(length));
  return !out.empty() && !has_forbidden(out);
}

HostParser::HostParser() : state_(std::make_unique<State>()) {}
HostParser::~HostParser() = default;
HostParser::HostParser(HostParser&&) noexcept = default;
HostParser& HostParser::operator=(HostParser&&) noexcept = default;

std::optional<HostKind> HostParser::parse(std::string_view raw, std::string& out) {
  if (raw.empty() || raw.size() > kHostBytesMax) return {};
  if (raw.front() == '[') {
    out.clear();
    if (raw.back() != ']' || !append_ipv6(raw.substr(1, raw.size() - 2), out)) return {};
    return HostKind::kIpv6;
  }
  const AsciiHost ascii = lower_ascii_host(raw, out);
  if (ascii == AsciiHost::kBad) return {};
  if (ascii == AsciiHost::kNeedsIdna && !state_->to_ascii(raw, out)) return {};

  std::string address;
  const Ipv4Result ipv4 = append_ipv4(out, address);
  if (ipv4 == Ipv4Result::kBad) return {};
  if (ipv4 == Ipv4Result::kNotIpv4) return HostKind::kDomain;
  out = std::move(address);
  return HostKind::kIpv4;
}

}  // namespace overt
