#include <algorithm>
#include <initializer_list>
#include <span>

#include "stages/claims/operation_name_internal.h"
#include "stages/claims/text_internal.h"

namespace overt {
namespace {

using Words = std::vector<std::string_view>;

std::string_view stem_of(std::string_view path) {
  const std::size_t slash = path.find_last_of("/\\");
  if (slash != std::string_view::npos) path.remove_prefix(slash + 1);
  for (const std::string_view end : {".csv", ".tsv"}) {
    if (path.ends_with(end)) path.remove_suffix(end.size());
  }
  // "Q2-3_2025_GithubIOCs - Q2-3_2025_BELARUS…": a sheet's name after its workbook's.
  constexpr std::string_view kSheet = "GithubIOCs - ";
  const std::size_t sheet = path.find(kSheet);
  return sheet == std::string_view::npos ? path : path.substr(sheet + kSheet.size());
}

bool is_year(std::string_view word) {
  return word.size() == 4 && word.starts_with("20") &&
         std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_number(std::string_view word) {
  return !word.empty() && word.size() <= 2 &&
         std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_part_of_year(std::string_view word) {
  return word.size() == 2 && (lower_ascii(word[0]) == 'q' || lower_ascii(word[0]) == 'h') &&
         is_number(word.substr(1));
}

std::string upper(std::string_view word) {
  std::string text(word);
  if (text[0] >= 'a') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) text += part;
  return text;
}

// "Q4 2024", "Q2-3 2025" (words Q2, 3, 2025), "2021 04".
std::string period_of(const Words& words) {
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (is_part_of_year(words[i]) && is_year(words[i + 1])) {
      return joined({upper(words[i]), " ", words[i + 1]});
    }
    const bool range = i + 2 < words.size() && is_part_of_year(words[i]) &&
                       is_number(words[i + 1]) && is_year(words[i + 2]);
    if (range) return joined({upper(words[i]), "-", words[i + 1], " ", words[i + 2]});
    if (is_year(words[i]) && words[i + 1].size() == 2 && is_number(words[i + 1])) {
      return joined({words[i], "-", words[i + 1]});
    }
  }
  return words.empty() || !is_year(words[0]) ? std::string() : std::string(words[0]);
}

// Countries among words, those of two words ("Burkina Faso") before those of one.
std::vector<std::string_view> countries_in(std::span<const std::string_view> words) {
  std::vector<std::string_view> codes;
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::optional<std::string_view> code;
    if (i + 1 < words.size()) code = country_code(joined({words[i], " ", words[i + 1]}));
    if (code) {
      ++i;
    } else {
      code = country_code(words[i]);
    }
    if (code && std::find(codes.begin(), codes.end(), *code) == codes.end()) {
      codes.push_back(*code);
    }
  }
  return codes;
}

// One spelling whatever case the file's name is in: "Q4 2024 China based CIB network".
std::string spelt(const std::vector<std::string>& low, std::size_t based) {
  std::string name;
  for (std::size_t i = 0; i < low.size(); ++i) {
    const std::string& word = low[i];
    if (i > 0) name += ' ';
    const bool letters = word == "cib" || word == "apt" || word == "ib" || word == "us";
    for (std::size_t at = 0; at < word.size(); ++at) {
      const bool capital = letters || (at == 0 && (i < based || is_part_of_year(word)));
      const bool small = word[at] >= 'a' && word[at] <= 'z';
      name += capital && small ? static_cast<char>(word[at] - 'a' + 'A') : word[at];
    }
  }
  return name;
}

std::size_t find_word(const std::vector<std::string>& low, std::string_view word) {
  return static_cast<std::size_t>(std::find(low.begin(), low.end(), word) - low.begin());
}

}  // namespace

OperationName read_operation_name(std::string_view path) {
  const Words words = split_list(stem_of(path), " _-#.&");
  std::vector<std::string> low;
  for (const std::string_view word : words) low.push_back(lowered(word));
  OperationName operation;
  for (const std::string& word : low) {
    if (!operation.key.empty()) operation.key += ' ';
    operation.key += word;
  }
  operation.period = period_of(words);
  const std::span<const std::string_view> all = words;
  const std::size_t based = find_word(low, "based");
  operation.name = spelt(low, based < low.size() ? based : 0);
  const std::size_t targeting = find_word(low, "targeting");
  if (based < words.size()) {
    operation.countries = countries_in(all.subspan(0, based));
  } else if (targeting < words.size()) {
    operation.targeted = countries_in(all.subspan(0, targeting));
  } else {
    // "… behavior from X and Y" is two operations in one file; which row is whose it does not say.
    operation.countries = countries_in(all);
    if (operation.countries.size() > 1) operation.countries.clear();
  }
  for (const std::string_view word :
       {"apt", "hackers", "malware", "malicious", "espionage", "surveillance"}) {
    operation.is_hacking = operation.is_hacking || find_word(low, word) < low.size();
  }
  return operation;
}

}  // namespace overt
