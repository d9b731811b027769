#include <array>

#include <gtest/gtest.h>

#include "stages/confirmation/leaders_internal.h"
#include "stages/confirmation/planted_log_internal.h"

namespace overt {
namespace {

constexpr TimeUs kSecond = kMicrosPerSecond;
constexpr TimeUs kHour = kMicrosPerHour;
constexpr TimeUs kWindow = 60 * kSecond;
constexpr std::uint32_t kFirst = 1000;  // of the accounts that act together

Bursts bursts_of(const TraceIndex& index, const Accounts& members) {
  return BurstScanner(index, {.window = kWindow}, test_threads()).find(members);
}

/// Bursts that speak for a network.
std::size_t evidence_in(const Bursts& bursts) {
  return static_cast<std::size_t>(
      std::count_if(bursts.all.begin(), bursts.all.end(), [](const Burst& burst) {
        return burst.together > 0 && burst.log_p <= kLogSurprising &&
               burst.trigger == Trigger::kNone;
      }));
}

/// Strangers' posts with a public of their own, to be taken up together hours later.
struct Target {
  std::uint32_t object;
  TimeUs at;
};

Target add_target(PlantedLog& log, std::uint32_t number) {
  const std::uint32_t object = log.add_object();
  const TimeUs born = 9 * kHour * number;
  log.add_crowd(object, born, 0, 900, 20 + static_cast<std::uint32_t>(log.random.below(60)));
  return {object, born + 2 * kHour + log.below(5 * kHour)};
}

TimeUs delay(Random& random, double median_s, double spread) {
  const double seconds = std::max(1.0, median_s * std::exp(spread * random.normal()));
  return static_cast<TimeUs>(std::min(seconds, 1e5)) * kSecond;
}

/// Hubs each show their followers `shown` strangers' posts. Most react within a minute or so, as
/// notifications make them do, the rest within the hour.
struct Club {
  std::uint32_t hubs;
  std::uint32_t followers;
  std::uint32_t shown;
};

void add_club(PlantedLog& log, const Club& club) {
  Random& random = log.random;
  const double median_s = 15 + 45 * random.uniform();
  const double takes_part = .6 + .35 * random.uniform();
  const double notified = .5 + .4 * random.uniform();
  for (std::uint32_t i = 0; i < club.hubs * club.shown; ++i) {
    const Target target = add_target(log, i);
    log.act(kFirst + i % club.hubs, target.object, target.at);
    for (std::uint32_t fan = 0; fan < club.followers; ++fan) {
      if (!random.chance(takes_part)) continue;
      const bool at_once = random.chance(notified);
      log.act(kFirst + club.hubs + fan, target.object,
              target.at + (at_once ? delay(random, median_s, .7) : delay(random, 1500, 1.3)));
    }
  }
}

/// Accounts that act on the same targets within `jitter`, in any order.
struct Ring {
  std::uint32_t members;
  std::uint32_t targets;
  double takes_part;
  TimeUs jitter;
};

void add_ring(PlantedLog& log, const Ring& ring) {
  for (std::uint32_t i = 0; i < ring.targets; ++i) {
    const Target target = add_target(log, i);
    for (std::uint32_t member = 0; member < ring.members; ++member) {
      if (!log.random.chance(ring.takes_part)) continue;
      log.act(kFirst + member, target.object, target.at + log.below(ring.jitter));
    }
  }
}

TEST(LeadersTest, FollowersOfOneHubOrFiveLeaveNoEvidence) {
  for (std::uint32_t hubs = 1; hubs <= 5; ++hubs) {
    std::size_t runs_with_evidence = 0;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
      PlantedLog log(100 * hubs + seed);
      log.add_background(100, 0, 900);
      constexpr std::array<std::uint32_t, 3> kFollowers = {12, 40, 120};
      const Club club = {hubs, kFollowers[seed % 3], std::max(2U, 3 / hubs + 1)};
      add_club(log, club);
      const TraceIndex index = log.index();
      // The search may or may not take the hubs for members.
      const std::uint32_t first = seed % 2 == 0 ? kFirst : kFirst + hubs;
      const Bursts bursts =
          bursts_of(index, accounts_from(first, kFirst + hubs + club.followers - first));
      EXPECT_GE(bursts.all.size(), 4U);
      runs_with_evidence += evidence_in(bursts) >= 3 ? 1 : 0;
    }
    EXPECT_EQ(runs_with_evidence, 0U) << hubs;
  }
}

TEST(LeadersTest, ARingThatActsInAnyOrderKeepsItsEvidence) {
  const Ring rings[] = {{10, 12, .85, 60 * kSecond},
                        {20, 12, .8, 40 * kSecond},
                        {40, 12, .9, 60 * kSecond},
                        {30, 12, .35, 60 * kSecond},
                        {40, 40, .8, 20 * kSecond}};
  for (const Ring& ring : rings) {
    std::size_t kept = 0;
    std::size_t runs_without = 0;
    constexpr std::size_t kRuns = 40;
    for (std::uint64_t seed = 1; seed <= kRuns; ++seed) {
      PlantedLog log(seed);
      log.add_background(100, 0, 900);
      add_ring(log, ring);
      const TraceIndex index = log.index();
      const std::size_t evidence =
          evidence_in(bursts_of(index, accounts_from(kFirst, ring.members)));
      kept += evidence;
      runs_without += evidence < 3 ? 1 : 0;
    }
    EXPECT_GE(static_cast<double>(kept), .7 * kRuns * ring.targets) << ring.members;
    EXPECT_LE(runs_without, 3U) << ring.members;
  }
}

TEST(LeadersTest, WhoComesInTheMiddleSetsNothingOff) {
  PlantedLog log(1);
  const Accounts members = accounts_from(kFirst, 20);
  for (std::uint32_t i = 0; i < 12; ++i) {
    const Target target = add_target(log, i);
    for (const std::uint32_t member : members) {
      if (member != kFirst) log.act(member, target.object, target.at + log.below(40 * kSecond));
    }
    // First on four of them, and after half of the others on eight.
    log.act(kFirst, target.object, i < 4 ? target.at - 5 * kSecond : target.at + 20 * kSecond);
  }
  const TraceIndex index = log.index();
  const Bursts bursts = bursts_of(index, members);
  EXPECT_EQ(bursts.leaders, Accounts{kFirst});
  EXPECT_EQ(evidence_in(bursts), 8U);
}

TEST(LeadersTest, WhoWritesAndShowsLeads) {
  PlantedLog log(2);
  const Accounts members = accounts_from(kFirst, 12);
  // Two posts of a member, and one that it shows; two of nobody's in particular.
  for (std::uint32_t i = 0; i < 5; ++i) {
    const std::uint32_t object = log.add_object();
    const TimeUs at = 9 * kHour * i;
    if (i < 2) {
      log.name_author(object, kFirst);
      log.publish(object, at);
    }
    if (i == 2) log.act(kFirst, object, at);
    for (const std::uint32_t member : members) {
      if (member != kFirst) log.act(member, object, at + 20 * kSecond + log.below(40 * kSecond));
    }
  }
  const TraceIndex index = log.index();
  const Bursts bursts = bursts_of(index, members);
  EXPECT_TRUE(std::binary_search(bursts.leaders.begin(), bursts.leaders.end(), kFirst));
  EXPECT_EQ(evidence_in(bursts), 0U);  // three of five: it is somebody's following
}

}  // namespace
}  // namespace overt
