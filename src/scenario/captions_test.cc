#include "scenario/captions.h"

#include <algorithm>
#include <set>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/utf8.h"
#include "scenario/draft.h"

namespace overt {
namespace {

std::vector<Language> languages() {
  std::vector<Language> all;
  for (std::size_t i = 0; i < kLanguageCount; ++i) all.push_back(static_cast<Language>(i));
  return all;
}

std::vector<WordList> lists_of(const Words& words) {
  std::vector<WordList> lists = {words.openers,        words.closers,       words.places,
                                 words.people,         words.days,          words.times,
                                 words.short_comments, words.long_comments, words.general_tags};
  lists.insert(lists.end(), words.cores.begin(), words.cores.end());
  lists.insert(lists.end(), words.tags.begin(), words.tags.end());
  return lists;
}

bool slots_are_known(std::string_view pattern) {
  for (std::size_t at = pattern.find('{'); at != std::string_view::npos;
       at = pattern.find('{', at + 1)) {
    if (at + 2 >= pattern.size() || pattern[at + 2] != '}') return false;
    if (std::string_view("pwdtnym").find(pattern[at + 1]) == std::string_view::npos) return false;
  }
  return true;
}

bool needs_no_escaping(std::string_view text) {
  return is_valid_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
           return c == '"' || c == '\\' || (c >= 0 && c < ' ');
         });
}

TEST(CaptionsTest, KnowsNoWordThatAFormatWouldEscape) {
  for (const Language language : languages()) {
    for (const WordList list : lists_of(words_of(language))) {
      ASSERT_FALSE(list.empty());
      for (const std::string_view text : list) {
        ASSERT_TRUE(needs_no_escaping(text)) << text;
        ASSERT_TRUE(slots_are_known(text)) << text;
      }
    }
  }
}

TEST(CaptionsTest, KnowsNoHashtagWithSpacesOrCommas) {
  for (const Language language : languages()) {
    for (const WordList tags : words_of(language).tags) {
      for (const std::string_view tag : tags) {
        EXPECT_EQ(tag.find_first_of(" ,+#"), std::string_view::npos) << tag;
      }
    }
  }
}

TEST(CaptionsTest, FillsEverySlot) {
  for (const Language language : languages()) {
    for (std::uint32_t seed = kFirstTextSeed; seed < kFirstTextSeed + 300; ++seed) {
      std::string text;
      append_caption(text, language, static_cast<std::uint8_t>(seed % kTopicCount), seed);
      append_comment(text, language, seed);
      ASSERT_EQ(text.find_first_of("{}"), std::string::npos) << text;
    }
  }
}

TEST(CaptionsTest, AlmostNeverSaysTheSameTwice) {
  std::set<std::string> seen;
  constexpr std::uint32_t kCaptions = 20'000;
  for (std::uint32_t seed = 0; seed < kCaptions; ++seed) {
    std::string text;
    append_caption(text, Language::kEnglish, static_cast<std::uint8_t>(seed % kTopicCount),
                   kFirstTextSeed + seed);
    seen.insert(text);
  }
  EXPECT_GT(seen.size(), kCaptions - 20);
}

TEST(CaptionsTest, WritesCaptionsLongEnoughToCompare) {
  for (std::uint32_t seed = 0; seed < 500; ++seed) {
    std::string text;
    append_caption(text, Language::kEnglish, 0, kFirstTextSeed + seed);
    EXPECT_GE(text.size(), 40U) << text;
  }
}

TEST(CaptionsTest, GivesMemesTheWordsEverybodyCopies) {
  std::string once;
  std::string again;
  append_caption(once, Language::kEnglish, 0, 5);
  append_caption(again, Language::kJapanese, 3, 5);
  EXPECT_EQ(once, again);
}

RC_GTEST_PROP(CaptionsTest, ReturnsTheSameForTheSameSeed, (std::uint32_t seed)) {
  std::string once;
  std::string again;
  append_caption(once, Language::kFrench, 2, seed);
  append_caption(again, Language::kFrench, 2, seed);
  RC_ASSERT(once == again);
}

RC_GTEST_PROP(CaptionsTest, NeverRepeatsAHashtagInASequence, (std::uint32_t seed)) {
  const auto topic = static_cast<std::uint8_t>(seed % (kTopicCount + kCampaignCount));
  const TagSequence sequence = tags_of(Language::kSpanish, topic, seed);
  const std::set<std::string_view> distinct(sequence.tags.begin(),
                                            sequence.tags.begin() + sequence.count);
  RC_ASSERT(sequence.count >= 1U);
  RC_ASSERT(distinct.size() == sequence.count);
  RC_ASSERT(topic < kTopicCount || sequence.count >= 4U);
}

}  // namespace
}  // namespace overt
