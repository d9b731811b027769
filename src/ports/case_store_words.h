#pragma once
// How stores keep the parts of a case that are neither a text nor a number, the same in each of
// them: lists as lines, words of a scale as their number, -1 where nothing is said. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/attribution.h"

namespace overt {

inline std::string touches_in_words(const std::vector<std::string>& touches) {
  std::string text;
  for (const std::string& one : touches) text += one + '\n';
  return text;
}

inline std::vector<std::string> touches_from(std::string_view text) {
  std::vector<std::string> touches;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    touches.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return touches;
}

template <typename Word>
std::int64_t number_of(const std::optional<Word>& word) {
  return word ? static_cast<std::int64_t>(*word) : -1;
}

inline std::optional<Likelihood> likelihood_numbered(std::int64_t number) {
  if (number < 0 || number >= static_cast<std::int64_t>(kLikelihoodCount)) return std::nullopt;
  return static_cast<Likelihood>(number);
}

inline std::optional<Confidence> confidence_numbered(std::int64_t number) {
  if (number < 0 || number > static_cast<std::int64_t>(Confidence::kHigh)) return std::nullopt;
  return static_cast<Confidence>(number);
}

}  // namespace overt
