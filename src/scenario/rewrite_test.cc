#include "scenario/rewrite.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "base/utf8.h"

namespace overt {
namespace {

constexpr std::string_view kText =
    "note to self: the power went out again in Alder Quay and my neighbor is cooking by candles.";

std::string rewritten(std::string_view text, Paraphrase way, std::uint64_t seed) {
  std::string out;
  append_rewritten(out, text, way, seed);
  return out;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
}

std::string undisguised(std::string text) {
  for (const std::string_view invisible : {"\u200B", "\u200D", "\u2060"}) {
    replace_all(text, invisible, "");
  }
  constexpr std::string_view kPairs[][2] = {{"а", "a"}, {"с", "c"}, {"е", "e"}, {"і", "i"},
                                            {"о", "o"}, {"р", "p"}, {"х", "x"}};
  for (const auto& pair : kPairs) replace_all(text, pair[0], pair[1]);
  return text;
}

TEST(RewriteTest, LeavesExactAndRewordedTextsAlone) {
  EXPECT_EQ(rewritten(kText, Paraphrase::kExact, 1), kText);
  EXPECT_EQ(rewritten(kText, Paraphrase::kReworded, 1), kText);
}

TEST(RewriteTest, DisguisesATextThatReadsTheSame) {
  std::set<std::string> seen;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const std::string text = rewritten(kText, Paraphrase::kEvasion, seed);
    EXPECT_EQ(undisguised(text), kText);
    EXPECT_NE(text, kText);
    seen.insert(text);
  }
  EXPECT_EQ(seen.size(), 50U);
}

TEST(RewriteTest, SwapsWordsAndLeavesOneOut) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const std::string text = rewritten(kText, Paraphrase::kWordSwap, seed);
    EXPECT_NE(text, kText);
    EXPECT_EQ(std::count(text.begin(), text.end(), ' '),
              std::count(kText.begin(), kText.end(), ' ') - 1);
    EXPECT_EQ(text.substr(0, 4), "note");
  }
}

TEST(RewriteTest, KeepsCharactersWholeWhereThereAreNoSpaces) {
  constexpr std::string_view kJapanese = "月曜日の給食は父のカレーより高くなった。";
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    for (const Paraphrase way : {Paraphrase::kEvasion, Paraphrase::kWordSwap}) {
      const std::string text = rewritten(kJapanese, way, seed);
      EXPECT_TRUE(is_valid_utf8(text)) << text;
    }
  }
}

TEST(RewriteTest, DoesNotTouchTextsTooShortToSwap) {
  EXPECT_EQ(rewritten("ok", Paraphrase::kWordSwap, 1), "ok");
  EXPECT_EQ(rewritten("", Paraphrase::kEvasion, 1), "");
}

}  // namespace
}  // namespace overt
