#include "stages/pairs/interpolated_times.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.h"
#include "model/small_trace_index.h"

namespace overt {
namespace {

using Times = std::vector<TimeUs>;

Times seconds(std::initializer_list<double> values) {
  Times times;
  for (const double value : values) times.push_back(std::llround(value * 1e6));
  return times;
}

/// A cascade as people make it, in whole units of `resolution`.
Times cascade(Random& random, TimeUs resolution, int acts = 200) {
  Times times;
  for (int i = 0; i < acts; ++i) {
    const double age = 1800 * std::exp(1.5 * random.normal());
    const auto at = static_cast<TimeUs>(age * 1e6);
    times.push_back(at / resolution * resolution);
  }
  std::sort(times.begin(), times.end());
  return times;
}

/// Puts `count` acts where a collector puts those whose time it does not know: between one known
/// time and the next, each halfway between the one before and that next one.
void interpolate(Times& times, std::size_t after, int count, TimeUs resolution) {
  TimeUs from = times[after];
  const TimeUs to = times[after + 1];
  Times made;
  for (int i = 0; i < count; ++i) {
    from += (to - from) / 2;
    made.push_back(from / resolution * resolution);
  }
  times.insert(times.begin() + static_cast<std::ptrdiff_t>(after) + 1, made.begin(), made.end());
}

TraceIndex index_of_cascades(const std::vector<Times>& cascades) {
  SmallLog log;
  for (std::uint32_t object = 0; object < cascades.size(); ++object) {
    for (std::uint32_t i = 0; i < cascades[object].size(); ++i) {
      log.traces.push_back({i, object, cascades[object][i]});
    }
  }
  return index_of(std::move(log));
}

TEST(InterpolatedTimesTest, CountsASeriesWithThePileThatFollowsIt) {
  const HalvedGaps found =
      count_halved_gaps(seconds({0, 40, 60, 70, 75, 77.5, 77.6, 77.6, 90, 91}));
  EXPECT_EQ(found.series, 1U);
  EXPECT_EQ(found.acts, 7U);  // from 40 to the second 77.6
}

TEST(InterpolatedTimesTest, AsksForFourGapsAndALongFirstOne) {
  EXPECT_EQ(count_halved_gaps(seconds({0, 40, 60, 70})).series, 0U);
  EXPECT_EQ(count_halved_gaps(seconds({0, 40, 60, 70, 75})).series, 1U);
  EXPECT_EQ(count_halved_gaps(seconds({0, 8, 12, 14, 15})).series, 0U);
  EXPECT_EQ(count_halved_gaps(seconds({0, 40, 60, 75, 77.5})).series, 0U);
  EXPECT_EQ(count_halved_gaps({}).series, 0U);
}

TEST(InterpolatedTimesTest, CountsNothingBackwards) {
  Times times = seconds({0, 40, 60, 70, 75, 77.5, 77.6});
  std::reverse(times.begin(), times.end());
  EXPECT_EQ(count_halved_gaps(times).series, 0U);
}

TEST(InterpolatedTimesTest, NotesPlantedInterpolationAtAnyResolution) {
  for (const TimeUs resolution : {TimeUs{1'000}, kMicrosPerSecond}) {
    Random random(3);
    std::vector<Times> cascades;
    std::uint64_t planted = 0;
    for (int i = 0; i < 60; ++i) {
      Times times = cascade(random, resolution);
      // Where a gap is long enough for a series.
      for (std::size_t after = times.size() - 60; after + 1 < times.size(); after += 13) {
        if (times[after + 1] - times[after] < 60 * kMicrosPerSecond) continue;
        interpolate(times, after, 12, resolution);
        ++planted;
        after += 12;
      }
      cascades.push_back(std::move(times));
    }
    const auto found = find_interpolated_times(index_of_cascades(cascades));
    // Whole seconds blur some halves.
    EXPECT_GE(found.forwards.series, planted / 2) << resolution;
    EXPECT_LE(found.backwards.series, found.forwards.series / 10) << resolution;
    ASSERT_TRUE(note_interpolated(found).has_value()) << resolution;
    EXPECT_NE(note_interpolated(found)->find("each gap is half of the one before"),
              std::string::npos);
  }
}

TEST(InterpolatedTimesTest, SaysNothingOfOrdinaryCascades) {
  for (const TimeUs resolution : {TimeUs{1}, TimeUs{1'000}, kMicrosPerSecond, kMicrosPerMinute}) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      Random random(seed);
      std::vector<Times> cascades;
      for (int i = 0; i < 200; ++i) cascades.push_back(cascade(random, resolution));
      const auto found = find_interpolated_times(index_of_cascades(cascades));
      EXPECT_FALSE(note_interpolated(found).has_value())
          << resolution << " " << found.forwards.series << " " << found.backwards.series;
    }
  }
}

// A bell that rings: steady gaps do not halve.
TEST(InterpolatedTimesTest, SaysNothingOfAccountsThatKeepTime) {
  std::vector<Times> cascades(50);
  for (auto& times : cascades) {
    for (TimeUs t = 0; t < 300; ++t) times.push_back(t * 20 * kMicrosPerSecond);
  }
  EXPECT_FALSE(note_interpolated(find_interpolated_times(index_of_cascades(cascades))).has_value());
}

}  // namespace
}  // namespace overt
