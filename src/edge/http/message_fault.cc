#include "edge/http/message_fault.h"

#include <algorithm>
#include <array>

namespace overt::http {
namespace {

/// Fields of which one message has one: who reads the first and who reads the last must agree.
constexpr std::array<std::string_view, 12> kOnce = {
    "authorization", "content-digest",  "content-encoding", "content-length", "content-type",
    "host",          "idempotency-key", "origin",           "sec-fetch-site", "transfer-encoding",
    "upload-offset", "x-csrf-token"};

bool is_token(std::string_view name) {
  constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kOthers.find(c) != std::string_view::npos;
  });
}

bool is_chunked(std::string_view coding) {
  constexpr std::string_view kChunked = "chunked";
  return std::equal(coding.begin(), coding.end(), kChunked.begin(), kChunked.end(),
                    [](char a, char b) { return a == b || (a >= 'A' && a <= 'Z' && a + 32 == b); });
}

}  // namespace

std::string_view message_fault(const RawRequest& request) {
  std::array<int, kOnce.size()> seen{};
  bool host = false;
  for (const auto& [name, value] : request.headers) {
    if (!is_token(name)) return "the name of a header field cannot be read";
    if (name == "transfer-encoding" && !is_chunked(value)) {
      return "Transfer-Encoding: chunked is the only one that is read here";
    }
    host = host || name == "host";
    const auto* const found = std::find(kOnce.begin(), kOnce.end(), name);
    if (found != kOnce.end() && ++seen.at(static_cast<std::size_t>(found - kOnce.begin())) > 1) {
      return "a header field is there twice that may be there once";
    }
  }
  // The parser does not tell which version it read: HTTP/1.0 must name the host too.
  return host ? std::string_view() : "Host: is missing";
}

}  // namespace overt::http
