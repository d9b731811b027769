#include "stages/chance/pair_chance.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include <gtest/gtest.h>

#include "base/random.h"
#include "kernel/stats/poisson.h"
#include "model/small_trace_index.h"
#include "stages/chance/hour_strata.h"

namespace overt {
namespace {

constexpr TimeUs kSecond = kMicrosPerSecond;
constexpr TimeUs kHour = 3600 * kSecond;

std::vector<SmallTrace> random_traces(std::uint64_t seed, std::size_t count, std::uint64_t hours) {
  Random random(seed);
  std::vector<SmallTrace> traces = {{0, 0, 0}};
  for (std::size_t i = 0; i < count; ++i) {
    traces.push_back({static_cast<std::uint32_t>(random.below(8)),
                      static_cast<std::uint32_t>(random.below(5)),
                      static_cast<TimeUs>(random.below(hours * 3600)) * kSecond});
  }
  return traces;
}

/// Traces of a handful of accounts, to be asked for their chance.
struct ChanceLog {
  ChanceLog(const std::vector<SmallTrace>& traces, std::vector<std::uint32_t> object_sources = {},
            std::vector<std::uint8_t> groups = {})
      : sources(std::move(object_sources)), account_groups(std::move(groups)) {
    for (const SmallTrace& trace : traces) {
      rows.push_back({trace.object, trace.account, trace.at});
      accounts = std::max(accounts, trace.account + 1);
      objects = std::max(objects, trace.object + 1);
    }
    std::sort(rows.begin(), rows.end(), [](const join::Row& x, const join::Row& y) {
      return std::tie(x.item, x.time, x.actor) < std::tie(y.item, y.time, y.actor);
    });
  }
  [[nodiscard]] PairChance chance(TimeUs window, ThreadPool& pool,
                                  std::uint32_t traces_min = HourStrata::kTracesMin) const {
    return {{.sorted = rows,
             .accounts = accounts,
             .objects = objects,
             .sources = sources,
             .account_groups = account_groups},
            window,
            pool,
            traces_min};
  }

  join::Rows rows;
  std::uint32_t accounts = 0;
  std::uint32_t objects = 0;
  std::vector<std::uint32_t> sources;
  std::vector<std::uint8_t> account_groups;
};

/// Co-actions of a and b on one log, with neighbouring hours told apart as N1 does.
double count_co_actions(const std::vector<SmallTrace>& traces, std::uint32_t a, std::uint32_t b,
                        TimeUs window) {
  double count = 0;
  for (const auto& x : traces) {
    for (const auto& y : traces) {
      if (x.account != a || y.account != b || x.object != y.object) continue;
      if (std::abs(x.at - y.at) <= window) ++count;
    }
  }
  return count;
}

TEST(PairChanceTest, LambdaIsTheMeanOverShufflesOfTheLabelsWithinTheHour) {
  constexpr TimeUs kWindow = 400 * kSecond;
  auto traces = random_traces(3, 60, 3);
  ThreadPool pool(2);
  const ChanceLog log(traces);
  const PairChance chance = log.chance(kWindow, pool);
  std::map<TimeUs, std::vector<std::size_t>> hours;
  for (std::size_t i = 0; i < traces.size(); ++i) hours[traces[i].at / kHour].push_back(i);
  Random random(5);
  constexpr int kShuffles = 40'000;
  double mean = 0;
  for (int n = 0; n < kShuffles; ++n) {
    for (const auto& [hour, places] : hours) {
      for (std::size_t i = places.size(); i > 1; --i) {
        std::swap(traces[places[i - 1]].account, traces[places[random.below(i)]].account);
      }
    }
    mean += count_co_actions(traces, 1, 2, kWindow) / kShuffles;
  }
  const double lambda = chance.lambda(1, 2);
  EXPECT_GT(lambda, 0.5);  // else the comparison says little
  EXPECT_NEAR(mean, lambda, 0.05 * lambda);
}

TEST(PairChanceTest, CountsPairsAcrossTheBoundaryOfTwoHours) {
  // Two accounts act on two objects a second before and after the hour, others elsewhere.
  std::vector<SmallTrace> traces = {{9, 5, 0}};
  for (std::uint32_t o = 0; o < 2; ++o) {
    traces.push_back({0, o, kHour - kSecond});
    traces.push_back({1, o, kHour + kSecond});
  }
  ThreadPool pool(1);
  const ChanceLog log(traces);
  const PairChance chance = log.chance(60 * kSecond, pool);
  // S_{0,1} = 2, A_0(0) A_1(1) = 4, N_0 N_1 = 3 · 2.
  EXPECT_NEAR(chance.lambda(0, 1), 2.0 * 4 / 6, 1e-12);
}

TEST(PairChanceTest, SaysThatEnoughIsExpectedBeforeAllIsSummedUp) {
  ThreadPool pool(2);
  for (const auto& groups : {std::vector<std::uint8_t>(), {0, 1, 0, 1, 1, 0, 1, 0}}) {
    const ChanceLog log(random_traces(29, 600, 40), {}, groups);
    const PairChance chance = log.chance(60 * kSecond, pool, 20);
    PairChance::Scratch scratch;
    for (std::uint32_t a = 0; a < 8; ++a) {
      for (std::uint32_t b = a + 1; b < 8; ++b) {
        const PairCounts pair = {a, b, 1};
        const PairOdds odds = chance.of(pair, scratch);
        for (const double likely : {0.0, 0.5 * odds.lambda, (1 - 1e-12) * odds.lambda}) {
          EXPECT_FALSE(chance.unless_likely(pair, likely, scratch).has_value()) << likely;
        }
        const auto whole = chance.unless_likely(pair, 1.001 * odds.lambda, scratch);
        ASSERT_TRUE(whole.has_value());
        EXPECT_EQ(whole->lambda, odds.lambda);
        EXPECT_EQ(whole->log_p1, odds.log_p1);
      }
    }
  }
}

TEST(PairChanceTest, AnHourOfALogOfCenturiesIsLonger) {
  constexpr TimeUs kLater = 200LL * 366 * 24 * kHour;
  ThreadPool pool(1);
  const ChanceLog log({{0, 0, 0}, {1, 0, kSecond}, {0, 1, kLater}, {1, 1, kLater + kSecond}});
  const PairChance chance = log.chance(60 * kSecond, pool);
  PairChance::Scratch scratch;
  // Two traces in each of two strata, and a close pair: both meetings are expected.
  EXPECT_NEAR(chance.of({0, 1, 2}, scratch).lambda, 2, 1e-9);
}

TEST(PairChanceTest, LambdaIsNeverNothing) {
  ThreadPool pool(1);
  const ChanceLog log({{0, 0, 0}, {1, 0, 10 * kHour}, {2, 1, 5 * kHour}, {3, 2, 7 * kHour}});
  const PairChance chance = log.chance(60 * kSecond, pool);
  EXPECT_GT(chance.lambda_min(), 0);
  EXPECT_EQ(chance.lambda(0, 1), chance.lambda_min());
  PairChance::Scratch scratch;
  EXPECT_TRUE(std::isfinite(chance.of({0, 1, 3}, scratch).log_p1));
}

TEST(PairChanceTest, GivenTheSharingOnlyTheTimingCounts) {
  // Object 0: ten accounts within a second, so meeting there says nothing. Object 1: ten accounts
  // an hour apart, but for two of them.
  std::vector<SmallTrace> traces;
  for (std::uint32_t a = 0; a < 10; ++a) {
    traces.push_back({a, 0, kSecond});
    traces.push_back({a, 1, a == 1 ? kSecond : a * kHour});
  }
  ThreadPool pool(1);
  const ChanceLog log(traces);
  const PairChance chance = log.chance(60 * kSecond, pool);
  EXPECT_NEAR(static_cast<double>(chance.close_share(0)), 1.0, 1e-6);
  EXPECT_NEAR(static_cast<double>(chance.close_share(1)), 1.0 / 45, 1e-6);
  PairChance::Scratch scratch;
  EXPECT_NEAR(chance.of({0, 1, 1}, scratch).log_p2, 0, 1e-6);
  EXPECT_NEAR(chance.of({0, 1, 2}, scratch).log_p2, std::log(1.0 / 45), 1e-5);
}

TEST(PairChanceTest, ActingOftenMakesMeetingLikely) {
  // Account 0 acts on the object twenty times: it meets account 1 by sheer number.
  std::vector<SmallTrace> traces = {{1, 0, 500 * kSecond}, {2, 0, 90 * kHour}, {3, 0, 91 * kHour}};
  for (std::uint32_t i = 0; i < 20; ++i) traces.push_back({0, 0, i * 1000 * kSecond});
  ThreadPool pool(1);
  const ChanceLog log(traces);
  const PairChance chance = log.chance(600 * kSecond, pool);
  const auto share = static_cast<double>(chance.close_share(0));
  PairChance::Scratch scratch;
  EXPECT_NEAR(chance.of({0, 1, 1}, scratch).log_p2, std::log1p(-std::pow(1 - share, 20)), 1e-6);
}

TEST(PairChanceTest, ObjectsOfOneSourceAreOneChance) {
  std::vector<SmallTrace> traces;
  for (std::uint32_t o = 0; o < 4; ++o) {
    for (std::uint32_t a = 0; a < 6; ++a) traces.push_back({a, o, (a < 2 ? 0 : a) * kHour});
  }
  ThreadPool pool(1);
  const ChanceLog apart(traces);
  const ChanceLog together(traces, {0, 0, 0, 0});
  PairChance::Scratch scratch;
  const PairChance chance_apart = apart.chance(kSecond, pool);
  const PairChance chance_together = together.chance(kSecond, pool);
  const double share = 1.0 / 15;
  EXPECT_NEAR(chance_apart.of({0, 1, 4}, scratch).log_p2, 4 * std::log(share), 1e-5);
  EXPECT_NEAR(chance_together.of({0, 1, 1}, scratch).log_p2, std::log1p(-std::pow(1 - share, 4)),
              1e-5);
}

TEST(PairChanceTest, TheWorseOfTheTwoIsTheChance) {
  const auto traces = random_traces(11, 400, 30);
  ThreadPool pool(2);
  const ChanceLog log(traces);
  const PairChance chance = log.chance(60 * kSecond, pool);
  PairChance::Scratch scratch;
  for (std::uint32_t a = 0; a < 8; ++a) {
    for (std::uint32_t b = a + 1; b < 8; ++b) {
      for (std::uint32_t k = 0; k < 6; ++k) {
        const PairOdds odds = chance.of({a, b, k}, scratch);
        EXPECT_EQ(odds.log_p, std::max(odds.log_p1, odds.log_p2));
        EXPECT_LE(odds.log_p, 0);
        EXPECT_NEAR(odds.log_p1, stats::log_poisson_upper_tail(odds.lambda, k), 1e-12);
        EXPECT_NEAR(odds.lambda, chance.lambda(b, a), 1e-12);
      }
    }
  }
}

TEST(PairChanceTest, DoesNotDependOnTheThreads) {
  const auto traces = random_traces(17, 3000, 100);
  const ChanceLog log(traces);
  ThreadPool one(1);
  ThreadPool three(3);
  const PairChance x = log.chance(300 * kSecond, one);
  const PairChance y = log.chance(300 * kSecond, three);
  for (std::uint32_t a = 0; a < 8; ++a) {
    for (std::uint32_t b = a + 1; b < 8; ++b) EXPECT_EQ(x.lambda(a, b), y.lambda(a, b));
  }
  for (std::uint32_t o = 0; o < 5; ++o) EXPECT_EQ(x.close_share(o), y.close_share(o));
}

// The exact reference: labels dealt out again within hour and language.
TEST(PairChanceTest, LambdaIsTheMeanOverShufflesWithinHourAndLanguage) {
  constexpr TimeUs kWindow = 400 * kSecond;
  const std::vector<std::uint8_t> groups = {0, 0, 1, 1, 0, 1, 0, 1};
  auto traces = random_traces(3, 90, 3);
  ThreadPool pool(2);
  const ChanceLog log(traces, {}, groups);
  const PairChance chance = log.chance(kWindow, pool, 2);
  std::map<std::pair<TimeUs, int>, std::vector<std::size_t>> strata;
  for (std::size_t i = 0; i < traces.size(); ++i) {
    strata[{traces[i].at / kHour, groups[traces[i].account]}].push_back(i);
  }
  Random random(5);
  constexpr int kShuffles = 10'000;
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> mean;
  const std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs = {{0, 1}, {0, 2}, {2, 3}};
  for (int n = 0; n < kShuffles; ++n) {
    for (const auto& [stratum, places] : strata) {
      for (std::size_t i = places.size(); i > 1; --i) {
        std::swap(traces[places[i - 1]].account, traces[places[random.below(i)]].account);
      }
    }
    for (const auto& [a, b] : pairs) {
      mean[{a, b}] += count_co_actions(traces, a, b, kWindow) / kShuffles;
    }
  }
  for (const auto& [a, b] : pairs) {
    const double lambda = chance.lambda(a, b);
    EXPECT_GT(lambda, 0.5);
    EXPECT_NEAR(mean.at({a, b}), lambda, 0.05 * lambda) << a << " " << b;
    EXPECT_NEAR(lambda, chance.lambda(b, a), 1e-9 * lambda);
  }
}

TEST(PairChanceTest, LanguagesThatSayLittleChangeNothing) {
  const auto traces = random_traces(19, 300, 20);
  ThreadPool pool(1);
  const ChanceLog plain(traces);
  const ChanceLog grouped(traces, {}, {0, 1, 2, 0, 1, 2, 0, 1});
  const PairChance x = plain.chance(300 * kSecond, pool);
  const PairChance y = grouped.chance(300 * kSecond, pool);
  for (std::uint32_t a = 0; a < 8; ++a) {
    for (std::uint32_t b = a + 1; b < 8; ++b) EXPECT_EQ(x.lambda(a, b), y.lambda(a, b));
  }
}

TEST(PairChanceTest, DoesNotDependOnTheThreadsWithLanguages) {
  const ChanceLog log(random_traces(23, 3000, 20), {}, {0, 1, 0, 1, 1, 0, 1, 0});
  ThreadPool one(1);
  ThreadPool three(3);
  const PairChance x = log.chance(300 * kSecond, one, 20);
  const PairChance y = log.chance(300 * kSecond, three, 20);
  for (std::uint32_t a = 0; a < 8; ++a) {
    for (std::uint32_t b = a + 1; b < 8; ++b) EXPECT_EQ(x.lambda(a, b), y.lambda(a, b));
  }
}

// Two communities of sixty who know nothing of each other's things, each with a few things
// that everybody in it takes up at any time of the day. Nobody coordinates.
struct Bilingual {
  std::vector<SmallTrace> traces;
  std::vector<std::uint8_t> groups;
};

Bilingual bilingual_platform(std::uint64_t seed) {
  constexpr std::uint32_t kEach = 60;
  Random random(seed);
  Bilingual platform;
  // One does four times as much as the other, so that an hour is mostly theirs.
  for (std::uint32_t a = 0; a < 2 * kEach; ++a) platform.groups.push_back(a < kEach ? 0 : 1);
  for (int i = 0; i < 60'000; ++i) {
    const bool small = random.chance(0.2);
    const auto first = small ? kEach : 0U;
    platform.traces.push_back(
        {first + static_cast<std::uint32_t>(random.below(kEach)),
         (small ? 400U : 0U) + static_cast<std::uint32_t>(random.below(small ? 100 : 400)),
         static_cast<TimeUs>(random.below(10 * 3600)) * kSecond});
  }
  return platform;
}

/// The share of pairs within the smaller community whose K is as unlikely as the level or more.
double rejected_at(double level, const Bilingual& platform, bool with_language) {
  constexpr TimeUs kWindow = 60 * kSecond;
  ThreadPool pool(2);
  const ChanceLog log(platform.traces, {},
                      with_language ? platform.groups : std::vector<std::uint8_t>());
  const PairChance chance = log.chance(kWindow, pool);
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::set<std::uint32_t>> met;
  for (std::size_t i = 0; i < log.rows.size(); ++i) {
    const join::Row& x = log.rows[i];
    if (x.item < 400) continue;
    for (std::size_t j = i + 1; j < log.rows.size(); ++j) {
      const join::Row& y = log.rows[j];
      if (y.item != x.item || y.time - x.time > kWindow) break;
      if (x.actor != y.actor) met[std::minmax(x.actor, y.actor)].insert(x.item);
    }
  }
  double rejected = 0;
  for (const auto& [pair, objects] : met) {
    const auto sources = static_cast<std::uint32_t>(objects.size());
    const double log_p =
        stats::log_poisson_upper_tail(chance.lambda(pair.first, pair.second), sources);
    rejected += log_p <= std::log(level) ? 1 : 0;
  }
  return rejected / (60.0 * 59 / 2);
}

TEST(PairChanceTest, OnABilingualPlatformOnlyTheStrataByLanguageAreCalibrated) {
  const Bilingual platform = bilingual_platform(7);
  for (const double level : {0.05, 0.01}) {
    EXPECT_LE(rejected_at(level, platform, true), 1.15 * level) << level;
    EXPECT_GE(rejected_at(level, platform, true), 0.2 * level) << level;
    EXPECT_GE(rejected_at(level, platform, false), 3 * level) << level;
  }
}

}  // namespace
}  // namespace overt
