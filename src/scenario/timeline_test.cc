#include "scenario/timeline.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace overt {
namespace {

Drafts drafts_at(const std::vector<std::uint32_t>& times) {
  Drafts drafts(times.size());
  for (std::size_t i = 0; i < times.size(); ++i) {
    drafts[i].at = times[i] % (4 * 3600);
    drafts[i].account = static_cast<std::uint32_t>(i);
  }
  return drafts;
}

RC_GTEST_PROP(TimelineTest, SortsStablyAndLosesNothing, (const std::vector<std::uint32_t>& times)) {
  Drafts expected = drafts_at(times);
  Timeline timeline;
  timeline.add(expected);
  std::stable_sort(expected.begin(), expected.end(),
                   [](const Draft& a, const Draft& b) { return a.at < b.at; });
  Drafts taken = timeline.take(0, 1);
  for (const Draft& draft : timeline.take(1, kScenarioHours)) taken.push_back(draft);
  RC_ASSERT(taken.size() == expected.size());
  for (std::size_t i = 0; i < taken.size(); ++i) {
    RC_ASSERT(taken[i].account == expected[i].account);
  }
}

TEST(TimelineTest, GivesEachHourOnce) {
  Timeline timeline;
  timeline.add(drafts_at({10, 20, 7200}));
  EXPECT_EQ(timeline.take(0, 1).size(), 2U);
  EXPECT_TRUE(timeline.take(0, 1).empty());
  EXPECT_EQ(timeline.take(1, 3).size(), 1U);
}

}  // namespace
}  // namespace overt
