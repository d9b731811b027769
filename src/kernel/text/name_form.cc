#include "kernel/text/name_form.h"

#include <algorithm>
#include <iterator>

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include "base/check.h"
#include "base/utf8.h"

namespace overt::text {
namespace {

// Sorted. As they are spelt once transliterated.
// clang-format off
constexpr std::string_view kLegalForms[] = {
    "ab", "ag", "ano", "ao", "aps", "as", "bhd", "bv", "co", "company", "corp", "corporation",
    "doo", "ead", "eood", "fgup", "foundation", "gmbh", "inc", "incorporated", "kft", "kg",
    "limited", "llc", "llp", "lp", "ltd", "mup", "npo", "nv", "oao", "ood", "ooo", "oy", "oyj",
    "pao", "plc", "pte", "pty", "sa", "sarl", "sia", "spa", "srl", "zao", "zrt"};
// clang-format on

bool is_legal_form(std::string_view word) {
  return std::binary_search(std::begin(kLegalForms), std::end(kLegalForms), word);
}

std::unique_ptr<icu::Transliterator> make_transliterator() {
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<icu::Transliterator> made(icu::Transliterator::createInstance(
      "Russian-Latin/BGN; Any-Latin; Latin-ASCII; Lower", UTRANS_FORWARD, status));
  CHECK(U_SUCCESS(status));
  return made;
}

bool is_word_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

}  // namespace

struct NameForms::State {
  std::unique_ptr<icu::Transliterator> transliterator;  // made when something is not ASCII
  std::string latin;
  std::vector<std::string> words;

  void to_latin(std::string_view name);
};

void NameForms::State::to_latin(std::string_view name) {
  latin.clear();
  if (!is_ascii(name)) {
    if (!transliterator) transliterator = make_transliterator();
    const auto size = static_cast<std::int32_t>(name.size());
    auto unicode = icu::UnicodeString::fromUTF8(icu::StringPiece(name.data(), size));
    transliterator->transliterate(unicode);
    unicode.toUTF8String(latin);
    return;
  }
  latin.assign(name);
  for (char& c : latin) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
}

NameForms::NameForms() : state_(std::make_unique<State>()) {}
NameForms::~NameForms() = default;
NameForms::NameForms(NameForms&&) noexcept = default;
NameForms& NameForms::operator=(NameForms&&) noexcept = default;

const std::vector<std::string>& NameForms::words(std::string_view name) {
  state_->to_latin(name);
  state_->words.clear();
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) state_->words.push_back(word);
    word.clear();
  };
  for (const char c : state_->latin) {
    if (is_word_letter(c)) {
      word += c;
    } else if (c != '\'' && c != '`' && c != '.') {  // soft signs, initials, L.L.C.
      end_word();
    }
  }
  end_word();
  return state_->words;
}

std::string NameForms::form(std::string_view name) {
  std::vector<std::string> kept = words(name);
  std::sort(kept.begin(), kept.end());
  kept.erase(std::unique(kept.begin(), kept.end()), kept.end());
  const bool all_legal = std::all_of(kept.begin(), kept.end(), is_legal_form);
  std::string form;
  for (const std::string& word : kept) {
    if (!all_legal && is_legal_form(word)) continue;
    if (!form.empty()) form += ' ';
    form += word;
  }
  return form;
}

namespace {

struct Spelling {
  std::string_view written;
  std::string_view outline;
};
// The longer ones first. What is not here stands for itself.
constexpr Spelling kSpellings[] = {
    {"shch", "s"}, {"tch", "c"}, {"sch", "s"}, {"ch", "c"}, {"sh", "s"}, {"zh", "z"}, {"kh", "h"},
    {"ph", "f"},   {"ts", "c"},  {"tz", "c"},  {"ck", "k"}, {"x", "ks"}, {"q", "k"},  {"w", "v"},
    {"a", ""},     {"e", ""},    {"i", ""},    {"j", ""},   {"o", ""},   {"u", ""},   {"y", ""}};

void append_outline(std::string& out, std::string_view word) {
  const std::size_t begin = out.size();
  for (std::size_t at = 0; at < word.size();) {
    std::string_view put = word.substr(at, 1);
    std::size_t read = 1;
    for (const Spelling& one : kSpellings) {
      if (word.substr(at, one.written.size()) != one.written) continue;
      put = one.outline;
      read = one.written.size();
      break;
    }
    // A vowel that begins the word tells names apart; a letter written twice does not.
    if (put.empty() && at == 0) put = "a";
    for (const char c : put) {
      if (out.size() == begin || out.back() != c) out += c;
    }
    at += read;
  }
}

}  // namespace

std::string NameForms::outline(std::string_view form) {
  constexpr std::size_t kLettersMin = 5;
  std::vector<std::string> words;
  std::size_t letters = 0;
  while (!form.empty()) {
    const std::size_t end = std::min(form.find(' '), form.size());
    std::string& word = words.emplace_back();
    append_outline(word, form.substr(0, end));
    letters += word.size();
    form.remove_prefix(std::min(end + 1, form.size()));
  }
  if (letters < kLettersMin) return {};
  std::sort(words.begin(), words.end());
  std::string outline;
  for (const std::string& word : words) outline += (outline.empty() ? "" : " ") + word;
  return outline;
}

}  // namespace overt::text
