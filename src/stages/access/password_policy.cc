#include "stages/access/password_policy.h"

#include <algorithm>
#include <set>
#include <string>

#include <fmt/format.h>

namespace overt {
namespace {

// Shorter ones are refused for their length. Written without the digits and signs that people hang
// on: what is left of a password once those are taken off is looked up here too.
constexpr std::string_view kGuessedFirst[] = {
    "password",
    "passwort",
    "motdepasse",
    "contraseña",
    "wachtwoord",
    "passwordpassword",
    "qwertyuiop",
    "qwertzuiop",
    "azertyuiop",
    "qwertyuiopasdfghjkl",
    "qwerty",
    "asdfghjkl",
    "zxcvbnm",
    "iloveyou",
    "letmein",
    "letmeinplease",
    "administrator",
    "admin",
    "welcome",
    "welcometo",
    "changeme",
    "changemenow",
    "correcthorsebatterystaple",
    "trustno",
    "superman",
    "princess",
    "football",
    "baseball",
    "sunshine",
    "monkey",
    "dragon",
    "master",
    "secret",
    "topsecret",
    "qazwsxedc",
    "qazwsx",
    "abcdefghijkl",
    "abcdefgh",
    "abc",
    "overt",
    "overtovert",
    "moderator",
    "trustandsafety",
    "passphrase",
};

constexpr std::size_t kDifferentLettersMin = 5;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::size_t count_letters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;  // first bytes of UTF-8
  }));
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80U; }

/// With the usual replacements undone, and without what is no letter; digits and signs at the ends
/// are hung on and replace nothing.
std::string bare(std::string_view text) {
  while (!text.empty() && !is_letter(text.back())) text.remove_suffix(1);
  while (!text.empty() && !is_letter(text.front())) text.remove_prefix(1);
  constexpr std::string_view kWritten = "013457@$!";
  constexpr std::string_view kMeant = "oieastasi";
  std::string out;
  for (const char c : text) {
    const std::size_t at = kWritten.find(c);
    const char meant = at == kWritten.npos ? c : kMeant[at];
    if (is_letter(meant)) out += meant;
  }
  return out;
}

std::string letters_of(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_letter(c)) out += c;
  }
  return out;
}

bool is_guessed_first(const std::string& text) {
  return std::find(std::begin(kGuessedFirst), std::end(kGuessedFirst), text) !=
         std::end(kGuessedFirst);
}

/// "abcdefghijkl", "123456789012", "aaaaaaaaaaaa": each step is the same.
bool is_a_run(std::string_view text) {
  std::size_t same = 0;
  for (std::size_t i = 2; i < text.size(); ++i) {
    if (text[i] - text[i - 1] == text[i - 1] - text[i - 2]) ++same;
  }
  return same + 4 >= text.size();
}

Error refused(std::string_view why) {
  return {ErrorCode::kInvalidArgument, fmt::format("this password is not taken: {}", why)};
}

}  // namespace

Result<void> check_new_password(std::string_view password, std::string_view person) {
  if (count_letters(password) < kPasswordLettersMin) {
    return refused(
        fmt::format("it has fewer than {} characters; four words do well", kPasswordLettersMin));
  }
  if (password.size() > kPasswordBytesMax) {
    return refused(fmt::format("it has more than {} bytes", kPasswordBytesMax));
  }
  const std::string plain = lower(password);
  const std::string name = lower(person);
  if (name.size() >= 3 && plain.find(name) != plain.npos) {
    return refused("the person's own name is in it");
  }
  if (std::set<char>(plain.begin(), plain.end()).size() < kDifferentLettersMin || is_a_run(plain)) {
    return refused("it repeats itself, or runs along the alphabet");
  }
  for (const std::string& form : {plain, letters_of(plain), bare(plain)}) {
    if (is_guessed_first(form)) return refused("it is among those that are tried first");
  }
  return {};
}

}  // namespace overt
