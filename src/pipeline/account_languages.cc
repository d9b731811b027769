#include "pipeline/account_languages.h"

#include <algorithm>
#include <array>
#include <map>

namespace overt {
namespace {

constexpr std::size_t kCodeLettersMax = 3;
constexpr std::uint32_t kRegionMark = 1U << 24;

/// Up to three letters, whatever their case, as a number; 0 for anything else.
std::uint32_t letters(std::string_view word) {
  std::uint32_t code = 0;
  if (word.empty() || word.size() > kCodeLettersMax) return 0;
  for (const char c : word) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (lower < 'a' || lower > 'z') return 0;
    code = code << 8 | static_cast<unsigned char>(lower);
  }
  return code;
}

/// ISO 639's words for no, several and uncoded languages; qaa to qtz are for private use, as one
/// platform's "qme" (media only) and "qht" (hashtags only).
bool says_nothing(std::uint32_t code) {
  constexpr std::array<std::string_view, 5> kWords = {"und", "zxx", "mul", "mis", "art"};
  const bool is_word = std::any_of(kWords.begin(), kWords.end(),
                                   [code](std::string_view word) { return letters(word) == code; });
  return is_word || (code >> 16 == 'q' && (code >> 8 & 0xFF) <= 't');
}

}  // namespace

std::uint32_t language_code(std::string_view lang, std::string_view region) {
  const std::uint32_t code = letters(lang.substr(0, lang.find_first_of("-_")));
  if (code != 0) return says_nothing(code) ? 0 : code;
  const std::uint32_t place = letters(region);
  return place == 0 ? 0 : place | kRegionMark;
}

void AccountLanguages::add(std::uint32_t account, std::uint32_t code) {
  if (code == 0) return;
  if (account >= votes_.size()) {
    votes_.resize(std::max<std::size_t>(std::size_t{account} + 1, 2 * votes_.size()));
  }
  Vote& vote = votes_[account];
  if (vote.code == code) {
    ++vote.ahead;
  } else if (vote.ahead == 0) {
    vote = {code, 1};
  } else {
    --vote.ahead;
  }
}

std::vector<std::uint8_t> AccountLanguages::groups(std::uint32_t accounts) const {
  constexpr std::size_t kGroupsMax = 255;
  std::map<std::uint32_t, std::uint64_t> speakers;
  for (const Vote& vote : votes_) {
    if (vote.code != 0) ++speakers[vote.code];
  }
  if (speakers.size() < 2) return {};
  std::vector<std::pair<std::uint32_t, std::uint64_t>> ranked(speakers.begin(), speakers.end());
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& x, const auto& y) { return x.second > y.second; });
  ranked.resize(std::min(ranked.size(), kGroupsMax));
  std::map<std::uint32_t, std::uint8_t> number;
  for (const auto& [code, count] : ranked) {
    number[code] = static_cast<std::uint8_t>(number.size() + 1);
  }
  std::vector<std::uint8_t> groups(accounts, 0);
  for (std::size_t account = 0; account < std::min<std::size_t>(accounts, votes_.size());
       ++account) {
    const auto found = number.find(votes_[account].code);
    if (found != number.end()) groups[account] = found->second;
  }
  return groups;
}

}  // namespace overt
