#include "edge/http/etag.h"

#include <algorithm>

#include "base/digest.h"

namespace overt::http {

std::string etag_of(std::string_view body) {
  constexpr std::size_t kDigits = 32;
  return "W/\"" + sha256_hex(body).substr(0, kDigits) + "\"";
}

bool has_already(const Request& request, std::string_view etag) {
  std::string_view rest = request.header("if-none-match");
  if (rest == "*") return true;
  const std::string_view opaque = etag.substr(2);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    std::string_view one = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    while (one.starts_with(' ')) one.remove_prefix(1);
    while (one.ends_with(' ')) one.remove_suffix(1);
    if (one.starts_with("W/")) one.remove_prefix(2);
    if (one == opaque) return true;
  }
  return false;
}

}  // namespace overt::http
