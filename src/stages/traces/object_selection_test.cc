#include <gtest/gtest.h>

#include "stages/traces/extract_traces.h"

namespace overt {
namespace {

bool has(const ObjectSelection& selection, ObjectKind kind) {
  return selection[static_cast<std::size_t>(kind)];
}

TEST(ObjectSelectionTest, ReadsWords) {
  const auto selection = parse_object_selection("url, repost,text");
  ASSERT_TRUE(selection.ok());
  EXPECT_EQ(describe(selection.value()), "url,repost,text");
}

TEST(ObjectSelectionTest, AddsToTheDefault) {
  const auto selection = parse_object_selection("default,domain");
  ASSERT_TRUE(selection.ok());
  EXPECT_EQ(selection.value(),
            default_objects().set(static_cast<std::size_t>(ObjectKind::kDomain)));
}

TEST(ObjectSelectionTest, TheDefaultLeavesOutWhatHonestCrowdsShare) {
  EXPECT_EQ(describe(default_objects()),
            "object,url,repost,quote,reply,hashtags,text,media,transcript");
  EXPECT_FALSE(has(default_objects(), ObjectKind::kSound));
}

TEST(ObjectSelectionTest, EveryDescriptionReadsBack) {
  for (unsigned long bits = 1; bits < 1UL << kObjectKindCount; ++bits) {
    const ObjectSelection selection(bits);
    const auto read = parse_object_selection(describe(selection));
    ASSERT_TRUE(read.ok());
    ASSERT_EQ(read.value(), selection);
  }
  EXPECT_TRUE(parse_object_selection("all").value().all());
}

TEST(ObjectSelectionTest, NamesTheWordItDoesNotKnow) {
  for (const char* words : {"", "url,", "urls", "url;text"}) {
    const auto selection = parse_object_selection(words);
    ASSERT_FALSE(selection.ok()) << words;
    EXPECT_EQ(selection.error().code, ErrorCode::kInvalidArgument);
    EXPECT_NE(selection.error().message.find("object,url,domain"), std::string::npos);
  }
}

}  // namespace
}  // namespace overt
