// Any bytes as the target of a request, path and query: not found or one of the routes, with the
// parameters that its pattern names; and as a page's cursor and as a cookie.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "edge/http/page.h"
#include "edge/http/router.h"

using overt::http::Method;

namespace {

overt::http::Response nothing(const overt::http::Request& /*request*/,
                              overt::http::Stores& /*stores*/) {
  return {};
}

const overt::http::Router& router() {
  using overt::http::kOpen;
  static const overt::http::Router all({{Method::kGet, "/v1/networks", kOpen, nothing},
                                        {Method::kPost, "/v1/networks", kOpen, nothing},
                                        {Method::kGet, "/v1/networks/{network}", kOpen, nothing},
                                        {Method::kGet, "/v1/networks/largest", kOpen, nothing},
                                        {Method::kGet, "/v1/{a}/{b}/{c}", kOpen, nothing},
                                        {Method::kGet, "/tile/{rest...}", kOpen, nothing}});
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes seen as characters
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string_view path = text.substr(0, text.find('?'));
  const std::string_view query = path.size() < text.size() ? text.substr(path.size() + 1) : "";
  for (const auto method : {Method::kGet, Method::kPost}) {
    const auto match = router().find(method, path);
    if (match.route == nullptr) continue;
    CHECK(!match.malformed);
    const auto& pattern = match.route->pattern;
    const auto wanted = std::count(pattern.begin(), pattern.end(), '{');
    CHECK_EQ(match.parameters.size(), static_cast<std::size_t>(wanted));
  }
  overt::http::Request request;
  request.headers = {{"cookie", std::string(text)}};
  (void)request.cookie("overt");
  const auto words = overt::http::parse_query(query);
  if (!words) return 0;
  for (const auto& [name, value] : *words) {
    for (const std::string* word : {&name, &value}) {
      CHECK(std::none_of(word->begin(), word->end(), [](char c) { return c >= 0 && c < ' '; }));
    }
  }
  request.query = *words;
  const auto page = overt::http::page_of(request);
  if (page.ok()) {
    CHECK(page.value().limit >= 1);
    CHECK(page.value().limit <= overt::http::kPageRowsMax);
    CHECK(page.value().after.empty() || !overt::http::cursor_after(page.value().after).empty());
  }
  return 0;
}
