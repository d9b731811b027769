#include "edge/http/form.h"

#include <algorithm>

#include "edge/http/router.h"

namespace overt::http {
namespace {

constexpr std::size_t kEscapeLength = 3;

/// The character that "%0A" and the like stand for; 0 for any other escape.
char line_character(std::string_view escape) {
  if (escape == "%0A" || escape == "%0a") return '\n';
  if (escape == "%0D" || escape == "%0d") return '\r';
  return escape == "%09" ? '\t' : '\0';
}

/// Pieces between line ends hold no control character: percent_decoded() refuses them.
std::optional<std::string> decoded_lines(std::string_view text) {
  std::string out;
  std::size_t begin = 0;
  for (std::size_t at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1)) {
    const char ending = line_character(text.substr(at, kEscapeLength));
    if (ending == '\0') continue;
    const auto piece = percent_decoded(text.substr(begin, at - begin), true);
    if (!piece) return std::nullopt;
    out += *piece + ending;
    begin = at + kEscapeLength;
  }
  const auto last = percent_decoded(text.substr(begin), true);
  if (!last) return std::nullopt;
  return out + *last;
}

}  // namespace

std::optional<Names> parse_form(std::string_view body) {
  Names names;
  while (!body.empty()) {
    const std::size_t end = std::min(body.find('&'), body.size());
    const std::string_view one = body.substr(0, end);
    body.remove_prefix(std::min(end + 1, body.size()));
    if (one.empty()) continue;
    if (names.size() == kFormFieldsMax) return std::nullopt;
    const std::size_t equals = std::min(one.find('='), one.size());
    auto name = decoded_lines(one.substr(0, equals));
    auto value = decoded_lines(equals == one.size() ? "" : one.substr(equals + 1));
    if (!name || !value) return std::nullopt;
    names.emplace_back(*std::move(name), *std::move(value));
  }
  return names;
}

}  // namespace overt::http
