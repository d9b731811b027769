#include "pipeline/score_seed.h"

#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "pipeline/account_groups.h"

namespace overt {
namespace {

TruthGroup group_of(const std::string& id, const std::string& kind, bool planted,
                    std::vector<std::string> members) {
  TruthGroup group;
  group.id = id;
  group.kind = kind;
  group.planted = planted;
  group.has_members = true;
  group.members = std::move(members);
  return group;
}

// Twelve honest accounts, six of them in groups, and two planted networks.
Truth small_truth() {
  Truth truth;
  truth.organic_accounts = 12;
  truth.events = 99;
  truth.groups.push_back(group_of("fan-club-1", "fan-club", false, {"f1", "f2", "f3"}));
  truth.groups.push_back(group_of("flash-mob-1", "flash-mob", false, {"f1", "s1", "s2", "s3"}));
  truth.groups.back().has_members = false;
  truth.groups.push_back(group_of("campaign-1", "campaign", true, {"c1", "c2", "c3", "c4"}));
  truth.groups.push_back(group_of("farm-1", "farm", true, {"c1", "m1", "m2", "m3"}));
  return truth;
}

class SmallNames final : public Names {
 public:
  [[nodiscard]] std::string_view account(AccountId id) const override { return kNames[id.value]; }
  [[nodiscard]] ObjectName object(ObjectId /*id*/) const override { return {}; }
  static constexpr const char* kNames[] = {"c1", "c2", "c3", "c4", "m1", "f1", "f2", "o1"};
};

NetworkFinding finding_of(FindingStatus status, Explanation explanation,
                          const std::vector<std::uint32_t>& members) {
  NetworkFinding finding;
  finding.status = status;
  finding.explanation = explanation;
  for (const auto member : members) {
    finding.members.push_back({.account = AccountId{member}, .standing = Standing::kMember});
  }
  return finding;
}

struct Scored {
  SeedScore score;
  explicit Scored(const std::vector<NetworkFinding>& findings, std::vector<Accused> rivals = {}) {
    const Truth truth = small_truth();
    const SmallNames names;
    auto accused = accused_by_engine(findings, names);
    for (auto& rival : rivals) accused.push_back(std::move(rival));
    score = score_seed({truth, names, findings, std::move(accused)});
  }
  [[nodiscard]] std::uint64_t accused_of(const std::string& kind, std::size_t rule) const {
    for (std::size_t k = 0; k < score.kinds.size(); ++k) {
      if (score.kinds[k] == kind) return score.kind_accused[rule][k];
    }
    return UINT64_MAX;
  }
};

TEST(ScoreSeedTest, CountsAnAccountOfSeveralGroupsOnce) {
  const Truth truth = small_truth();
  const AccountGroups groups(truth);
  EXPECT_EQ(groups.group_of("c1"), 2U) << "the first planted network it is in";
  EXPECT_EQ(groups.group_of("f1"), 0U) << "its group before a crowd";
  EXPECT_EQ(groups.group_of("s1"), 1U);
  EXPECT_EQ(groups.group_of("o1"), AccountGroups::kNobodys);
  EXPECT_EQ(groups.accounts_of(3), 3U);
  EXPECT_TRUE(groups.is_planted(2));
  EXPECT_FALSE(groups.is_planted(0));
  EXPECT_FALSE(groups.is_planted(AccountGroups::kNobodys));
}

TEST(ScoreSeedTest, AccusesMembersOfConfirmedUndisclosedNetworksAlone) {
  auto adjacent = finding_of(FindingStatus::kConfirmed, Explanation::kUndisclosed, {0, 1, 7});
  adjacent.members.back().standing = Standing::kAdjacent;
  const Scored scored({adjacent,
                       finding_of(FindingStatus::kConfirmed, Explanation::kFandom, {5, 6}),
                       finding_of(FindingStatus::kNotConfirmed, Explanation::kUndisclosed, {2})});
  const auto& rules = scored.score.rules;
  ASSERT_EQ(rules.size(), kEngineRuleCount);
  EXPECT_EQ(rules[0].planted_found, 2U);
  EXPECT_EQ(rules[0].organic_accused, 0U);
  EXPECT_EQ(rules[1].planted_found, 0U) << "not in the review tier";
  EXPECT_EQ(rules[2].organic_accused, 2U) << "explained networks too";
  EXPECT_EQ(rules[0].planted_accounts, 7U);
  EXPECT_EQ(rules[0].networks_planted, 2U);
  EXPECT_EQ(rules[0].networks_confirmed, 1U) << "half of the campaign";
  EXPECT_EQ(scored.score.candidates, 3U);
  EXPECT_EQ(scored.score.networks_reported, 1U);
  EXPECT_EQ(scored.score.networks_mistaken, 0U);
}

TEST(ScoreSeedTest, CountsAnAccountOfTwoNetworksOnce) {
  const auto network = finding_of(FindingStatus::kConfirmed, Explanation::kUndisclosed, {0, 7});
  const Scored scored({network, network});
  EXPECT_EQ(scored.score.rules[0].planted_found, 1U);
  EXPECT_EQ(scored.score.rules[0].organic_accused, 1U);
}

TEST(ScoreSeedTest, SaysWhoWasAccused) {
  const Scored scored(
      {finding_of(FindingStatus::kConfirmed, Explanation::kUndisclosed, {5, 6, 7, 0})},
      {{"s1", "o1", "m1"}});
  EXPECT_EQ(scored.accused_of("fan-club", 0), 2U);
  EXPECT_EQ(scored.accused_of("nobody's", 0), 1U);
  EXPECT_EQ(scored.accused_of("flash-mob", 3), 1U);
  EXPECT_EQ(scored.accused_of("nobody's", 3), 1U);
  EXPECT_EQ(scored.score.networks_mistaken, 1U);
  const auto& accounts = scored.score.kind_accounts;
  EXPECT_EQ(std::accumulate(accounts.begin(), accounts.end(), std::uint64_t{0}), 12U);
  ASSERT_EQ(scored.score.confirmed.size(), 1U);
  EXPECT_EQ(scored.score.confirmed[0].group, "fan-club-1");
  EXPECT_EQ(scored.score.confirmed[0].planted_members, 1U);
}

TEST(ScoreSeedTest, TellsWhatBecameOfEachPlantedNetwork) {
  auto finding = finding_of(FindingStatus::kNotConfirmed, Explanation::kUndisclosed, {0, 1, 2, 4});
  finding.families = {{Family::kNetwork, true, -9, "follows"}, {Family::kIdentity, false, 0, ""}};
  finding.log_q = std::log(1e-3);
  const Scored scored(
      {finding, finding_of(FindingStatus::kConfirmed, Explanation::kUndisclosed, {0})});
  const PlantedScore& campaign = scored.score.planted[0];
  EXPECT_EQ(campaign.accounts_in_finding, 3U);
  EXPECT_EQ(campaign.status, "not_confirmed");
  EXPECT_EQ(campaign.families_held, std::vector<std::string>{"network"});
  EXPECT_NEAR(campaign.log10_q, -3, 1e-9);
  EXPECT_EQ(campaign.found[0], 1U);
  EXPECT_EQ(scored.score.planted[1].accounts_in_finding, 1U);
}

TEST(ScoreSeedTest, BinsAccountsByTheLargerOfTheirOwnQAndTheirNetworks) {
  auto finding = finding_of(FindingStatus::kConfirmed, Explanation::kUndisclosed, {0, 7});
  finding.log_q = std::log(1e-5);
  finding.members[0].log_q = std::log(1e-8);
  finding.members[1].log_q = std::log(.03);
  const auto bins = Scored({finding}).score.reliability;
  std::uint64_t undisclosed = 0;
  for (const auto& bin : bins) {
    undisclosed += bin.undisclosed;
    if (bin.undisclosed == 0) continue;
    EXPECT_EQ(bin.planted, bin.to == .05 ? 0U : 1U) << bin.to;
    EXPECT_TRUE(bin.to == .05 || bin.to == 1e-4) << bin.to;
  }
  EXPECT_EQ(undisclosed, 2U);
  EXPECT_EQ(bins.front().to, 1);
  EXPECT_EQ(bins.back().above, 0);
}

}  // namespace
}  // namespace overt
