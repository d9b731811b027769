// Makes a FollowTheMoney file of about N claims for measuring the registry: companies and persons
// with names in two scripts, addresses and identifiers, ownerships, accounts with owners. The same
// N and seed give the same bytes.
//   generate_claims N [SEED] > entities.ftm.json

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/random.h"

namespace {

constexpr std::string_view kSyllables[] = {"nov", "ros", "med", "ten", "kra", "vol", "sta", "bel",
                                           "mir", "gor", "dom", "lev", "par", "sol", "tur", "zar"};
constexpr std::string_view kCyrillic[] = {"нов", "рос", "мед", "тен", "кра", "вол", "ста", "бел",
                                          "мир", "гор", "дом", "лев", "пар", "сол", "тур", "зар"};

struct Name {
  std::string latin;
  std::string cyrillic;
};

Name make_name(overt::Random& random) {
  Name name;
  for (int word = 0; word < 2; ++word) {
    if (word > 0) name.latin += ' ', name.cyrillic += ' ';
    for (std::uint64_t i = 0, n = 2 + random.below(2); i < n; ++i) {
      const std::uint64_t at = random.below(16);
      name.latin += kSyllables[at];
      name.cyrillic += kCyrillic[at];
    }
  }
  return name;
}

/// About ten claims: a company of six, an account of two or three, an ownership of three.
std::string make_group(std::uint64_t number, overt::Random& random) {
  const Name name = make_name(random);
  const std::uint64_t owner = random.below(number + 1);
  std::string text = fmt::format(
      R"({{"id":"gen-c{0}","schema":"Company","properties":{{"name":["{1} {0}"],)"
      R"("alias":["{2} {0}"],)"
      R"("country":["{3}"],"registrationNumber":["{4}"],"website":["https://{5}{0}.example/"]}}}})"
      "\n",
      number, name.latin, name.cyrillic, random.below(2) == 0 ? "ru" : "de", 1'000'000'000 + number,
      kSyllables[random.below(16)]);
  text += fmt::format(
      R"({{"id":"gen-a{0}","schema":"UserAccount","properties":{{"username":["user_{0}"],)"
      R"("service":["tiktok"],"owner":["gen-c{1}"]}}}})"
      "\n",
      number, number);
  text +=
      fmt::format(R"({{"id":"gen-o{0}","schema":"Ownership","properties":{{"owner":["gen-c{1}"],)"
                  R"("asset":["gen-c{0}"],"percentage":["{2}"]}}}})"
                  "\n",
                  number, owner, 1 + random.below(100));
  return text;
}

constexpr std::uint64_t kClaimsPerGroup = 11;

std::uint64_t number_in(std::string_view text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: generate_claims N [SEED]\n", stderr);
    return 2;
  }
  overt::Random random(argc > 2 ? number_in(argv[2]) : 42);
  std::string text;
  for (std::uint64_t i = 0; i < number_in(argv[1]) / kClaimsPerGroup; ++i) {
    text += make_group(i, random);
    if (text.size() < (std::size_t{1} << 20)) continue;
    std::fwrite(text.data(), 1, text.size(), stdout);
    text.clear();
  }
  std::fwrite(text.data(), 1, text.size(), stdout);
  return 0;
}
