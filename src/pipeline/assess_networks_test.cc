#include "pipeline/assess_networks.h"

#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "base/random.h"
#include "pipeline/generated_shares.h"
#include "pipeline/told_findings.h"

namespace overt {
namespace {

constexpr std::int64_t kBegin = 1'600'000'003;

/// A few hundred accounts that take up some hundred objects over five days, each at its own time.
std::vector<Share> crowd_shares(std::uint64_t seed) {
  Random random(seed);
  std::vector<Share> shares;
  for (int object = 0; object < 160; ++object) {
    const auto born = kBegin + static_cast<std::int64_t>(random.below(5 * 86'400));
    const auto takers = static_cast<int>(8 / (0.02 + random.uniform()));
    for (int i = 0; i < takers; ++i) {
      const double age = 1800 * std::exp(1.5 * random.normal());
      shares.push_back({"o" + std::to_string(object), "a" + std::to_string(random.below(500)),
                        born + static_cast<std::int64_t>(std::min(age, 1e6))});
    }
  }
  return shares;
}

/// Accounts p0 … that act on targets of the crowd within 40 s of each other, hours after it began,
/// and on other things when they like.
std::vector<Share> planted_shares(std::uint64_t seed, int accounts = 12, int targets = 12) {
  std::vector<Share> shares = crowd_shares(seed);
  Random random(seed, 1);
  for (int target = 0; target < targets; ++target) {
    const auto at = kBegin + 30'000 * (target + 1) + static_cast<std::int64_t>(random.below(9000));
    for (int account = 0; account < accounts; ++account) {
      shares.push_back({"o" + std::to_string(target), "p" + std::to_string(account),
                        at + static_cast<std::int64_t>(random.below(40))});
      shares.push_back({"o" + std::to_string(20 + random.below(140)), "p" + std::to_string(account),
                        kBegin + static_cast<std::int64_t>(random.below(5 * 86'400))});
    }
  }
  return shares;
}

struct Assessed {
  std::vector<ToldFinding> networks;
  Assessment assessment;
};

Assessed assessed(const std::vector<Share>& shares, const AssessOptions& options = plain_options(),
                  std::size_t threads = 2) {
  const TestFolder folder;
  ThreadPool pool(threads);
  const auto log = ingested(folder.write("log.csv", shares_csv(shares)), pool).value();
  Assessed result;
  result.assessment =
      assess_networks(*log, {std::move(log->rows), {}, {}}, options, pool, no_progress()).value();
  result.networks = told(result.assessment, *log);
  return result;
}

bool is_planted(const std::string& account) { return account.front() == 'p'; }

TEST(AssessNetworksTest, FindsThePlantedNetworkAndNobodyElse) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const auto networks = confirmed(assessed(planted_shares(seed)).networks);
    ASSERT_EQ(networks.size(), 1U) << seed;
    EXPECT_GE(networks[0].members.size(), 11U) << seed;
    EXPECT_TRUE(std::all_of(networks[0].members.begin(), networks[0].members.end(), is_planted));
  }
}

/// Accounts p0 … that act on the same targets, a few of them within 40 s and all others hours
/// before or after, so that two of them seldom meet twice.
std::vector<Share> turn_taking_shares(std::uint64_t seed, int accounts, int targets, int together) {
  std::vector<Share> shares = crowd_shares(seed);
  Random random(seed, 1);
  for (int target = 0; target < targets; ++target) {
    const auto at =
        kBegin + 30'000 * (target % 14 + 1) + static_cast<std::int64_t>(random.below(9000));
    std::vector<int> order(static_cast<std::size_t>(accounts));
    for (int i = 0; i < accounts; ++i) order[static_cast<std::size_t>(i)] = i;
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
    for (int i = 0; i < accounts; ++i) {
      const auto when = i < together
                            ? at + static_cast<std::int64_t>(random.below(40))
                            : at - 20'000 + static_cast<std::int64_t>(random.below(60'000));
      shares.push_back({"o" + std::to_string(target),
                        "p" + std::to_string(order[static_cast<std::size_t>(i)]), when});
    }
  }
  return shares;
}

// No pair proposes them: what they act on does.
TEST(AssessNetworksTest, FindsAccountsThatTakeTurnsOnOneListOfTargets) {
  std::size_t found = 0;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const auto networks = confirmed(assessed(turn_taking_shares(seed, 24, 24, 5)).networks);
    found += networks.size();
    for (const auto& network : networks) {
      EXPECT_TRUE(std::all_of(network.members.begin(), network.members.end(), is_planted)) << seed;
    }
  }
  EXPECT_GE(found, 2U);
}

TEST(AssessNetworksTest, FindsALargeNetworkOnFourTargets) {
  const auto networks = confirmed(assessed(planted_shares(1, 40, 4)).networks);
  ASSERT_EQ(networks.size(), 1U);
  EXPECT_GE(networks[0].members.size(), 36U);
  EXPECT_TRUE(std::all_of(networks[0].members.begin(), networks[0].members.end(), is_planted));
}

TEST(AssessNetworksTest, ConfirmsNothingInACrowd) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const Assessed result = assessed(crowd_shares(seed));
    EXPECT_TRUE(confirmed(result.networks).empty()) << seed;
    EXPECT_EQ(result.assessment.chance.significant_pairs, 0U) << seed;
  }
}

TEST(AssessNetworksTest, TheNumberOfThreadsChangesNothing) {
  const auto shares = planted_shares(3);
  const Assessed one = assessed(shares, plain_options(), 1);
  for (const std::size_t threads : {2, 3}) {
    const Assessed more = assessed(shares, plain_options(), threads);
    EXPECT_EQ(more.networks, one.networks);
    ASSERT_EQ(more.assessment.table.pairs.size(), one.assessment.table.pairs.size());
    for (std::size_t i = 0; i < one.assessment.table.pairs.size(); ++i) {
      EXPECT_EQ(more.assessment.table.pairs[i].log_q, one.assessment.table.pairs[i].log_q);
    }
  }
}

TEST(AssessNetworksTest, TheOrderOfTheRowsChangesNothing) {
  // With the order the numbers of all accounts and objects change. Times are whole seconds, so
  // that many acts are at once.
  auto shares = planted_shares(4);
  const auto expected = assessed(shares).networks;
  ASSERT_FALSE(confirmed(expected).empty());
  Random random(8);
  for (int round = 0; round < 4; ++round) {
    for (std::size_t i = shares.size(); i > 1; --i) {
      std::swap(shares[i - 1], shares[random.below(i)]);
    }
    EXPECT_EQ(assessed(shares).networks, expected) << round;
  }
}

TEST(AssessNetworksTest, TheOrderOfTheRowsChangesNothingWhereManyActAtOnce) {
  auto shares = planted_shares(5, 20, 8);
  for (Share& share : shares) share.second -= share.second % 20;
  const auto expected = assessed(shares).networks;
  ASSERT_FALSE(confirmed(expected).empty());
  Random random(9);
  for (int round = 0; round < 4; ++round) {
    for (std::size_t i = shares.size(); i > 1; --i) {
      std::swap(shares[i - 1], shares[random.below(i)]);
    }
    EXPECT_EQ(assessed(shares).networks, expected) << round;
  }
}

TEST(AssessNetworksTest, CountsWhatWasPossibleAndShowsAllPairs) {
  const TestFolder folder;
  ThreadPool pool(2);
  const auto shares = planted_shares(1);
  const auto log = ingested(folder.write("log.csv", shares_csv(shares)), pool).value();
  AssessOptions options = plain_options();
  const double accounts = static_cast<double>(log->accounts_with(3));
  std::uint64_t seen = 0;
  const auto assessment =
      assess_networks(*log, {std::move(log->rows), {}, {}}, options, pool, no_progress(),
                      [&](const PairTable& table) {
                        for (const Pair& pair : table.pairs) {
                          EXPECT_EQ(pair.window, options.window);
                          if (pair.objects >= 3) ++seen;
                        }
                      })
          .value();
  EXPECT_EQ(assessment.chance.accounts, static_cast<std::uint64_t>(accounts));
  EXPECT_EQ(assessment.chance.possible_pairs, accounts * (accounts - 1) / 2);
  EXPECT_EQ(assessment.chance.splits, options.splits);
  EXPECT_GE(seen, 60U);
  EXPECT_EQ(assessment.pairs, seen);
  EXPECT_LE(assessment.chance.significant_pairs_by, assessment.chance.significant_pairs);
  for (const Pair& pair : assessment.table.pairs) {
    EXPECT_EQ(pair.window, options.window);
    EXPECT_LE(pair.log_p, 0);
    EXPECT_GE(pair.log_q, pair.log_p);
  }
}

TEST(AssessNetworksTest, WhatIsLeftOutOnALargeLogChangesNoFinding) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const auto shares = planted_shares(seed);
    AssessOptions options = plain_options();
    options.all_of_each_traces_max = 0;
    const Assessed large = assessed(shares, options);
    options.exhaustive = true;
    const Assessed exhaustive = assessed(shares, options);
    EXPECT_EQ(large.networks, exhaustive.networks) << seed;
    EXPECT_EQ(confirmed(large.networks).size(), 1U) << seed;
    EXPECT_FALSE(large.assessment.limits.empty()) << seed;  // p2 of most pairs
    EXPECT_TRUE(exhaustive.assessment.limits.empty()) << seed;
  }
}

TEST(AssessNetworksTest, AnotherSeedDrawsOtherSplitsAndFindsTheSame) {
  const auto shares = planted_shares(6);
  AssessOptions options = plain_options();
  const Assessed one = assessed(shares, options);
  options.seed = 2;
  const Assessed other = assessed(shares, options);
  EXPECT_NE(one.assessment.chance.split_key, other.assessment.chance.split_key);
  ASSERT_EQ(confirmed(one.networks).size(), 1U);
  ASSERT_EQ(confirmed(other.networks).size(), 1U);
  EXPECT_EQ(confirmed(one.networks)[0].members, confirmed(other.networks)[0].members);
}

TEST(AssessNetworksTest, StopsWhenInterrupted) {
  class Interrupted final : public Progress {
   public:
    void begin(std::string_view, std::uint64_t, std::string_view) override {}
    void advance(std::uint64_t) override {}
    void end() override {}
    [[nodiscard]] bool cancelled() const override { return true; }
  } interrupted;
  const TestFolder folder;
  ThreadPool pool(2);
  const auto log = ingested(folder.write("log.csv", shares_csv(planted_shares(1))), pool).value();
  const auto result =
      assess_networks(*log, {std::move(log->rows), {}, {}}, plain_options(), pool, interrupted);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::kCancelled);
}

}  // namespace
}  // namespace overt
