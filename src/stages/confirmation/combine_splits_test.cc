#include "stages/confirmation/combine_splits.h"

#include <map>
#include <set>

#include <gtest/gtest.h>

#include "stages/confirmation/planted_log_internal.h"

namespace overt {
namespace {

constexpr TimeUs kSecond = kMicrosPerSecond;
constexpr std::uint32_t kSplits = 8;

/// Two campaigns of their own targets in a background, and groups as splits would propose them,
/// with the evidence that a test says they have.
class CombineSplitsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    log.add_background(100, 0, 800);
    log.add_campaign(east, 12, 40 * kSecond, accounts_from(0, 800));
    log.add_campaign(west, 12, 40 * kSecond, accounts_from(0, 800));
    index = log.index();
  }

  void propose(std::uint32_t split, Accounts members, double log_e) {
    TestedGroup group;
    group.split = split;
    group.members = std::move(members);
    group.test.log_e = log_e;
    group.test.sources = 6 + split;
    group.test.triggers = 5 + split;
    groups.push_back(std::move(group));
  }
  void propose_always(const Accounts& members, double log_e) {
    for (std::uint32_t split = 0; split < kSplits; ++split) propose(split, members, log_e);
  }
  [[nodiscard]] std::vector<NetworkFinding> combined(CombineOptions options = {}) const {
    options.splits = kSplits;
    const BurstScanner scanner(index, {.window = 60 * kSecond}, test_threads());
    return combine_splits(groups, names, MemberTester(index, scanner, {}), options);
  }
  static Accounts accounts_in(const NetworkFinding& finding) {
    Accounts accounts;
    for (const auto& member : finding.members) accounts.push_back(member.account.value);
    std::sort(accounts.begin(), accounts.end());
    return accounts;
  }
  static Accounts part_of(const Accounts& accounts, std::size_t first, std::size_t count) {
    const auto begin = accounts.begin() + static_cast<std::ptrdiff_t>(first);
    return {begin, begin + static_cast<std::ptrdiff_t>(count)};
  }

  PlantedLog log{9};
  TraceIndex index;
  NumberedNames names{2000};
  const Accounts east = accounts_from(1000, 12);
  const Accounts west = accounts_from(1100, 12);
  std::vector<TestedGroup> groups;
};

TEST_F(CombineSplitsTest, ConfirmsWhatMostSplitsShow) {
  propose_always(east, 20);
  propose_always(west, 10);
  const auto findings = combined();
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(accounts_in(findings[0]), east);
  EXPECT_EQ(accounts_in(findings[1]), west);
  for (const auto& finding : findings) {
    EXPECT_EQ(finding.status, FindingStatus::kConfirmed);
    EXPECT_EQ(finding.splits, kSplits);
    EXPECT_EQ(finding.sources, 13U);  // the most that one of them saw
    EXPECT_EQ(finding.triggers, 12U);
    EXPECT_TRUE(finding.power.empty());
    for (const auto& member : finding.members) {
      EXPECT_EQ(member.standing, Standing::kMember);
      EXPECT_EQ(member.proposed, kSplits);
    }
  }
}

TEST_F(CombineSplitsTest, ASplitThatDidNotProposeANetworkCountsZero) {
  propose(0, east, 20);
  propose(3, east, 18);
  const auto findings = combined();
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_NEAR(findings[0].log_e, std::log((std::exp(20.0) + std::exp(18.0)) / kSplits), 1e-9);
  EXPECT_NEAR(findings[0].log_p, -findings[0].log_e, 1e-12);
  EXPECT_EQ(findings[0].splits, 2U);
}

TEST_F(CombineSplitsTest, TwoGroupsOfOneSplitCountAsTheirMean) {
  propose(0, part_of(east, 0, 8), 20);
  propose(0, part_of(east, 4, 8), 2);
  const auto findings = combined();
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_NEAR(findings[0].log_e, std::log((std::exp(20.0) + std::exp(2.0)) / 2 / kSplits), 1e-9);
}

TEST_F(CombineSplitsTest, GroupsThatShareHalfAreOneNetwork) {
  propose(0, part_of(east, 0, 8), 20);
  propose(1, part_of(east, 4, 8), 19);
  propose(2, part_of(east, 0, 4), 18);
  EXPECT_EQ(combined().size(), 1U);
  groups.clear();
  propose(0, part_of(east, 0, 7), 0);  // too little to look who else is in it
  propose(1, part_of(east, 5, 7), 0);
  EXPECT_EQ(combined().size(), 2U);
}

TEST_F(CombineSplitsTest, ManyNetworksByChanceRaiseTheBar) {
  propose_always(east, std::log(30.0));
  EXPECT_EQ(combined().at(0).status, FindingStatus::kConfirmed);  // e ≥ 20
  CombineOptions more;
  more.further_networks = 1;
  const auto findings = combined(more);  // e-BH over two: e ≥ 40
  EXPECT_EQ(findings.at(0).status, FindingStatus::kNotConfirmed);
  EXPECT_NEAR(findings[0].log_q, std::log(2.0 / 30), 1e-9);
  EXPECT_NE(findings[0].power.find("beyond chance"), std::string::npos);
  // A second network with as much evidence shares the price.
  propose_always(west, std::log(30.0));
  EXPECT_EQ(combined().at(0).status, FindingStatus::kConfirmed);
  EXPECT_EQ(combined().at(1).status, FindingStatus::kConfirmed);
}

TEST_F(CombineSplitsTest, WhoAFewSplitsAloneProposedIsNoMember) {
  propose_always(part_of(east, 0, 11), 20);
  groups[0].members.push_back(1500);  // one of eight is less than a quarter
  const auto findings = combined();
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(accounts_in(findings[0]), east);  // the twelfth was recruited
  for (const auto& member : findings[0].members) {
    EXPECT_EQ(member.proposed, member.account.value == east.back() ? 0U : kSplits);
  }
  groups[1].members.push_back(1500);
  EXPECT_EQ(accounts_in(combined().at(0)).back(), 1500U);
}

TEST_F(CombineSplitsTest, NobodyIsTestedInANetworkWithoutEvidence) {
  propose_always(east, std::log(2.0));
  const auto findings = combined();
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].status, FindingStatus::kNotConfirmed);
  for (const auto& member : findings[0].members) {
    EXPECT_EQ(member.standing, Standing::kAdjacent);
    EXPECT_EQ(member.log_p, 0);
  }
}

TEST_F(CombineSplitsTest, EvidenceWithoutMembersWhoPassConfirmsNothing) {
  propose_always(accounts_from(1500, 12), 20);  // who do nothing
  const auto findings = combined();
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].status, FindingStatus::kNotConfirmed);
  EXPECT_NE(findings[0].power.find("pass their own test"), std::string::npos);
}

TEST_F(CombineSplitsTest, SaysWhenThereAreTooFewTriggers) {
  propose(0, east, 0);
  groups[0].test.sources = 1;
  groups[0].test.triggers = 1;
  EXPECT_NE(combined().at(0).power.find("from 1 source, of which 1 is left"), std::string::npos)
      << combined().at(0).power;
}

TEST_F(CombineSplitsTest, EachAccountIsInOneNetwork) {
  propose_always(east, 20);
  Accounts both = part_of(east, 0, 4);
  both.insert(both.end(), west.begin(), west.end());
  propose_always(both, 10);
  std::set<std::uint32_t> seen;
  const auto findings = combined();
  ASSERT_EQ(findings.size(), 2U);
  for (const auto& finding : findings) {
    for (const auto account : accounts_in(finding)) EXPECT_TRUE(seen.insert(account).second);
  }
  EXPECT_EQ(accounts_in(findings[0]), east);
  EXPECT_EQ(accounts_in(findings[1]), west);
}

TEST_F(CombineSplitsTest, FewerThanTheLeastMembersAreNoNetwork) {
  propose_always(east, 20);
  propose_always(part_of(west, 0, 4), 10);
  CombineOptions options;
  options.min_members = 5;
  const auto findings = combined(options);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(accounts_in(findings[0]), east);
}

/// A finding in names.
struct Told {
  std::vector<std::string> members;
  FindingStatus status = FindingStatus::kNotConfirmed;
  double log_e = 0;
  double log_q = 0;
  friend bool operator==(const Told&, const Told&) = default;
};

std::vector<Told> told(const std::vector<NetworkFinding>& findings, const Names& names) {
  std::vector<Told> all;
  for (const auto& finding : findings) {
    Told one{{}, finding.status, finding.log_e, finding.log_q};
    for (const auto& member : finding.members) {
      one.members.push_back(std::string(names.account(member.account)) +
                            (member.standing == Standing::kMember ? "" : " adjacent"));
    }
    all.push_back(std::move(one));
  }
  return all;
}

// Asked for alone, the confirmed ones are those that all would show: also where others with enough
// evidence but too few members who pass have taken accounts before them.
TEST_F(CombineSplitsTest, ConfirmedAloneAreThoseThatAreConfirmedAmongAll) {
  propose_always(accounts_from(0, 6), 15);  // of the crowd: nobody passes
  propose_always(east, 12);
  propose_always(west, 11);
  propose_always(accounts_from(300, 8), 0.1);
  propose_always(accounts_from(400, 8), -3);
  auto expected = combined();
  ASSERT_EQ(expected.size(), 5U);
  std::erase_if(expected,
                [](const auto& finding) { return finding.status != FindingStatus::kConfirmed; });
  ASSERT_EQ(expected.size(), 2U);
  CombineOptions alone;
  alone.confirmed_alone = true;
  const auto findings = combined(alone);
  ASSERT_EQ(findings.size(), 2U);
  for (std::size_t i = 0; i < findings.size(); ++i) {
    EXPECT_EQ(accounts_in(findings[i]), accounts_in(expected[i]));
    EXPECT_EQ(findings[i].log_q, expected[i].log_q);
  }
}

TEST_F(CombineSplitsTest, TheOrderOfTheGroupsAndNumbersOfAccountsChangeNothing) {
  for (std::uint32_t split = 0; split < kSplits; ++split) {
    propose(split, part_of(east, split % 3, 9), 10);  // all with the same evidence
    propose(split, part_of(west, (split + 1) % 3, 9), 10);
    propose(split, {1500 + split % 2, 1502, 1503}, 1);
  }
  const auto expected = told(combined(), names);
  for (int round = 0; round < 10; ++round) {
    for (std::size_t i = groups.size(); i > 1; --i) {
      std::swap(groups[i - 1], groups[log.random.below(i)]);
    }
    EXPECT_EQ(told(combined(), names), expected);
  }
  const auto turn = [](std::uint32_t account) { return 1999 - account; };
  SmallLog turned = log.log;
  for (auto& trace : turned.traces) trace.account = turn(trace.account);
  turned.accounts = 2000;
  index = index_of(turned);
  std::reverse(names.texts.begin(), names.texts.end());
  for (auto& group : groups) {
    for (auto& member : group.members) member = turn(member);
    std::reverse(group.members.begin(), group.members.end());
  }
  EXPECT_EQ(told(combined(), names), expected);
}

TEST_F(CombineSplitsTest, NothingComesOfNothing) { EXPECT_TRUE(combined().empty()); }

}  // namespace
}  // namespace overt
