#include "edge/http/etag.h"

#include <algorithm>

#include <fmt/format.h>
#include <xxhash.h>

namespace overt::http {

std::string etag_of(std::string_view body) {
  // Nobody gains by two answers with one tag, so the hash need not be a cryptographic one, which
  // is a sixth of what answering costs.
  const XXH128_hash_t hash = XXH3_128bits(body.data(), body.size());
  return fmt::format("W/\"{:016x}{:016x}\"", hash.high64, hash.low64);
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
