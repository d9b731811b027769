#include "kernel/stats/bounded_hypotheses.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "base/random.h"
#include "kernel/stats/false_discovery.h"

namespace overt::stats {
namespace {

struct Hypothesis {
  float log_least;
  float log_p;
};

/// Some are real, some look real by their bound alone, most are chance.
std::vector<Hypothesis> random_hypotheses(Random& random, std::size_t count, double possible) {
  const double share = random.below(4) == 0 ? 1 : 0.1 * static_cast<double>(random.below(10));
  std::vector<Hypothesis> all;
  for (std::size_t i = 0; i < count; ++i) {
    const double u = std::log((static_cast<double>(random.below(1'000'000)) + 1) / 1e6);
    const double rare =
        random.chance(0.3) ? std::log(possible) * 0.1 * static_cast<double>(random.below(15)) : 0;
    const auto least = static_cast<float>(u - rare);
    const bool is_loose = random.chance(share);
    const double lift = is_loose ? rare * static_cast<double>(random.below(11)) / 10.0 : 0;
    all.push_back({least, std::max(least, static_cast<float>(u - rare + lift))});
  }
  return all;
}

/// The p that is asked for, and the bound in place of the others.
std::vector<double> reveal_all(const std::vector<Hypothesis>& all, double possible,
                               std::size_t at_once, std::size_t& asked) {
  std::vector<float> least;
  std::vector<double> log_p;
  for (const Hypothesis& one : all) {
    least.push_back(one.log_least);
    log_p.push_back(static_cast<double>(one.log_least));
  }
  BoundedHypotheses open(least, possible);
  asked = 0;
  for (auto next = open.take(at_once); !next.empty(); next = open.take(at_once)) {
    EXPECT_TRUE(std::is_sorted(next.begin(), next.end()));
    EXPECT_LE(next.size(), at_once);
    std::vector<float> known;
    for (const std::uint32_t i : next) {
      known.push_back(all[i].log_p);
      log_p[i] = static_cast<double>(all[i].log_p);
    }
    asked += next.size();
    open.reveal(known);
  }
  return log_p;
}

TEST(BoundedHypothesesTest, GivesTheSameRatesAsAllValues) {
  Random random(7);
  std::size_t asked_of_all = 0;
  std::size_t given = 0;
  std::size_t found = 0;
  for (int round = 0; round < 600; ++round) {
    const std::size_t count = random.below(200);
    const double possible = static_cast<double>(count + random.below(5'000)) + 1;
    const auto all = random_hypotheses(random, count, possible);
    std::vector<double> exact;
    for (const Hypothesis& one : all) exact.push_back(static_cast<double>(one.log_p));
    const auto expected = log_q_values(exact, {.possible = possible});
    std::size_t asked = 0;
    const auto log_p = reveal_all(all, possible, 1 + random.below(40), asked);
    const auto log_q = log_q_values(log_p, {.possible = possible});
    for (std::size_t i = 0; i < count; ++i) {
      EXPECT_EQ(log_q[i], expected[i]) << round << " " << i;
      if (expected[i] < 0) ++found;
    }
    asked_of_all += asked;
    given += count;
  }
  EXPECT_GT(found, 1000U);
  EXPECT_LT(asked_of_all, given / 2);
}

TEST(BoundedHypothesesTest, AsksForNothingWhereNothingCanBeFound) {
  BoundedHypotheses none({}, 10);
  EXPECT_TRUE(none.take(5).empty());
  const std::vector<float> likely(100, -1.0F);
  EXPECT_TRUE(BoundedHypotheses(likely, 1e6).take(5).empty());
}

// Of a million 912 may have a p of e^-7: a thousand bounds are too many to let any go, the eight
// hundred that are left once two hundred turn out to be chance are not.
TEST(BoundedHypothesesTest, LetsGoWhatWasOnlyOpenForOthers) {
  const std::vector<float> least(1000, -7.0F);
  BoundedHypotheses open(least, 1e6);
  EXPECT_EQ(open.take(50).size(), 50U);
  open.reveal(std::vector<float>(50, 0.0F));
  EXPECT_EQ(open.take(150).size(), 150U);
  open.reveal(std::vector<float>(150, 0.0F));
  EXPECT_TRUE(open.take(1000).empty());
}

}  // namespace
}  // namespace overt::stats
