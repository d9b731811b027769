#include "model/finding.h"

#include <set>

#include <gtest/gtest.h>

namespace overt {
namespace {

TEST(FindingTest, GivesEveryExplanationItsOwnName) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kExplanationCount; ++i) {
    names.insert(name_of(static_cast<Explanation>(i)));
  }
  EXPECT_EQ(names.size(), kExplanationCount);
  EXPECT_EQ(static_cast<std::size_t>(Explanation::kTrend) + 1, kExplanationCount);
}

TEST(FindingTest, TellsEveryVerdictApart) {
  EXPECT_NE(name_of(FindingStatus::kConfirmed), name_of(FindingStatus::kNotConfirmed));
  EXPECT_NE(name_of(FindingTier::kReview), name_of(FindingTier::kWatch));
  EXPECT_NE(name_of(FindingTier::kWatch), name_of(FindingTier::kNone));
  EXPECT_NE(name_of(Standing::kMember), name_of(Standing::kAdjacent));
}

}  // namespace
}  // namespace overt
