#include "stages/disclosures/scrub_personal.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/utf8.h"

namespace overt {
namespace {

constexpr std::size_t kKnownLengthMin = 3;
constexpr std::size_t kPhoneDigitsMin = 9;
constexpr std::size_t kDialledDigitsMin = 7;  // behind a plus
constexpr std::size_t kDateLength = 10;
constexpr int kRoundsMax = 16;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_high(char c) { return (static_cast<unsigned char>(c) & 0x80U) != 0; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
/// Part of a word in any script.
bool is_word(char c) { return is_digit(c) || is_letter(c) || c == '_' || is_high(c); }
bool is_name(char c) { return is_word(c) || c == '.' || c == '-' || c == '+' || c == '%'; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

/// The plain character that another is written for; 0: it is not seen and dropped.
char plain_of(char32_t c, bool& other) {
  other = true;
  constexpr std::array<char32_t, 4> kZeros = {0xFF10, 0x0660, 0x06F0, 0x0966};
  for (const char32_t zero : kZeros) {
    if (c >= zero && c < zero + 10) return static_cast<char>('0' + (c - zero));
  }
  if (c == 0xFF20 || c == 0xFE6B) return '@';
  if (c == 0xFF0B) return '+';
  if (c == 0xFF1A) return ':';
  if (c == 0xFF0F) return '/';
  if (c == 0xFF0E) return '.';
  if (c == 0x00A0 || c == 0x202F || c == 0x2009 || c == 0x3000) return ' ';
  if (c >= 0x2010 && c <= 0x2012) return '-';
  const bool unseen = c == 0x00AD || (c >= 0x200B && c <= 0x200F) || c == 0x2060 || c == 0xFEFF;
  if (unseen) return 0;
  other = false;
  return 0;
}

std::string plain(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_sequence_length(text.substr(at));
    if (length == 0) {
      // As it will be written.
      out += "\xEF\xBF\xBD";
      ++at;
      continue;
    }
    if (length == 1) {
      out += text[at++];
      continue;
    }
    std::size_t next = at;
    bool other = false;
    const char written = plain_of(next_code_point(text, next), other);
    if (!other) {
      out.append(text.substr(at, length));
    } else if (written != 0) {
      out += written;
    }
    at = next;
  }
  std::string folded = lowered(out);
  for (const std::string_view sign : {"(at)", "[at]"}) {
    for (auto at = folded.find(sign); at != folded.npos; at = folded.find(sign, at)) {
      out.replace(at, sign.size(), "@");
      folded.replace(at, sign.size(), "@");
    }
  }
  return out;
}

/// Whether `word` stands by itself at `at`.
bool stands_alone(std::string_view text, std::size_t at, std::size_t size) {
  const char before = at > 0 ? text[at - 1] : ' ';
  const char behind = at + size < text.size() ? text[at + size] : ' ';
  // What was put in brackets here is nobody's.
  return !is_word(before) && !is_word(behind) && (before != '[' || behind != ']');
}

void take_out_known(ScrubbedText& scrubbed, std::span<const std::string> known) {
  std::vector<std::string> words;
  for (const std::string& word : known) {
    if (word.size() >= kKnownLengthMin) words.push_back(lowered(plain(word)));
  }
  // The longest first: of "clipper:17" nothing is left where both it and "17:x" are known.
  std::sort(words.begin(), words.end(), [](const std::string& a, const std::string& b) {
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  });
  for (const std::string& word : words) {
    if (word.size() < kKnownLengthMin) continue;
    constexpr std::string_view kMark = "[name]";
    std::string folded = lowered(scrubbed.text);
    for (std::size_t at = folded.find(word); at != folded.npos; at = folded.find(word, at)) {
      if (!stands_alone(folded, at, word.size())) {
        ++at;
        continue;
      }
      scrubbed.text.replace(at, word.size(), kMark);
      folded.replace(at, word.size(), kMark);
      at += kMark.size();
      ++scrubbed.taken_out;
    }
  }
}

/// Sites that give each user a subdomain.
bool names_users_by_subdomain(std::string_view host, std::size_t& keep_from) {
  constexpr std::array<std::string_view, 12> kSites = {
      ".tumblr.com",      ".substack.com", ".blogspot.com",    ".wordpress.com",
      ".livejournal.com", ".bsky.social",  ".medium.com",      ".github.io",
      ".deviantart.com",  ".typepad.com",  ".mastodon.social", ".telegra.ph"};
  for (const std::string_view site : kSites) {
    if (host.size() > site.size() && host.ends_with(site) && host != "www" + std::string(site)) {
      keep_from = host.size() - site.size();
      return true;
    }
  }
  return false;
}

/// The site of a URL without its scheme, `rest` being all behind the scheme.
std::string site_only(std::string_view rest) {
  constexpr std::string_view kCut = "[path]";
  const std::size_t end = std::min(rest.find_first_of("/?#\\"), rest.size());
  std::string host = lowered(rest.substr(0, end));
  std::string_view path = rest.substr(end);
  if (const std::size_t user = host.rfind('@'); user != host.npos) host.erase(0, user + 1);
  std::size_t keep_from = 0;
  if (names_users_by_subdomain(host, keep_from) && !host.starts_with("[user]")) {
    host.replace(0, keep_from, "[user]");
  }
  if (path.empty() || path == "/") return host;
  return host + "/" + std::string(kCut);
}

/// One word without spaces.
class WordScrub {
 public:
  explicit WordScrub(ScrubbedText& into) : into_(into) {}

  void take(std::string_view word) {
    if (word.empty()) return;
    if (const std::size_t at = url_begin(word); at != word.npos) return take_url(word, at);
    if (const std::size_t at = word.find('@'); at != word.npos) return take_address(word, at);
    if (!take_id(word)) into_.text += word;
  }

 private:
  void put(std::string_view kept, std::string_view was) {
    into_.text += kept;
    if (kept != was) ++into_.taken_out;
  }

  /// Where something that reads as a URL begins; npos: none does.
  static std::size_t url_begin(std::string_view word) {
    const std::size_t scheme = word.find("://");
    if (scheme != word.npos) {
      std::size_t begin = scheme;
      while (begin > 0 && (is_letter(word[begin - 1]) || is_digit(word[begin - 1]))) --begin;
      return begin;
    }
    const std::size_t slash = word.find('/');
    if (slash == word.npos || slash == 0) return word.npos;
    // A name with a dot before the slash, "t.me/…", whose last part is of letters.
    std::size_t begin = slash;
    while (begin > 0 &&
           (is_name(word[begin - 1]) || word[begin - 1] == ']' || word[begin - 1] == '[')) {
      --begin;
    }
    const std::string_view host = word.substr(begin, slash - begin);
    const std::size_t dot = host.rfind('.');
    if (dot == host.npos || dot == 0 || dot + 3 > host.size()) return word.npos;
    const bool letters = std::all_of(host.begin() + static_cast<std::ptrdiff_t>(dot) + 1,
                                     host.end(), [](char c) { return is_letter(c) || is_high(c); });
    // Behind an @ it is the end of an address.
    return letters && (begin == 0 || word[begin - 1] != '@') ? begin : word.npos;
  }

  void take_url(std::string_view word, std::size_t at) {
    take(word.substr(0, at));
    std::string_view url = word.substr(at);
    std::size_t size = url.size();
    while (size > 1 && std::string_view(".,;:!?)}>\"'").find(url[size - 1]) != url.npos) --size;
    const std::string_view behind = url.substr(size);
    url = url.substr(0, size);
    const std::size_t scheme = url.find("://");
    std::string kept;
    if (scheme != url.npos) {
      kept = lowered(url.substr(0, scheme)) + "://" + site_only(url.substr(scheme + 3));
    } else {
      kept = site_only(url);
    }
    put(kept, url);
    into_.text += behind;
  }

  /// An e-mail address or a handle around the sign at `at`.
  void take_address(std::string_view word, std::size_t at) {
    std::size_t begin = at;
    while (begin > 0 && is_name(word[begin - 1])) --begin;
    std::size_t end = at + 1;
    while (end < word.size() && (is_name(word[end]) || word[end] == '@')) ++end;
    while (end > at + 1 && (word[end - 1] == '.' || word[end - 1] == '-')) --end;
    const std::string_view signs = word.substr(at, end - at);
    if (std::none_of(signs.begin(), signs.end(), is_word)) {
      // It stands for nothing.
      take(word.substr(0, at));
      into_.text += signs;
    } else {
      take(word.substr(0, begin));
      put(begin == at ? "[handle]" : "[e-mail]", word.substr(begin, end - begin));
    }
    if (end < word.size()) take(word.substr(end));
  }

  /// "clipper:17": a word of letters, a colon, and more.
  bool take_id(std::string_view word) {
    for (std::size_t at = word.find(':'); at != word.npos; at = word.find(':', at + 1)) {
      std::size_t begin = at;
      while (begin > 0 && is_name(word[begin - 1])) --begin;
      std::size_t end = at + 1;
      while (end < word.size() && (is_name(word[end]) || word[end] == ':')) ++end;
      while (end > at + 1 && (word[end - 1] == '.' || word[end - 1] == ':')) --end;
      if (begin == at || is_digit(word[begin]) || end == at + 1) continue;
      into_.text += word.substr(0, begin);
      put("[account]", word.substr(begin, end - begin));
      if (end < word.size()) take(word.substr(end));
      return true;
    }
    return false;
  }

  ScrubbedText& into_;
};

void take_out_words(ScrubbedText& scrubbed) {
  const std::string text = std::move(scrubbed.text);
  scrubbed.text.clear();
  WordScrub words(scrubbed);
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && !is_space(text[end])) ++end;
    if (end > at) words.take(std::string_view(text).substr(at, end - at));
    while (end < text.size() && is_space(text[end])) scrubbed.text += text[end++];
    at = end;
  }
}

/// "2024-09-04" at `at`.
bool is_date(std::string_view text, std::size_t at) {
  const std::string_view date = text.substr(at, kDateLength);
  if (date.size() < kDateLength || date[4] != '-' || date[7] != '-') return false;
  for (std::size_t i = 0; i < kDateLength; ++i) {
    if (i != 4 && i != 7 && !is_digit(date[i])) return false;
  }
  return at + kDateLength == text.size() || !is_digit(text[at + kDateLength]);
}

/// A run of digits with what stands between those of a telephone number.
struct NumberRun {
  std::size_t end = 0;  // behind its last digit
  std::size_t digits = 0;
  std::size_t dots = 0;
  std::size_t others = 0;  // other signs within it
  std::size_t before_dot = 0;
};

NumberRun number_run(std::string_view text, std::size_t begin) {
  NumberRun run;
  run.end = begin;
  std::size_t signs = 0;  // since the last digit
  std::size_t dots = 0;
  for (std::size_t at = begin; at < text.size(); ++at) {
    const char c = text[at];
    if (is_digit(c)) {
      if (run.digits > 0 && is_date(text, at) && signs > 0) break;
      ++run.digits;
      run.dots += dots;
      run.others += signs - dots;
      if (run.dots == 0) run.before_dot = run.digits;
      signs = dots = 0;
      run.end = at + 1;
      continue;
    }
    if (std::string_view(" -.()/").find(c) == std::string_view::npos || ++signs > 2) break;
    if (c == '.') ++dots;
  }
  return run;
}

/// "0.0004": one dot behind a single digit.
bool is_fraction(const NumberRun& run) {
  return run.dots == 1 && run.others == 0 && run.before_dot == 1;
}

void take_out_numbers(ScrubbedText& scrubbed) {
  const std::string text = std::move(scrubbed.text);
  scrubbed.text.clear();
  for (std::size_t at = 0; at < text.size();) {
    const bool dialled = text[at] == '+' && at + 1 < text.size() && is_digit(text[at + 1]);
    const bool begins = dialled || is_digit(text[at]);
    if (!begins || (at > 0 && is_word(text[at - 1]))) {
      scrubbed.text += text[at++];
      continue;
    }
    if (is_date(text, at)) {
      scrubbed.text.append(text, at, kDateLength);
      at += kDateLength;
      continue;
    }
    const NumberRun run = number_run(text, at + (dialled ? 1 : 0));
    const bool ends = run.end == text.size() || !is_word(text[run.end]);
    if (ends && !dialled && is_fraction(run)) {
      scrubbed.text.append(text, at, run.end - at);
      at = run.end;
      continue;
    }
    if (ends && run.digits >= (dialled ? kDialledDigitsMin : kPhoneDigitsMin)) {
      scrubbed.text += "[number]";
      ++scrubbed.taken_out;
      at = run.end;
      continue;
    }
    // Of what is kept, the digits up to the first sign: a number may begin behind it.
    do {
      scrubbed.text += text[at++];
    } while (at < text.size() && is_digit(text[at]));
  }
}

}  // namespace

ScrubbedText scrub_personal(std::string_view text, std::span<const std::string> known) {
  ScrubbedText scrubbed;
  scrubbed.text = text;
  // What is taken out may uncover more: where a number stood before an id, the id begins there.
  for (int round = 0; round < kRoundsMax; ++round) {
    const std::string before = scrubbed.text;
    scrubbed.text = plain(before);
    take_out_known(scrubbed, known);
    take_out_words(scrubbed);
    take_out_numbers(scrubbed);
    if (scrubbed.text == before) break;
  }
  return scrubbed;
}

}  // namespace overt
