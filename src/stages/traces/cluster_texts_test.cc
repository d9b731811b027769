#include "stages/traces/cluster_texts.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "base/random.h"

namespace overt {
namespace {

const std::string kWording = "they are hiding the results of the count from every voter in town";
const std::string kVariant = "they are hiding the results of the count from each voter in town";
const std::string kDisguised =
    "they are h\u0456ding the r\u0435sults of the c0unt from every voter in town";
const std::string kOther = "my grandmother's recipe for plum cake needs no butter and little sugar";

/// Of texts that outlive it.
std::vector<ObjectText> texts_of(const std::vector<std::string>& texts,
                                 ObjectKind kind = ObjectKind::kText) {
  std::vector<ObjectText> all;
  for (const auto& text : texts)
    all.push_back({static_cast<std::uint32_t>(all.size()), kind, text});
  return all;
}

/// object → what it counts as.
std::map<std::uint32_t, std::uint32_t> same_as(TextClusters& clusters,
                                               const std::vector<TextUse>& uses) {
  for (const TextUse& use : uses) clusters.add_use(use);
  std::map<std::uint32_t, std::uint32_t> same;
  for (const SameText& text : clusters.finish()) same[text.object] = text.stands_for;
  return same;
}

/// Each account comes to one of the objects, `apart` after the one before.
std::vector<TextUse> one_after_the_other(std::uint32_t accounts, TimeUs apart) {
  std::vector<TextUse> uses;
  for (std::uint32_t a = 0; a < accounts; ++a) uses.push_back({a % 2, a, a * apart});
  return uses;
}

TEST(ClusterTextsTest, JoinsVariantsOfAWordingAndLeavesOthersAlone) {
  ThreadPool pool(2);
  TextClusters clusters(texts_of({kOther, kWording, kVariant, kDisguised}), {}, pool);
  const auto same = same_as(clusters, {{1, 7, 0}, {2, 8, 0}, {3, 9, 0}, {0, 7, 0}});
  ASSERT_EQ(same.size(), 2U);
  std::set<std::uint32_t> all;
  for (const auto& [object, stands_for] : same) all.insert({object, stands_for});
  EXPECT_EQ(all, (std::set<std::uint32_t>{1, 2, 3}));
  EXPECT_EQ(clusters.counts().joined, 2U);
  EXPECT_EQ(clusters.counts().objects, 1U);
  EXPECT_EQ(clusters.counts().texts, 4U);
}

TEST(ClusterTextsTest, WhatIsWrittenAndWhatIsSpokenAreTwoObjects) {
  ThreadPool pool(1);
  const std::vector<std::string> held = {kWording, kVariant};
  std::vector<ObjectText> texts = texts_of(held);
  texts[1].kind = ObjectKind::kTranscript;
  EXPECT_TRUE(TextClusters(texts, {}, pool).empty());
  texts[0].kind = ObjectKind::kTranscript;
  EXPECT_FALSE(TextClusters(texts, {}, pool).empty());
}

std::size_t joined_of(const std::vector<TextUse>& uses) {
  ThreadPool pool(1);
  TextClusters clusters(texts_of({kWording, kVariant}), {}, pool);
  const std::size_t joined = same_as(clusters, uses).size();
  EXPECT_EQ(clusters.counts().common, 1 - joined);
  EXPECT_EQ(clusters.counts().objects, joined);
  return joined;
}

TEST(ClusterTextsTest, AWordingThatPeopleComeToOnManyOccasionsStaysApart) {
  EXPECT_EQ(joined_of(one_after_the_other(3, 5 * kMicrosPerHour)), 1U);
  EXPECT_EQ(joined_of(one_after_the_other(4, 5 * kMicrosPerHour)), 0U);
}

TEST(ClusterTextsTest, AWordingThatPeopleComeToWithoutAPauseStaysApart) {
  EXPECT_EQ(joined_of(one_after_the_other(48, kMicrosPerHour / 2)), 1U);
  EXPECT_EQ(joined_of(one_after_the_other(49, kMicrosPerHour / 2)), 0U);
}

// Texts of one template that many fill in: a few of them are alike enough, and were used in one
// moment, by accident.
TEST(ClusterTextsTest, WhatIsLikeACommonWordingIsCommonToo) {
  ThreadPool pool(1);
  std::vector<std::string> texts;
  std::string text = "aaa bbb ccc ddd eee fff ggg hhh iii jjj kkk lll mmm nnn";
  for (std::size_t step = 0; step < 12; ++step) {
    texts.push_back(text);
    text.replace(4 * step, 3, "xyz");
    text[4 * step] = static_cast<char>('a' + step);
  }
  std::vector<TextUse> uses;
  for (std::uint32_t i = 0; i < 12; ++i) {
    uses.push_back({i, i, i < 9 ? i * 7 * kMicrosPerHour : 500 * kMicrosPerHour});
  }
  TextClusters clusters(texts_of(texts), {}, pool);
  EXPECT_EQ(same_as(clusters, uses).size(), 0U);
  EXPECT_EQ(clusters.counts().common, 1U);
  TextClusters rare(texts_of({texts[9], texts[10], texts[11]}), {}, pool);
  EXPECT_EQ(same_as(rare, {{0, 9, 0}, {1, 10, 0}, {2, 11, 0}}).size(), 2U);
}

TEST(ClusterTextsTest, OfACommonWordingASpellingMayStillBeOneObject) {
  ThreadPool pool(1);
  const std::vector<std::string> texts = {kWording, kVariant, kDisguised};
  auto uses = one_after_the_other(2, 0);
  for (std::uint32_t i = 0; i < 6; ++i) uses.push_back({1, 100 + i, (5 + 3 * i) * kMicrosPerHour});
  uses.push_back({2, 7, 0});
  TextClusters clusters(texts_of(texts), {}, pool);
  const auto same = same_as(clusters, uses);
  EXPECT_EQ(clusters.counts().common, 1U);
  ASSERT_EQ(same.size(), 1U);
  EXPECT_EQ(same.count(1), 0U);
  for (std::uint32_t i = 0; i < 6; ++i) uses.push_back({2, 200 + i, (5 + 3 * i) * kMicrosPerHour});
  TextClusters both(texts_of(texts), {}, pool);
  EXPECT_EQ(same_as(both, uses).size(), 0U);
}

TEST(ClusterTextsTest, ALargeBurstDoesNotMakeAWordingCommon) {
  ThreadPool pool(1);
  TextClusters clusters(texts_of({kWording, kVariant}), {}, pool);
  std::vector<TextUse> uses;
  for (std::uint32_t a = 0; a < 5000; ++a) uses.push_back({a % 2, a, a * kMicrosPerSecond / 2});
  EXPECT_EQ(same_as(clusters, uses).size(), 1U);
}

TEST(ClusterTextsTest, NoAccountMakesAWordingCommonByRepeatingIt) {
  ThreadPool pool(1);
  TextClusters clusters(texts_of({kWording, kVariant}), {}, pool);
  std::vector<TextUse> uses = {{1, 1, 0}};
  for (std::uint32_t hour = 0; hour < 300; ++hour)
    uses.push_back({hour % 2, 0, hour * kMicrosPerHour});
  EXPECT_EQ(same_as(clusters, uses).size(), 1U);
}

TEST(ClusterTextsTest, JoinsNothingWhereUsesAreMoreThanItMayHold) {
  ThreadPool pool(1);
  TextClusters clusters(texts_of({kWording, kVariant}), {.uses_max = 3}, pool);
  EXPECT_EQ(same_as(clusters, one_after_the_other(5, 0)).size(), 0U);
  EXPECT_EQ(clusters.counts().uses_left_out, 2U);
}

TEST(ClusterTextsTest, DependsOnNoNumberingNorOrderNorThreads) {
  std::vector<std::string> texts;
  Random random(4);
  for (int wording = 0; wording < 30; ++wording) {
    std::string base;
    for (int word = 0; word < 12; ++word) base += "w" + std::to_string(random.below(9000)) + "x ";
    for (int i = 0; i < 4; ++i)
      texts.push_back(base + std::string(static_cast<std::size_t>(i), 'q'));
  }
  std::vector<TextUse> uses;
  for (int i = 0; i < 1500; ++i) {
    const auto object = static_cast<std::uint32_t>(random.below(texts.size()));
    const std::uint64_t hours = object < 40 ? 5 : 200;
    uses.push_back({object, static_cast<std::uint32_t>(random.below(300)),
                    static_cast<TimeUs>(random.below(hours)) * kMicrosPerHour});
  }
  const auto pairs_of = [&](std::uint32_t shift, std::size_t threads) {
    const auto count = static_cast<std::uint32_t>(texts.size());
    std::vector<ObjectText> shifted = texts_of(texts);
    for (ObjectText& text : shifted) text.object = (text.object + shift) % count;
    std::vector<TextUse> again = uses;
    for (TextUse& use : again) use.object = (use.object + shift) % count;
    std::rotate(shifted.begin(), shifted.begin() + shift, shifted.end());
    std::rotate(again.begin(), again.begin() + shift, again.end());
    ThreadPool pool(threads);
    TextClusters clusters(shifted, {}, pool);
    std::set<std::pair<std::string, std::string>> named;
    for (const auto& [object, stands_for] : same_as(clusters, again)) {
      named.emplace(texts[(object + count - shift) % count],
                    texts[(stands_for + count - shift) % count]);
    }
    EXPECT_GT(clusters.counts().common, 5U);
    return named;
  };
  const auto expected = pairs_of(0, 1);
  EXPECT_GT(expected.size(), 20U);
  EXPECT_EQ(pairs_of(17, 1), expected);
  EXPECT_EQ(pairs_of(101, 3), expected);
}

}  // namespace
}  // namespace overt
