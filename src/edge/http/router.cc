#include "edge/http/router.h"

#include <algorithm>
#include <set>

#include "base/check.h"

namespace overt::http {
namespace {

constexpr std::size_t kSegmentsMax = 32;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

/// Segments between slashes, decoded. None where one cannot be, or is "." or "..".
std::optional<std::vector<std::string>> split_path(std::string_view path) {
  if (!path.starts_with('/')) return std::nullopt;
  std::vector<std::string> segments;
  std::string_view rest = path.substr(1);
  while (true) {
    const std::size_t end = std::min(rest.find('/'), rest.size());
    auto segment = percent_decoded(rest.substr(0, end), false);
    if (!segment || *segment == "." || *segment == ".." || segments.size() == kSegmentsMax) {
      return std::nullopt;
    }
    segments.push_back(*std::move(segment));
    if (end == rest.size()) return segments;
    rest.remove_prefix(end + 1);
  }
}

}  // namespace

std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    if (is_control(c)) return std::nullopt;
    decoded.push_back(c);
  }
  return decoded;
}

std::optional<Names> parse_query(std::string_view text) {
  Names names;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view one = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (one.empty()) continue;
    const std::size_t equals = std::min(one.find('='), one.size());
    auto name = percent_decoded(one.substr(0, equals), true);
    auto value = percent_decoded(equals == one.size() ? "" : one.substr(equals + 1), true);
    if (!name || !value) return std::nullopt;
    names.emplace_back(*std::move(name), *std::move(value));
  }
  return names;
}

Router::Router(Routes routes) : routes_(std::move(routes)) {
  std::set<std::pair<Method, std::string>> seen;
  for (const Route& route : routes_) {
    CHECK(seen.emplace(route.method, route.pattern).second);
    CHECK(route.handler != nullptr);
    patterns_.push_back(segments_of(route.pattern));
  }
}

std::vector<Router::Segment> Router::segments_of(std::string_view pattern) {
  auto parts = split_path(pattern);
  CHECK(parts.has_value());
  std::vector<Segment> segments;
  for (std::string& part : *parts) {
    Segment segment{std::move(part)};
    if (segment.text.starts_with('{') && segment.text.ends_with('}')) {
      segment.parameter = true;
      segment.text = segment.text.substr(1, segment.text.size() - 2);
      if (segment.text.ends_with("...")) {
        segment.rest = true;
        segment.text.resize(segment.text.size() - 3);
      }
    }
    segments.push_back(std::move(segment));
  }
  return segments;
}

std::optional<Names> Router::match(const std::vector<Segment>& pattern,
                                   const std::vector<std::string>& path) {
  Names parameters;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (i == path.size()) return std::nullopt;
    if (pattern[i].rest) {
      std::string rest = path[i];
      for (std::size_t j = i + 1; j < path.size(); ++j) rest += "/" + path[j];
      parameters.emplace_back(pattern[i].text, std::move(rest));
      return parameters;
    }
    if (pattern[i].parameter) {
      if (path[i].empty()) return std::nullopt;
      parameters.emplace_back(pattern[i].text, path[i]);
    } else if (pattern[i].text != path[i]) {
      return std::nullopt;
    }
  }
  if (pattern.size() != path.size()) return std::nullopt;
  return parameters;
}

Router::Match Router::find(Method method, std::string_view raw_path) const {
  Match best;
  const auto path = split_path(raw_path);
  if (!path) {
    best.malformed = true;
    return best;
  }
  std::size_t fewest = SIZE_MAX;  // parameters of the best match; a rest counts for many
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    auto parameters = match(patterns_[i], *path);
    if (!parameters) continue;
    if (routes_[i].method != method) {
      best.allowed.push_back(routes_[i].method);
      continue;
    }
    const std::size_t cost =
        parameters->size() + (patterns_[i].back().rest ? kSegmentsMax : std::size_t{0});
    if (cost >= fewest) continue;
    fewest = cost;
    best.route = &routes_[i];
    best.parameters = *std::move(parameters);
  }
  return best;
}

}  // namespace overt::http
