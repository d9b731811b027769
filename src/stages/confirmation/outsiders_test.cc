#include <algorithm>

#include <gtest/gtest.h>

#include "stages/confirmation/outsiders_internal.h"
#include "stages/confirmation/planted_log_internal.h"

namespace overt {
namespace {

constexpr TimeUs kSecond = kMicrosPerSecond;
constexpr TimeUs kWindow = 60 * kSecond;

std::vector<GroupAct> random_acts(Random& random, std::size_t count, std::uint64_t times) {
  std::vector<GroupAct> acts;
  for (std::size_t i = 0; i < count; ++i) {
    acts.push_back({static_cast<TimeUs>(random.below(times)), 0});
  }
  std::sort(acts.begin(), acts.end(),
            [](const GroupAct& x, const GroupAct& y) { return x.at < y.at; });
  return acts;
}

TEST(PlaceInTimeTest, SeeksAsAWholeSearchWould) {
  Random random(3);
  for (int trial = 0; trial < 300; ++trial) {
    const auto acts = random_acts(random, random.below(60), 1 + random.below(100));
    PlaceInTime<GroupAct> place{std::span<const GroupAct>(acts)};
    for (int i = 0; i < 40; ++i) {
      const TimeUs at = static_cast<TimeUs>(random.below(110)) - 5;
      const auto expected = std::lower_bound(
          acts.begin(), acts.end(), at, [](const GroupAct& act, TimeUs t) { return act.at < t; });
      ASSERT_EQ(place.seek(at), static_cast<std::size_t>(expected - acts.begin())) << trial;
    }
  }
}

/// By the definition, counted act by act.
double share_by_counting(const TraceIndex& index, const AgeProfile& ages, std::uint32_t object,
                         const Accounts& members, TimeUs from, TimeUs to) {
  const BurstOptions options;
  double most = 0;
  double outsiders = 0;
  for (const TimeUs around : {0, 2, 7}) {
    double near = 0;
    outsiders = 0;
    for (const ObjectAct& act : index.on(object)) {
      if (std::binary_search(members.begin(), members.end(), act.account)) continue;
      ++outsiders;
      const TimeUs width = around * (to - from);
      near += act.at >= from - width && act.at <= to + width ? 1 : 0;
    }
    most = std::max(most, near / static_cast<double>(1 + 2 * around));
  }
  const TimeUs birth = birth_of(index, object);
  const double expected = options.prior_acts * ages.share_between(from - birth, to - birth);
  return std::min(1.0, (most + expected) / (outsiders + options.prior_acts));
}

TEST(OutsidersShareTest, IsWhatCountingGivesInAnyOrderOfWindows) {
  PlantedLog log(5);
  log.add_background(20, 0, 300);
  const auto object = log.add_object();
  log.add_crowd(object, 0, 0, 400, 300);
  const TraceIndex index = log.index();
  const AgeProfile ages(index, test_threads());
  const Accounts members = accounts_from(50, 40);
  std::vector<GroupAct> own;
  for (const ObjectAct& act : index.on(object)) {
    if (std::binary_search(members.begin(), members.end(), act.account)) {
      own.push_back({act.at, act.account});
    }
  }
  ASSERT_GT(own.size(), 10U);
  OutsidersShare share(index, ages, {}, object, own);
  for (int i = 0; i < 300; ++i) {
    const TimeUs from = log.below(5 * kMicrosPerHour);
    EXPECT_EQ(share.within(from, from + kWindow),
              share_by_counting(index, ages, object, members, from, from + kWindow));
  }
}

}  // namespace
}  // namespace overt
