#include "stages/confirmation/bursts.h"

#include <set>

#include <gtest/gtest.h>

#include "kernel/stats/binomial.h"
#include "kernel/stats/e_values.h"
#include "stages/confirmation/planted_log_internal.h"

namespace overt {
namespace {

constexpr TimeUs kSecond = kMicrosPerSecond;
constexpr TimeUs kMinute = kMicrosPerMinute;
constexpr TimeUs kHour = kMicrosPerHour;
constexpr TimeUs kWindow = 60 * kSecond;

Bursts bursts_of(const TraceIndex& index, const Accounts& members, BurstOptions options = {}) {
  options.window = kWindow;
  return BurstScanner(index, options, test_threads()).find(members);
}

const Burst& burst_on(const Bursts& bursts, std::uint32_t object) {
  const auto found = std::find_if(bursts.all.begin(), bursts.all.end(),
                                  [&](const Burst& burst) { return burst.object == object; });
  EXPECT_NE(found, bursts.all.end());
  return *found;
}

std::size_t count_with(const Bursts& bursts, Trigger trigger) {
  return static_cast<std::size_t>(std::count_if(
      bursts.all.begin(), bursts.all.end(),
      [&](const Burst& burst) { return burst.together > 0 && burst.trigger == trigger; }));
}

/// Ten objects, eight hours apart, each with a crowd; accounts 1000 … are left for the test.
class BurstsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (std::uint32_t i = 0; i < 10; ++i) {
      log.add_crowd(log.add_object(), born(i), 0, 1000, 60);
    }
  }
  static TimeUs born(std::uint32_t object) { return 8 * kHour * object; }
  /// An hour at which few of the crowd act.
  static TimeUs quiet(std::uint32_t object) { return born(object) + 6 * kHour; }

  PlantedLog log{1};
  Accounts members = accounts_from(1000, 12);
};

TEST_F(BurstsTest, FindsWhenMembersActTogether) {
  log.act_together(members, 3, quiet(3), 40 * kSecond);
  for (std::uint32_t i = 0; i < 5; ++i) log.act(1000 + i, 7, born(7) + i * kHour);
  log.act(1000, 8, born(8));
  log.act(1001, 8, born(8));
  const TraceIndex index = log.index();
  const Bursts bursts = bursts_of(index, members);
  ASSERT_EQ(bursts.all.size(), 2U);  // not on the object of two
  const Burst& tight = burst_on(bursts, 3);
  EXPECT_EQ(tight.members, 12U);
  EXPECT_EQ(tight.together, 12U);
  EXPECT_LT(tight.log_p, std::log(1e-12));
  EXPECT_LE(tight.end - tight.begin, 40 * kSecond);
  EXPECT_EQ(tight.opener, bursts.acts_of(tight).front().account);
  const Burst& loose = burst_on(bursts, 7);
  EXPECT_EQ(loose.members, 5U);
  EXPECT_EQ(loose.together, 0U);
  EXPECT_EQ(loose.log_p, 0);
  EXPECT_EQ(bursts.occasions, 1U);
}

TEST_F(BurstsTest, WhereTheCrowdIsDenseABurstIsNoSurprise) {
  log.act_together(members, 3, quiet(3), 40 * kSecond);
  log.act_together(members, 4, quiet(4), 40 * kSecond);
  log.act_together(accounts_from(2000, 200), 4, quiet(4), 60 * kSecond);
  const TraceIndex index = log.index();
  const Bursts bursts = bursts_of(index, members);
  EXPECT_LT(burst_on(bursts, 3).log_p, std::log(1e-12));
  EXPECT_EQ(burst_on(bursts, 4).log_p, 0);
}

TEST_F(BurstsTest, OneHyperactiveAccountIsNoBurst) {
  for (int i = 0; i < 50; ++i) log.act(1000, 2, quiet(2) + i * kSecond);
  log.act(1001, 2, quiet(2));
  log.act(1002, 2, quiet(2) + 3 * kHour);
  const TraceIndex index = log.index();
  EXPECT_EQ(burst_on(bursts_of(index, members), 2).together, 0U);
}

TEST_F(BurstsTest, ABurstHoldsAShareOfTheMembersOnTheObject) {
  const Accounts many = accounts_from(1000, 40);
  for (std::uint32_t i = 0; i < 36; ++i) log.act(1000 + i, 5, born(5) + i * 9 * kMinute);
  log.act_together(accounts_from(1036, 4), 5, quiet(5) + 23 * kMinute, 5 * kSecond);
  const TraceIndex index = log.index();
  EXPECT_EQ(burst_on(bursts_of(index, many), 5).together, 0U);
  EXPECT_EQ(burst_on(bursts_of(index, many, {.share_together = 0.1}), 5).together, 4U);
}

TEST_F(BurstsTest, APostByAnOutsiderTriggersWhatFollowsAtOnce) {
  log.name_author(0, 5);
  log.name_author(1, 5);
  log.name_author(2, members[3]);
  const std::uint32_t late = log.add_object();
  const std::uint32_t known = log.add_object();
  for (const auto object : {late, known}) log.name_author(object, 5);
  log.publish(late, 100 * kHour);
  log.publish(known, 100 * kHour);
  for (const std::uint32_t object : {0U, 2U, 3U}) {
    log.act_together(members, object, born(object) + kMinute, 40 * kSecond);
  }
  log.act_together(members, 1, quiet(1), 40 * kSecond);
  log.act_together(members, late, 103 * kHour, 40 * kSecond);
  log.act_together(members, known, 100 * kHour + 9 * kMinute, 40 * kSecond);
  const TraceIndex index = log.index();
  const Bursts bursts = bursts_of(index, members);
  EXPECT_EQ(burst_on(bursts, 0).trigger, Trigger::kPublication);
  EXPECT_EQ(burst_on(bursts, 1).trigger, Trigger::kNone);         // hours after the post
  EXPECT_EQ(burst_on(bursts, 2).trigger, Trigger::kNone);         // a member's own post
  EXPECT_EQ(burst_on(bursts, 3).trigger, Trigger::kPublication);  // a page that has just appeared
  EXPECT_EQ(burst_on(bursts, late).trigger, Trigger::kNone);
  EXPECT_EQ(burst_on(bursts, known).trigger, Trigger::kPublication);
}

TEST_F(BurstsTest, MembersWhoOpenBurstsByChanceDoNotLead) {
  std::size_t leaders = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    PlantedLog chance(seed);
    for (std::uint32_t i = 0; i < 12; ++i) {
      chance.act_together(members, chance.add_object(), i * kHour, 40 * kSecond);
    }
    const TraceIndex index = chance.index();
    leaders += bursts_of(index, members).leaders.size();
  }
  EXPECT_LE(leaders, 6U);  // 2 are expected at a chance of 0.05 a group
}

TEST_F(BurstsTest, AMemberThatOpensMostBurstsLeadsThem) {
  for (std::uint32_t object = 0; object < 8; ++object) {
    log.act_together(members, object, quiet(object), 40 * kSecond);
    if (object < 6) log.act(members[4], object, quiet(object) - kSecond);
  }
  const TraceIndex index = log.index();
  const Bursts bursts = bursts_of(index, members);
  EXPECT_EQ(bursts.leaders, Accounts{members[4]});
  for (std::uint32_t object = 0; object < 6; ++object) {
    EXPECT_EQ(burst_on(bursts, object).trigger, Trigger::kLeader) << object;
  }
}

TEST_F(BurstsTest, ALeaderOutsideTheGroupIsFoundAsWell) {
  const std::uint32_t hub = 1500;
  for (std::uint32_t object = 0; object < 8; ++object) {
    log.act_together(members, object, quiet(object), 40 * kSecond);
    log.act(hub, object, quiet(object) - 90 * kSecond);
  }
  const TraceIndex index = log.index();
  const Bursts bursts = bursts_of(index, members);
  EXPECT_TRUE(std::binary_search(bursts.leaders.begin(), bursts.leaders.end(), hub));
  EXPECT_EQ(count_with(bursts, Trigger::kLeader), 8U);
}

TEST_F(BurstsTest, SeveralHubsThatTakeTurnsLead) {
  for (const std::uint32_t hubs : {2U, 3U}) {
    PlantedLog turns = log;
    for (std::uint32_t object = 0; object < 9; ++object) {
      turns.act_together(members, object, quiet(object), 40 * kSecond);
      turns.act(1500 + object % hubs, object, quiet(object) - 50 * kSecond);
    }
    const TraceIndex index = turns.index();
    EXPECT_EQ(count_with(bursts_of(index, members), Trigger::kLeader), 9U) << hubs;
  }
}

TEST_F(BurstsTest, HubsThatOpenTwoBurstsEachLead) {
  const Accounts club = accounts_from(1000, 80);
  for (const std::uint32_t hubs : {3U, 4U}) {
    for (const TimeUs before : {20 * kSecond, 80 * kSecond}) {
      PlantedLog turns = log;
      for (std::uint32_t object = 0; object < 2 * hubs; ++object) {
        turns.act_together(accounts_from(1000 + hubs, 60), object, quiet(object), 40 * kSecond);
        turns.act(1000 + object % hubs, object, quiet(object) - before);
      }
      const TraceIndex index = turns.index();
      EXPECT_EQ(count_with(bursts_of(index, club), Trigger::kLeader), 2 * hubs) << hubs << before;
    }
  }
}

TEST_F(BurstsTest, SeveralMembersThatTakeTurnsLead) {
  for (std::uint32_t object = 0; object < 9; ++object) {
    log.act_together(members, object, quiet(object), 40 * kSecond);
    log.act(members[object % 2], object, quiet(object) - kSecond);
  }
  const TraceIndex index = log.index();
  const Bursts bursts = bursts_of(index, members);
  EXPECT_EQ(count_with(bursts, Trigger::kLeader), 9U);
}

TEST_F(BurstsTest, WhatSetsOffOneBurstSetsOffTheOccasion) {
  const std::uint32_t comment = log.add_object_like(0);
  log.name_author(0, 5);
  log.publish(0, born(0));
  log.act_together(members, 0, born(0) + 2 * kMinute, 40 * kSecond);
  log.act_together(members, comment, born(0) + 4 * kMinute, 40 * kSecond);
  // Another object that nobody posted, in the same minutes; and one much later.
  log.act_together(members, 1, born(0) + 6 * kMinute, 40 * kSecond);
  log.act_together(members, 2, quiet(2), 40 * kSecond);
  const TraceIndex index = log.index();
  const Bursts bursts = bursts_of(index, members);
  EXPECT_EQ(bursts.occasions, 2U);
  EXPECT_EQ(burst_on(bursts, comment).source, burst_on(bursts, 0).source);
  EXPECT_EQ(burst_on(bursts, comment).occasion, burst_on(bursts, 0).occasion);
  EXPECT_EQ(burst_on(bursts, comment).trigger, Trigger::kPublication);
  EXPECT_EQ(burst_on(bursts, 1).trigger, Trigger::kPublication);
  EXPECT_EQ(burst_on(bursts, 2).trigger, Trigger::kNone);
}

/// What is said of the bursts in words that do not hang on numbers.
using Said = std::multiset<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, TimeUs, TimeUs,
                                      double, Trigger, std::uint32_t>>;

Said said_of(const Bursts& bursts, const Accounts& object_names) {
  Said said;
  for (const Burst& burst : bursts.all) {
    said.emplace(object_names[burst.object], burst.members, burst.together, burst.begin, burst.end,
                 burst.log_p, burst.trigger, burst.occasion);
  }
  return said;
}

Accounts shuffled(std::uint32_t count, Random& random) {
  Accounts numbers = accounts_from(0, count);
  for (std::size_t i = count; i > 1; --i) std::swap(numbers[i - 1], numbers[random.below(i)]);
  return numbers;
}

TEST_F(BurstsTest, NumbersAndOrderChangeNothing) {
  for (std::uint32_t object = 0; object < 8; ++object) {
    log.act_together(members, object, quiet(object), 40 * kSecond);
    if (object % 3 == 0) log.act(members[object % 2], object, quiet(object) - kSecond);
    // Times to the second, so that several act at once.
    for (auto& trace : log.log.traces) trace.at = trace.at / kSecond * kSecond;
  }
  const TraceIndex index = log.index();
  const Said expected = said_of(bursts_of(index, members), accounts_from(0, 10));
  for (int round = 0; round < 10; ++round) {
    const Accounts account_of = shuffled(1600, log.random);
    const Accounts object_of = shuffled(10, log.random);
    SmallLog other;
    Accounts object_names(10);
    for (std::uint32_t o = 0; o < 10; ++o) object_names[object_of[o]] = o;
    for (const auto& trace : log.log.traces) {
      other.traces.push_back({account_of[trace.account], object_of[trace.object], trace.at});
    }
    for (std::size_t i = other.traces.size(); i > 1; --i) {
      std::swap(other.traces[i - 1], other.traces[log.random.below(i)]);
    }
    Accounts others;
    for (const auto member : members) others.push_back(account_of[member]);
    std::sort(others.begin(), others.end());
    const TraceIndex other_index = index_of(other);
    EXPECT_EQ(said_of(bursts_of(other_index, others), object_names), expected) << round;
  }
}

/// The busiest window by the definition: every anchor is reckoned.
Burst peak_by_definition(const BurstScanner& scanner, const Burst& burst,
                         std::span<const GroupAct> acts) {
  Burst best;
  for (const GroupAct& anchor : acts) {
    std::set<std::uint32_t> together;
    for (const GroupAct& act : acts) {
      if (act.at >= anchor.at && act.at <= anchor.at + kWindow) together.insert(act.account);
    }
    if (together.size() < 3 || 2 * together.size() <= best.together) continue;
    const double outside =
        scanner.chance_within(burst.object, acts, anchor.at, anchor.at + kWindow);
    const double q = std::min(1.0, scanner.options().community_factor * outside);
    const double log_p = stats::log_binomial_upper_tail({burst.acts - 1, q}, together.size() - 1);
    if (best.together != 0 && log_p >= best.log_p) continue;
    best.together = static_cast<std::uint32_t>(together.size());
    best.log_p = log_p;
    best.peak = anchor.at;
  }
  best.log_p = std::min(0.0, best.log_p + std::log(static_cast<double>(burst.acts)));
  const double least = scanner.options().share_together * burst.members;
  return static_cast<double>(best.together) < least ? Burst{} : best;
}

TEST(BurstPeakTest, IsTheOneThatReckoningEveryWindowGives) {
  PlantedLog log(17);
  log.add_background(40, 0, 400);
  for (std::uint32_t i = 0; i < 200; ++i) {
    const auto object = log.add_object();
    const TimeUs born = log.below(kHour);
    log.add_crowd(object, born, 0, 400, 5 + static_cast<std::uint32_t>(log.random.below(300)));
    for (std::uint32_t acts = 0; acts < 40; ++acts) {  // waves, one after the other
      const TimeUs wave = static_cast<TimeUs>(log.random.below(4)) * 20 * kMinute;
      log.act(static_cast<std::uint32_t>(log.random.below(120)), object,
              born + wave + log.below(3 * kMinute));
    }
  }
  const TraceIndex index = log.index();
  const BurstScanner scanner(index, {.window = kWindow}, test_threads());
  std::size_t peaks = 0;
  for (const std::uint32_t size : {10U, 40U, 120U}) {
    const Bursts bursts = scanner.find(accounts_from(0, size));
    for (const Burst& burst : bursts.all) {
      const Burst expected = peak_by_definition(scanner, burst, bursts.acts_of(burst));
      ASSERT_EQ(burst.together, expected.together);
      if (burst.together == 0) continue;
      EXPECT_EQ(burst.log_p, expected.log_p);
      EXPECT_EQ(burst.peak, expected.peak);
      ++peaks;
    }
  }
  EXPECT_GT(peaks, 100U);
}

/// How often a burst of members drawn at random from an object's takers is as unlikely as `level`.
struct Rates {
  double at_tenth = 0;
  double at_hundredth = 0;
  double at_thousandth = 0;
  double mean_e = 0;  // of what the bursts bet
};

Rates rates_of_random_members(const TraceIndex& index, std::uint32_t object, std::uint32_t count,
                              int draws, Random& random) {
  const BurstScanner scanner(index, {.window = kWindow}, test_threads());
  Accounts takers;
  for (const auto& act : index.on(object)) takers.push_back(act.account);
  Rates rates;
  for (int i = 0; i < draws; ++i) {
    for (std::size_t j = 0; j < count; ++j) {
      std::swap(takers[j], takers[j + random.below(takers.size() - j)]);
    }
    Accounts members(takers.begin(), takers.begin() + count);
    std::sort(members.begin(), members.end());
    for (const Burst& burst : scanner.find(members).all) {
      if (burst.object != object) continue;
      rates.mean_e += std::exp(stats::log_e_value(burst.log_p)) / draws;
      rates.at_tenth += burst.log_p <= std::log(0.1) ? 1.0 / draws : 0;
      rates.at_hundredth += burst.log_p <= std::log(0.01) ? 1.0 / draws : 0;
      rates.at_thousandth += burst.log_p <= std::log(0.001) ? 1.0 / draws : 0;
    }
  }
  return rates;
}

void expect_never_too_small(const Rates& rates, int draws, const std::string& what) {
  const auto bound = [&](double level) { return level + 3 * std::sqrt(level / draws); };
  EXPECT_LE(rates.at_tenth, bound(0.1)) << what;
  EXPECT_LE(rates.at_hundredth, bound(0.01)) << what;
  EXPECT_LE(rates.at_thousandth, bound(0.001)) << what;
  EXPECT_LE(rates.mean_e, 1) << what;
}

TEST(BurstChanceTest, OfRandomTakersIsNeverTooSmall) {
  constexpr int kDraws = 2000;
  PlantedLog log(7);
  log.add_background(60, 0, 5000);
  struct Case {
    std::uint32_t object;
    std::uint32_t members;
    std::string what;
  };
  std::vector<Case> cases;
  std::uint32_t next = 5000;
  for (const std::uint32_t takers : {10U, 30U, 100U, 400U}) {
    for (const bool wave : {false, true}) {
      const auto object = log.add_object();
      for (std::uint32_t i = 0; i < takers; ++i) {
        // In a wave a third of the takers come within five minutes, hours after the rest began.
        const bool rides = wave && i % 3 == 0;
        log.act(next++, object,
                (rides ? 7 * kHour + log.below(5 * kMinute) : log.any_age()) + kHour);
      }
      for (const std::uint32_t members : {3U, 5U, 12U, 40U}) {
        if (2 * members > takers) continue;
        cases.push_back({object, members,
                         std::to_string(members) + " of " + std::to_string(takers) +
                             (wave ? " in a wave" : "")});
      }
    }
  }
  const TraceIndex index = log.index();
  for (const Case& c : cases) {
    const Rates rates = rates_of_random_members(index, c.object, c.members, kDraws, log.random);
    expect_never_too_small(rates, kDraws, c.what);
  }
}

}  // namespace
}  // namespace overt
