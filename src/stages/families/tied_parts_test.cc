#include "stages/families/tied_parts.h"

#include <gtest/gtest.h>

#include "stages/families/planted_log_internal.h"

namespace overt {
namespace {

using Parts = std::vector<std::vector<std::uint32_t>>;

WeighedFamily holding(std::vector<std::vector<std::uint32_t>> together) {
  WeighedFamily family;
  family.evidence.holds = true;
  family.together = std::move(together);
  return family;
}

const std::vector<std::uint32_t> kMembers = {2, 3, 5, 7, 11, 13};

TEST(TiedPartsTest, IsOneWhereAChainOfPiecesJoinsAll) {
  const std::vector<WeighedFamily> weighed = {holding({{2, 3, 5}, {7, 11}}),
                                              holding({{5, 7}, {11, 13}})};
  EXPECT_EQ(tied_parts(kMembers, weighed), Parts{kMembers});
}

TEST(TiedPartsTest, AreSeveralWhereNothingLeadsFromOneToTheOther) {
  const std::vector<WeighedFamily> weighed = {holding({{2, 5, 11}, {3, 7}}), holding({{7, 13}})};
  EXPECT_EQ(tied_parts(kMembers, weighed), (Parts{{2, 5, 11}, {3, 7, 13}}));
}

TEST(TiedPartsTest, NobodyElseJoinsThem) {
  // 4 and 99 have what both halves have, and are no members.
  const std::vector<WeighedFamily> weighed = {
      holding({{2, 3, 5}, {7, 11, 13}, {3, 4}, {4, 7}, {5, 99}, {11, 99}})};
  EXPECT_EQ(tied_parts(kMembers, weighed), (Parts{{2, 3, 5}, {7, 11, 13}}));
}

TEST(TiedPartsTest, WhatDoesNotHoldJoinsNobody) {
  auto chance = holding({{2, 3, 5, 7, 11, 13}});
  chance.evidence.holds = false;
  const std::vector<WeighedFamily> weighed = {chance, holding({{2, 3}})};
  EXPECT_EQ(tied_parts(kMembers, weighed), (Parts{{2, 3}, {5}, {7}, {11}, {13}}));
}

void post_together(FamiliesLog& log, const std::vector<std::uint32_t>& accounts, int texts) {
  for (int i = 0; i < texts; ++i) {
    const std::uint32_t text = log.traces().object(ObjectKind::kText);
    for (const std::uint32_t account : accounts) log.traces().act(account, text, log.moment());
  }
}

// Two brands of an agency: each posts its own texts from its own desk. With one text of both they
// are one.
TEST(TiedPartsTest, TwoBrandsAreTwo) {
  for (const bool both : {false, true}) {
    FamiliesLog log(31, 1000);
    const auto members = log.some_accounts(10);
    const std::vector<std::uint32_t> first(members.begin(), members.begin() + 5);
    const std::vector<std::uint32_t> second(members.begin() + 5, members.end());
    for (const auto& brand : {first, second}) {
      post_together(log, brand, 4);
      const std::uint32_t desk = log.infra_hash();
      for (const std::uint32_t account : brand) log.infra(account, desk);
    }
    if (both) post_together(log, members, 1);
    const auto weighed = FamilyWeigher(log.inputs()).weigh(members);
    EXPECT_TRUE(weighed[0].evidence.holds) << weighed[0].evidence.summary;
    EXPECT_TRUE(weighed[1].evidence.holds) << weighed[1].evidence.summary;
    EXPECT_EQ(tied_parts(members, weighed), both ? Parts{members} : (Parts{first, second}));
  }
}

}  // namespace
}  // namespace overt
