#pragma once
// The part of the WHATWG URL Standard that http and https URLs need: where the pieces of a URL
// are, what its host is in ASCII, and its path without dot segments.
//
// Percent-encoding goes one step beyond the standard, towards RFC 3986 section 6.2.2: escapes of
// unreserved characters are undone, the others are upper case, and a '%' that starts no escape is
// itself escaped, so that encoding twice gives what encoding once gives.
//
// Functions are thread-safe; a HostParser belongs to one thread. Everything is linear in the
// input, but for Punycode (quadratic in a label, which the length of a host bounds).

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace overt {

/// The pieces of an http or https URL as they stand in it, user and password left out.
struct UrlParts {
  bool https = false;
  std::string_view host;              // never empty
  std::optional<std::uint16_t> port;  // as given, the default port too
  std::string_view path;              // empty, or starting with a slash or backslash
  std::string_view query;             // without '?'
  std::string_view fragment;          // without '#'
};

/// Nothing for other schemes, for a missing host and for a bad port. Tabs and newlines inside the
/// URL are dropped, as the standard says; the cleaned text is then in `scratch`.
std::optional<UrlParts> split_http_url(std::string_view text, std::string& scratch);

/// The path with '/' for '\', dot segments resolved, percent-encoding made normal.
void append_path(std::string_view raw, std::string& out);

/// Percent-encoding made normal. '&', '=', '/' and other reserved characters stay as they are.
void append_percent_normal(std::string_view raw, std::string& out);

/// Every %XX replaced by its byte; '+' stays.
void append_percent_decoded(std::string_view raw, std::string& out);

enum class HostKind : std::uint8_t { kDomain, kIpv4, kIpv6 };

class HostParser {
 public:
  HostParser();
  ~HostParser();
  HostParser(HostParser&&) noexcept;
  HostParser& operator=(HostParser&&) noexcept;

  /// Replaces `out` with the host in ASCII: lower case, Punycode, IPv4 as four decimal numbers,
  /// IPv6 compressed in brackets. Nothing where it is no host.
  std::optional<HostKind> parse(std::string_view raw, std::string& out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// An IPv6 address without its brackets, written out with them.
bool append_ipv6(std::string_view text, std::string& out);

enum class Ipv4Result : std::uint8_t { kNotIpv4, kBad, kIpv4 };
/// A host that ends in a number is an IPv4 address or no host at all.
Ipv4Result append_ipv4(std::string_view text, std::string& out);

}  // namespace overt
