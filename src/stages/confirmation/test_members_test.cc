#include "stages/confirmation/test_members.h"

#include <gtest/gtest.h>

#include "stages/confirmation/planted_log_internal.h"

namespace overt {
namespace {

constexpr TimeUs kSecond = kMicrosPerSecond;
constexpr TimeUs kHour = kMicrosPerHour;
constexpr TimeUs kWindow = 60 * kSecond;

std::vector<MemberFinding> judged(const TraceIndex& index, const Accounts& proposed,
                                  MemberTestOptions options = {}) {
  const BurstScanner scanner(index, {.window = kWindow}, test_threads());
  return MemberTester(index, scanner, options).judge(proposed);
}

Accounts with(const std::vector<MemberFinding>& findings, Standing standing) {
  Accounts accounts;
  for (const auto& finding : findings) {
    if (finding.standing == standing) accounts.push_back(finding.account.value);
  }
  return accounts;
}

Accounts joined(Accounts accounts, const Accounts& more) {
  accounts.insert(accounts.end(), more.begin(), more.end());
  std::sort(accounts.begin(), accounts.end());
  return accounts;
}

/// Twelve accounts on twelve targets in a background of 800.
class TestMembersTest : public ::testing::Test {
 protected:
  void SetUp() override {
    log.add_background(150, 0, 800);
    targets = log.add_campaign(twelve, 12, 40 * kSecond, accounts_from(0, 800));
  }
  /// Takes up every target, each at a time of its own.
  void take_interest(std::uint32_t account) {
    for (std::uint32_t i = 0; i < targets.size(); ++i) {
      log.act(account, targets[i], (6 + 9 * i) * kHour + log.any_age());
    }
  }
  /// Takes up some targets a few seconds after the last of the twelve.
  void act_with_them(std::uint32_t account, std::size_t times) {
    for (std::size_t i = 0; i < times; ++i) {
      TimeUs last = 0;
      for (const auto& trace : log.log.traces) {
        if (trace.object == targets[i] && trace.account == twelve[0]) last = trace.at;
      }
      log.act(account, targets[i], last + 5 * kSecond);
    }
  }

  PlantedLog log{3};
  const Accounts twelve = accounts_from(1000, 12);
  std::vector<std::uint32_t> targets;
};

TEST_F(TestMembersTest, EveryTrueMemberPasses) {
  const auto findings = judged(log.index(), twelve);
  EXPECT_EQ(with(findings, Standing::kMember), twelve);
  for (const auto& finding : findings) {
    EXPECT_GE(finding.bursts, 6U);
    EXPECT_LT(finding.log_p, std::log(1e-6));
    EXPECT_GE(finding.log_q, finding.log_p);
  }
}

TEST_F(TestMembersTest, WhoSharesTheInterestButNotTheTimesIsAdjacent) {
  for (const auto fan : {1100U, 1101U, 1102U}) take_interest(fan);
  const auto findings = judged(log.index(), joined(twelve, {1100, 1101, 1102}));
  EXPECT_EQ(with(findings, Standing::kMember), twelve);
  EXPECT_EQ(with(findings, Standing::kAdjacent), (Accounts{1100, 1101, 1102}));
}

TEST_F(TestMembersTest, WhoWasProposedAndDidNothingIsAdjacent) {
  const auto findings = judged(log.index(), joined(twelve, {1500}));
  EXPECT_EQ(with(findings, Standing::kMember), twelve);
  EXPECT_EQ(with(findings, Standing::kAdjacent), Accounts{1500});
  EXPECT_EQ(findings.back().log_p, 0);
  EXPECT_EQ(findings.back().bursts, 0U);
}

TEST_F(TestMembersTest, AnOutsiderWhoActsWithThemJoins) {
  act_with_them(1200, 8);
  for (const auto fan : {1100U, 1101U, 1102U}) take_interest(fan);
  const auto findings = judged(log.index(), twelve);
  EXPECT_EQ(with(findings, Standing::kMember), joined(twelve, {1200}));
  EXPECT_TRUE(with(findings, Standing::kAdjacent).empty());  // an outsider that fails is not named
}

TEST_F(TestMembersTest, OnceTogetherIsNotEnoughToJoin) {
  act_with_them(1200, 1);
  EXPECT_EQ(with(judged(log.index(), twelve), Standing::kMember), twelve);
}

TEST_F(TestMembersTest, WithTooManyOutsidersOnlyTheProposedAreTested) {
  act_with_them(1200, 8);
  const auto findings = judged(log.index(), twelve, {.outsiders_max = 1});
  EXPECT_EQ(with(findings, Standing::kMember), twelve);
}

TEST_F(TestMembersTest, AFarmOfWhichHalfWasProposedIsRecruitedWhole) {
  const Accounts farm = accounts_from(1300, 60);
  const auto shared = log.add_campaign(farm, 4, 40 * kSecond, accounts_from(0, 800));
  for (std::uint32_t i = 0; i < shared.size(); ++i) {
    log.add_crowd(shared[i], (6 + 9 * i) * kHour, 0, 800, 300);
  }
  const auto findings = judged(log.index(), accounts_from(1300, 30));
  EXPECT_EQ(with(findings, Standing::kMember), farm);
  for (const auto& finding : findings) EXPECT_LT(finding.log_p, std::log(1e-3));
}

TEST_F(TestMembersTest, NumbersOfTheAccountsChangeNothing) {
  act_with_them(1200, 8);
  take_interest(1100);
  const Accounts proposed = joined(twelve, {1100});
  const auto before = judged(log.index(), proposed);
  SmallLog turned = log.log;
  for (auto& trace : turned.traces) trace.account = 1999 - trace.account;
  turned.accounts = 2000;
  Accounts others;
  for (const auto account : proposed) others.push_back(1999 - account);
  std::reverse(others.begin(), others.end());
  auto after = judged(index_of(turned), others);
  std::reverse(after.begin(), after.end());
  ASSERT_EQ(after.size(), before.size());
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_EQ(after[i].account.value, 1999 - before[i].account.value);
    EXPECT_EQ(after[i].standing, before[i].standing);
    EXPECT_EQ(after[i].log_p, before[i].log_p);
    EXPECT_EQ(after[i].bursts, before[i].bursts);
  }
}

/// A network, and a hundred fans who take up the same targets at times of their own.
TEST(MemberChanceTest, FewOfThoseWhoPassAreFalse) {
  double false_share = 0;
  std::size_t found = 0;
  constexpr int kRuns = 40;
  for (std::uint64_t seed = 1; seed <= kRuns; ++seed) {
    PlantedLog log(seed);
    log.add_background(60, 0, 500);
    const Accounts network = accounts_from(1000, 8);
    const auto targets = log.add_campaign(network, 10, 40 * kSecond, accounts_from(0, 500));
    for (std::uint32_t fan = 1100; fan < 1200; ++fan) {
      for (std::uint32_t i = 0; i < targets.size(); ++i) {
        log.act(fan, targets[i], (6 + 9 * i) * kHour + log.any_age());
      }
    }
    // Ten of the fans were proposed with them.
    const auto findings = judged(log.index(), joined(network, accounts_from(1100, 10)));
    const Accounts members = with(findings, Standing::kMember);
    const auto wrong = static_cast<double>(std::count_if(
        members.begin(), members.end(), [](std::uint32_t account) { return account >= 1100; }));
    found += members.size() - static_cast<std::size_t>(wrong);
    if (!members.empty()) false_share += wrong / static_cast<double>(members.size()) / kRuns;
  }
  EXPECT_GE(found, kRuns * 6U);
  EXPECT_LE(false_share, 0.05);
}

TEST(MemberChanceTest, NobodyPassesInAGroupThatChanceProposed) {
  std::size_t passed = 0;
  constexpr std::size_t kRuns = 100;
  for (std::uint64_t seed = 1; seed <= kRuns; ++seed) {
    PlantedLog log(seed);
    log.add_background(120, 0, 300);
    Accounts group;
    for (std::uint32_t i = 0; i < 12; ++i) {
      group.push_back(25 * i + static_cast<std::uint32_t>(log.random.below(25)));
    }
    passed += with(judged(log.index(), group), Standing::kMember).size();
  }
  EXPECT_LE(passed, kRuns / 20);
}

}  // namespace
}  // namespace overt
