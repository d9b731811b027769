#include "stages/confirmation/age_profile.h"

#include <gtest/gtest.h>

#include "stages/confirmation/planted_log_internal.h"

namespace overt {
namespace {

constexpr TimeUs kSecond = kMicrosPerSecond;

TEST(AgeProfileTest, SharesAddUpToOneOverAllAges) {
  PlantedLog log(1);
  log.add_background(50, 0, 300);
  const TraceIndex index = log.index();
  const AgeProfile ages(index, test_threads());
  EXPECT_DOUBLE_EQ(ages.share_between(0, 400 * kMicrosPerDay), 1);
  double sum = 0;
  TimeUs from = 0;
  for (TimeUs to = kSecond; from < 400 * kMicrosPerDay; to *= 3) {
    const double share = ages.share_between(from, to);
    EXPECT_GE(share, 0);
    sum += share;
    from = to;
  }
  EXPECT_NEAR(sum, 1, 1e-12);
}

TEST(AgeProfileTest, IsWhatTheCrowdDoes) {
  PlantedLog log(2);
  for (int i = 0; i < 200; ++i) {
    const auto object = log.add_object();
    const TimeUs born = log.below(5 * kMicrosPerDay);
    log.publish(object, born);
    log.add_crowd(object, born, 0, 1000, 50);
  }
  const TraceIndex index = log.index();
  const AgeProfile ages(index, test_threads());
  const auto at_most = [](double seconds) {  // the crowd's own distribution
    return 0.5 * std::erfc(-std::log(seconds / 1800) / 1.5 / std::sqrt(2));
  };
  for (const double seconds : {60.0, 300.0, 1800.0, 7200.0, 86'400.0}) {
    const auto age = static_cast<TimeUs>(seconds * kSecond);
    EXPECT_NEAR(ages.share_between(0, age), at_most(seconds), 0.03) << seconds;
    EXPECT_NEAR(ages.share_between(age, 2 * age), at_most(2 * seconds) - at_most(seconds), 0.03);
  }
}

TEST(AgeProfileTest, AGiantObjectDoesNotSpeakForAll) {
  PlantedLog log(3);
  const auto giant = log.add_object();
  log.publish(giant, 0);
  for (std::uint32_t a = 0; a < 20'000; ++a) log.act(a, giant, 20 * kMicrosPerDay);
  for (int i = 0; i < 20; ++i) {
    const auto object = log.add_object();
    log.publish(object, 0);
    for (std::uint32_t a = 0; a < 50; ++a) log.act(a, object, kMicrosPerHour);
  }
  const TraceIndex index = log.index();
  const AgeProfile ages(index, test_threads());
  EXPECT_NEAR(ages.share_between(0, kMicrosPerDay), 1000.0 / 1100, 1e-7);
}

TEST(AgeProfileTest, NothingIsSaidOfALogWithoutAges) {
  const TraceIndex once = small_trace_index({{0, 0, 5}, {1, 1, 7}});
  EXPECT_EQ(AgeProfile(once, test_threads()).share_between(0, 400 * kMicrosPerDay), 0);
}

TEST(AgeProfileTest, AnObjectIsBornWhenItIsPublishedOrFirstActedOn) {
  SmallLog log;
  log.traces = {{0, 0, 500}, {1, 0, 900}, {0, 1, 500}, {0, 2, 500}, {1, 3, 100}};
  log.published_at = {TraceIndex::kNotKnown, 200, 800, TraceIndex::kNotKnown};
  const TraceIndex index = index_of(log);
  EXPECT_EQ(birth_of(index, 0), 500);
  EXPECT_EQ(birth_of(index, 1), 200);
  EXPECT_EQ(birth_of(index, 2), 500);  // a clock that is wrong: nothing is older than its birth
  EXPECT_EQ(birth_of(index, 3), 100);
}

}  // namespace
}  // namespace overt
