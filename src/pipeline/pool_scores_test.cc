#include "pipeline/pool_scores.h"

#include <cmath>
#include <map>

#include <gtest/gtest.h>

#include "pipeline/score_seed.h"

namespace overt {
namespace {

PlantedScore network_of(const std::string& kind, std::uint64_t accounts, std::uint64_t targets,
                        std::uint32_t jitter_s, std::uint64_t found) {
  PlantedScore network;
  network.kind = kind;
  network.accounts = accounts;
  network.targets = targets;
  network.jitter_s = jitter_s;
  network.paraphrase = "exact";
  network.found = {found, accounts};
  return network;
}

SeedScore seed_of(std::vector<PlantedScore> planted, std::uint64_t accused) {
  SeedScore seed;
  seed.events = 100;
  seed.candidates = 4;
  seed.rules.resize(2);
  for (std::size_t rule = 0; rule < 2; ++rule) {
    ScoreCounts& counts = seed.rules[rule];
    counts.organic_accounts = 1000;
    counts.organic_accused = rule == 0 ? accused : 50;
    for (const auto& network : planted) {
      counts.planted_accounts += network.accounts;
      counts.planted_found += network.found[rule];
      ++counts.networks_planted;
      if (2 * network.found[rule] >= network.accounts) ++counts.networks_confirmed;
    }
  }
  seed.planted = std::move(planted);
  seed.kinds = {"fan-club", "nobody's"};
  seed.kind_accounts = {100, 900};
  seed.kind_accused = {{accused, 0}, {20, 30}};
  seed.reliability = empty_reliability_bins();
  seed.reliability.back().undisclosed = 10;
  seed.reliability.back().planted = 9;
  return seed;
}

Scorecard two_seeds() {
  std::vector<SeedScore> seeds;
  seeds.push_back(
      seed_of({network_of("campaign", 10, 12, 60, 9), network_of("campaign", 10, 12, 300, 0),
               network_of("farm", 100, 3, 120, 80)},
              0));
  seeds.push_back(
      seed_of({network_of("campaign", 6, 12, 20, 6), network_of("operation", 16, 20, 60, 4)}, 2));
  return pool_scores(std::move(seeds), {{"overt", "", false}, {"k2", "", true}});
}

const RecallLine& line_of(const Scorecard& card, const std::string& dimension,
                          const std::string& value, const std::string& among = "all") {
  static const RecallLine kNone;
  for (const auto& line : card.rules[0].recall) {
    if (line.dimension == dimension && line.value == value && line.among == among) return line;
  }
  return kNone;
}

TEST(PoolScoresTest, AddsTheSeedsUp) {
  const Scorecard card = two_seeds();
  const ScoreCounts& ours = card.rules[0].counts;
  EXPECT_EQ(ours.organic_accounts, 2000U);
  EXPECT_EQ(ours.organic_accused, 2U);
  EXPECT_EQ(ours.planted_accounts, 142U);
  EXPECT_EQ(ours.planted_found, 99U);
  EXPECT_EQ(ours.networks_planted, 5U);
  EXPECT_EQ(ours.networks_confirmed, 3U);
  EXPECT_EQ(card.rules[1].counts.organic_accused, 100U);
  EXPECT_EQ(card.candidates, 8U);
  EXPECT_EQ(card.events, 200U);
  EXPECT_EQ(card.rules[0].seeds_accusing.count, 1U);
  EXPECT_EQ(card.rules[0].seeds_accusing.trials, 2U);
  EXPECT_EQ(card.rules[0].right.trials, 101U);
}

TEST(PoolScoresTest, GivesRecallOfTheGoalsOnTheirOwn) {
  const Scorecard card = two_seeds();
  EXPECT_EQ(line_of(card, "goal", "campaigns").accounts.trials, 10U);
  EXPECT_EQ(line_of(card, "goal", "campaigns").accounts.count, 9U);
  EXPECT_EQ(line_of(card, "goal", "farms").accounts.count, 80U);
  EXPECT_EQ(line_of(card, "goal", "operations").networks, 1U);
  EXPECT_EQ(line_of(card, "goal", "operations").networks_confirmed, 0U);
}

TEST(PoolScoresTest, CutsCampaignsByTheirParametersAndInParts) {
  const Scorecard card = two_seeds();
  EXPECT_EQ(line_of(card, "size", "10").accounts.trials, 20U);
  EXPECT_EQ(line_of(card, "size", "10", "jitter up to 60 s").accounts.trials, 10U);
  EXPECT_EQ(line_of(card, "size", "10", "slower").accounts.count, 0U);
  EXPECT_EQ(line_of(card, "size", "100").networks, 0U) << "a farm";
  EXPECT_EQ(line_of(card, "farm targets", "3").networks, 1U);
  EXPECT_EQ(line_of(card, "kind", "operation").accounts.count, 4U);
  EXPECT_EQ(line_of(card, "jitter", "20", "smaller").accounts.count, 6U);
}

TEST(PoolScoresTest, PartsOfADimensionMakeUpTheWhole) {
  const Scorecard card = two_seeds();
  for (const auto& rule : card.rules) {
    std::map<std::string, std::uint64_t> whole;
    std::map<std::string, std::uint64_t> parts;
    for (const auto& line : rule.recall) {
      (line.among == "all" ? whole : parts)[line.dimension] += line.accounts.trials;
    }
    for (const auto& [dimension, accounts] : parts) EXPECT_EQ(accounts, whole[dimension]);
    EXPECT_EQ(whole["kind"], rule.counts.planted_accounts);
  }
}

TEST(PoolScoresTest, PutsNumbersInTheirOrder) {
  const Scorecard card = two_seeds();
  std::vector<std::string> jitters;
  for (const auto& line : card.rules[0].recall) {
    if (line.dimension == "jitter" && line.among == "all") jitters.push_back(line.value);
  }
  EXPECT_EQ(jitters, (std::vector<std::string>{"20", "60", "300"}));
}

TEST(PoolScoresTest, BoundsSharesAsTheRuleOfThreeDoes) {
  const BoundedShare none = bounded_share(0, 1'000'000);
  EXPECT_EQ(none.lower, 0);
  EXPECT_NEAR(none.upper * 1e6, 2.9957, 1e-3);
  const BoundedShare all = bounded_share(5, 5);
  EXPECT_EQ(all.upper, 1);
  EXPECT_NEAR(all.lower, std::pow(.05, .2), 1e-12);
  EXPECT_FALSE(bounded_share(0, 0).known());
}

TEST(PoolScoresTest, MeasuresHowFarWhatIsSaidIsFromWhatIs) {
  // One in ten accounts at q below 1e-12 is not planted.
  EXPECT_NEAR(two_seeds().calibration_error, .1, 1e-12);
}

}  // namespace
}  // namespace overt
