#include "edge/transparency/texts.h"

#include <charconv>
#include <optional>

namespace overt::transparency {
namespace {

constexpr std::array<std::string_view, kLanguageCount> kCodes = {"en", "fr", "ru"};
constexpr std::size_t kRangesMax = 32;
constexpr int kWholeWeight = 1'000;

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

/// "fr", "fr-CA", "FR".
std::optional<Language> language_named(std::string_view range) {
  const std::string_view primary = range.substr(0, range.find('-'));
  if (primary.size() != 2) return std::nullopt;
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  for (std::size_t i = 0; i < kCodes.size(); ++i) {
    if (lower(primary[0]) == kCodes.at(i)[0] && lower(primary[1]) == kCodes.at(i)[1]) {
      return static_cast<Language>(i);
    }
  }
  return std::nullopt;
}

/// ";q=0.8" in thousandths; what cannot be read counts for nothing.
int weight_of(std::string_view parameters) {
  parameters = trimmed(parameters);
  if (parameters.empty()) return kWholeWeight;
  if (!parameters.starts_with("q=") && !parameters.starts_with("Q=")) return 0;
  parameters.remove_prefix(2);
  double weight = 0;
  const auto [end, error] =
      std::from_chars(parameters.data(), parameters.data() + parameters.size(), weight);
  if (error != std::errc() || end != parameters.data() + parameters.size()) return 0;
  return weight < 0 || weight > 1 ? 0 : static_cast<int>(weight * kWholeWeight);
}

}  // namespace

std::string_view code_of(Language language) {
  return kCodes.at(static_cast<std::size_t>(language));
}

std::string_view own_name_of(Language language) {
  constexpr std::array<std::string_view, kLanguageCount> kNames = {"English", "Français",
                                                                   "Русский"};
  return kNames.at(static_cast<std::size_t>(language));
}

Language language_for(std::string_view chosen, std::string_view accepted) {
  if (const auto language = language_named(trimmed(chosen))) return *language;
  Language best = Language::kEnglish;
  int best_weight = 0;
  for (std::size_t i = 0; i < kRangesMax && !accepted.empty(); ++i) {
    const std::size_t end = accepted.find(',');
    const std::string_view one = accepted.substr(0, end);
    accepted.remove_prefix(end == std::string_view::npos ? accepted.size() : end + 1);
    const std::size_t mark = one.find(';');
    const auto language = language_named(trimmed(one.substr(0, mark)));
    const int weight =
        mark == std::string_view::npos ? kWholeWeight : weight_of(one.substr(mark + 1));
    if (!language || weight <= best_weight) continue;
    best = *language;
    best_weight = weight;
  }
  return best;
}

const Texts& texts_in(Language language) {
  switch (language) {
    case Language::kFrench:
      return kFrenchTexts;
    case Language::kRussian:
      return kRussianTexts;
    case Language::kEnglish:
      break;
  }
  return kEnglishTexts;
}

}  // namespace overt::transparency
