#include "kernel/text/grapheme_count.h"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <unicode/brkiter.h>
#include <unicode/unistr.h>

namespace overt::text {
namespace {

/// ICU's own character iterator, which is exact and slow.
std::size_t reference_count(const std::string& text) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::BreakIterator> breaks(
      icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status));
  const icu::UnicodeString unicode = icu::UnicodeString::fromUTF8(text);
  breaks->setText(unicode);
  std::size_t count = 0;
  while (breaks->next() != icu::BreakIterator::DONE) ++count;
  return count;
}

TEST(GraphemeCountTest, CountsWhatPeopleSeeAsOneCharacterOnce) {
  EXPECT_EQ(count_graphemes("", 100), 0U);
  EXPECT_EQ(count_graphemes("abc", 100), 3U);
  EXPECT_EQ(count_graphemes("e\u0301", 100), 1U);
  EXPECT_EQ(count_graphemes("\U0001F468\u200D\U0001F469\u200D\U0001F467", 100), 1U);
  EXPECT_EQ(count_graphemes("\U0001F1F7\U0001F1FA\U0001F1FA\U0001F1F8", 100), 2U);
  EXPECT_EQ(count_graphemes("\u1100\u1161\u11A8", 100), 1U);
}

TEST(GraphemeCountTest, StopsAtTheLimit) {
  EXPECT_EQ(count_graphemes(std::string(1000, 'a'), 30), 30U);
}

RC_GTEST_PROP(GraphemeCountTest, AgreesWithTheReference, ()) {
  const std::vector<std::string> pieces = {
      "a",      "1",          "\r",         "\n",         "\u0301",     "\u200D",     "\uFE0F",
      "\u0903", "\u0600",     "\u1100",     "\u1161",     "\u11A8",     "\uAC00",     "\uAC01",
      "\u0E33", "\U0001F1E6", "\U0001F468", "\U0001F3FB", "\u2764",     "\u200B",     "я",
      "字",     "#",          "\u20E3",     "\U000E0061", "\U0001F3F4", "\U000E007F", "\u0D4E"};
  std::string text;
  for (const std::string& piece :
       *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces))) {
    text += piece;
  }
  RC_ASSERT(count_graphemes(text, 100000) == reference_count(text));
}

}  // namespace
}  // namespace overt::text
