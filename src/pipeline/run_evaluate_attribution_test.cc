#include "pipeline/run_evaluate_attribution.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

AttributionScore score_of(std::uint64_t seeds, std::uint32_t threads) {
  EvaluateAttributionOptions options;
  options.seeds = seeds;
  options.resources.threads = threads;
  auto score = run_evaluate_attribution(options, no_progress());
  EXPECT_TRUE(score.ok()) << score.error().message;
  return std::move(score).value();
}

TEST(RunEvaluateAttributionTest, AttributesWhatCanBeAndResistsEveryTrap) {
  const AttributionScore score = score_of(4, 2);
  EXPECT_EQ(score.wrong, 0U);
  EXPECT_EQ(score.traps_resisted, score.traps);
  EXPECT_GE(score.right * 100, score.attributable * 90);
  EXPECT_EQ(score.right + score.abstained, score.attributable);
  EXPECT_TRUE(score.failures.empty()) << score.failures.front();
}

TEST(RunEvaluateAttributionTest, FindsNetworksFirstWhereAskedAndCountsWhatItMissed) {
  EvaluateAttributionOptions options;
  options.seeds = 1;
  options.readers = 3'000;
  options.detected = true;
  const auto score = run_evaluate_attribution(options, no_progress());
  ASSERT_TRUE(score.ok()) << score.error().message;
  const AttributionScore& found = score.value();
  EXPECT_EQ(found.wrong, 0U);
  EXPECT_EQ(found.attributable, 3U);
  EXPECT_EQ(found.traps, 1U);
  EXPECT_EQ(found.traps_resisted, 1U);
  EXPECT_GE(found.right, 1U);
  EXPECT_EQ(found.right + found.abstained, 3U);
  EXPECT_LE(found.undetected, found.abstained);
}

TEST(RunEvaluateAttributionTest, TheNumberOfThreadsChangesNothing) {
  const AttributionScore one = score_of(2, 1);
  const AttributionScore two = score_of(2, 2);
  EXPECT_EQ(one.right, two.right);
  EXPECT_EQ(one.traps_resisted, two.traps_resisted);
  for (std::size_t i = 0; i < one.words.size(); ++i)
    EXPECT_EQ(one.words[i].said, two.words[i].said);
}

}  // namespace
}  // namespace overt
