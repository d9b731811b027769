#pragma once
// Addresses of the web, in their parts. Thread safety: pure.

#include <optional>
#include <string>
#include <string_view>

namespace overt {

struct WebAddress {
  std::string scheme;  // in lower case
  std::string host;    // of IPv6 with its brackets
  std::string user;
  std::string password;
  std::string fragment;
};

/// nullopt where it cannot be understood, is longer than 2,000 bytes, or libcurl is missing.
std::optional<WebAddress> parse_web_address(const std::string& url);

/// RFC 3986: what is not unreserved, as %XX.
std::string percent_encoded(std::string_view text);

}  // namespace overt
