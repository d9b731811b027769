#include "stages/confirmation/client_clocks.h"

#include <cmath>

#include <gtest/gtest.h>

#include "stages/confirmation/bursts.h"
#include "stages/confirmation/planted_log_internal.h"

namespace overt {
namespace {

constexpr TimeUs kSecond = kMicrosPerSecond;
constexpr TimeUs kMinute = kMicrosPerMinute;
constexpr TimeUs kHour = kMicrosPerHour;
constexpr TimeUs kWindow = 60 * kSecond;

enum App : std::uint32_t { kOwnApp, kPilot, kPrivate };

/// Five days: objects with a crowd, apps beside them. Accounts below 1000 are strangers.
class ClientClocksTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (std::uint32_t i = 0; i < 8; ++i)
      log.add_crowd(log.add_object(), slot(i) - 6 * kHour, 0, 1000, 60);
    apps.kind = ObjectKind::kClient;
    apps.accounts = 2000;
    for (int i = 0; i < 20'000; ++i) {
      use(kOwnApp, static_cast<std::uint32_t>(log.random.below(1000)),
          log.below(5 * kMicrosPerDay));
    }
  }
  /// Nine sharp of a day, or noon.
  static TimeUs slot(std::uint32_t number) {
    return static_cast<TimeUs>(number / 2) * kMicrosPerDay + (number % 2 == 0 ? 9 : 12) * kHour;
  }
  void use(App app, std::uint32_t account, TimeUs at) { apps.traces.push_back({account, app, at}); }
  /// Strangers whose app posts at its slots.
  void add_customers(App app, std::uint32_t first, std::uint32_t count) {
    for (std::uint32_t i = 0; i < 8; ++i) {
      for (std::uint32_t k = 0; k < count; ++k) use(app, first + k, slot(i));
    }
  }
  /// The members act on the object at the moment, through the app.
  void push(std::uint32_t object, TimeUs at, App app) {
    for (const std::uint32_t member : members) {
      log.act(member, object, at);
      use(app, member, at);
    }
  }
  [[nodiscard]] Burst burst_on(std::uint32_t object) const {
    const TraceIndex traces = log.index();
    const TraceIndex aside = index_of(apps);
    const ClientClocks clocks(aside);
    BurstOptions options;
    options.window = kWindow;
    const Bursts bursts = BurstScanner(traces, options, test_threads(), &clocks).find(members);
    for (const Burst& burst : bursts.all) {
      if (burst.object == object) return burst;
    }
    ADD_FAILURE() << "no burst on " << object;
    return {};
  }

  PlantedLog log{1};
  SmallLog apps;
  Accounts members = accounts_from(1000, 12);
};

TEST_F(ClientClocksTest, ASchedulersCustomersAreNoSurpriseAtItsSlots) {
  add_customers(kPilot, 0, 40);
  push(3, slot(3), kPilot);
  const Burst burst = burst_on(3);
  EXPECT_EQ(burst.together, 12U);
  EXPECT_EQ(burst.trigger, Trigger::kClock);
  EXPECT_GT(burst.log_p, kLogSurprising);
}

TEST_F(ClientClocksTest, APublicAppIsNoExcuseAtAMomentOfTheirOwn) {
  add_customers(kPilot, 0, 40);
  push(3, slot(3) + 47 * kMinute, kPilot);
  const Burst burst = burst_on(3);
  EXPECT_EQ(burst.trigger, Trigger::kNone);
  EXPECT_LT(burst.log_p, std::log(1e-12));
}

TEST_F(ClientClocksTest, AnAppOfTheMembersAloneIsNoExcuse) {
  for (std::uint32_t i = 0; i < 8; ++i) push(i, slot(i), kPrivate);
  const Burst burst = burst_on(3);
  EXPECT_EQ(burst.trigger, Trigger::kNone);
  EXPECT_LT(burst.log_p, std::log(1e-12));
}

TEST_F(ClientClocksTest, ThePlatformsOwnAppKeepsNoClock) {
  push(3, slot(3), kOwnApp);
  EXPECT_LT(burst_on(3).log_p, std::log(1e-12));
  const TraceIndex aside = index_of(apps);
  EXPECT_TRUE(ClientClocks(aside).empty());
}

TEST_F(ClientClocksTest, TheShareIsThatOfTheOthersOnTheDay) {
  add_customers(kPilot, 0, 40);
  for (const std::uint32_t member : members) use(kPilot, member, slot(3));
  const TraceIndex aside = index_of(apps);
  const ClientClocks clocks(aside);
  const auto own = clocks.acts_of(members);
  EXPECT_EQ(own.size(), members.size());
  // Half a day around noon holds both slots of the day, with 40 strangers each.
  const double share = clocks.chance_within(kPilot, members, own, slot(3), slot(3) + kWindow);
  EXPECT_NEAR(share, .5, .05);
  EXPECT_EQ(clocks.chance_within(kPilot, members, own, slot(3) + kHour, slot(3) + kHour + kWindow),
            0);
}

TEST_F(ClientClocksTest, FewStrangersAreNoCrowd) {
  add_customers(kPilot, 0, 2);
  for (std::uint32_t k = 0; k < 40; ++k) use(kPilot, 100 + k, slot(0) + 10 * kMinute);
  push(3, slot(3), kPilot);
  EXPECT_LT(burst_on(3).log_p, std::log(1e-12));
}

TEST_F(ClientClocksTest, WhereTheAppsAreKnownNobodyOpensWhatManyDoAtOneInstant) {
  push(3, slot(3), kOwnApp);
  EXPECT_EQ(burst_on(3).opener, TraceIndex::kNoAccount);
  apps.traces.clear();
  push(3, slot(3), kOwnApp);
  const TraceIndex traces = log.index();
  BurstOptions options;
  options.window = kWindow;
  const Bursts bursts = BurstScanner(traces, options, test_threads()).find(members);
  ASSERT_FALSE(bursts.all.empty());
  EXPECT_NE(bursts.all.front().opener, TraceIndex::kNoAccount);
}

TEST_F(ClientClocksTest, WithoutAnyAppNothingIsSaid) {
  apps.traces.clear();
  const TraceIndex aside = index_of(apps);
  const ClientClocks clocks(aside);
  EXPECT_FALSE(clocks.known());
  EXPECT_TRUE(clocks.empty());
  EXPECT_TRUE(clocks.acts_of(members).empty());
}

}  // namespace
}  // namespace overt
