#include "edge/http/route.h"

#include <algorithm>
#include <array>

namespace overt::http {
namespace {

std::string_view value_in(const Names& names, std::string_view wanted) {
  for (const auto& [name, value] : names) {
    if (name == wanted) return value;
  }
  return {};
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

}  // namespace

std::string_view name_of(Method method) {
  constexpr std::array<std::string_view, kMethodCount> kNames = {"GET", "POST", "PUT", "PATCH",
                                                                 "DELETE"};
  return kNames.at(static_cast<std::size_t>(method));
}

std::string_view Request::parameter(std::string_view name) const {
  return value_in(parameters, name);
}
std::string_view Request::query_value(std::string_view name) const { return value_in(query, name); }
std::string_view Request::header(std::string_view name) const { return value_in(headers, name); }

std::string_view Request::cookie(std::string_view name) const {
  std::string_view rest = header("cookie");
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(';'), rest.size());
    std::string_view one = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    while (one.starts_with(' ')) one.remove_prefix(1);
    if (one.size() > name.size() && one.starts_with(name) && one[name.size()] == '=') {
      return one.substr(name.size() + 1);
    }
  }
  return {};
}

bool asks_for_web_socket(const Names& headers) {
  return lower(value_in(headers, "upgrade")) == "websocket" &&
         lower(value_in(headers, "connection")).find("upgrade") != std::string::npos &&
         value_in(headers, "sec-websocket-version") == "13" &&
         !value_in(headers, "sec-websocket-key").empty();
}

Response json_response(std::string body, int status) {
  Response response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

Response no_content() {
  Response response;
  response.status = 204;
  response.content_type.clear();
  return response;
}

}  // namespace overt::http
