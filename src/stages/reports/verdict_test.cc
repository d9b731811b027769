#include <gtest/gtest.h>

#include "stages/reports/verdict_internal.h"

namespace overt {
namespace {

NetworkFinding finding_of(FindingStatus status, FindingTier tier, Explanation explanation) {
  NetworkFinding finding;
  finding.status = status;
  finding.tier = tier;
  finding.explanation = explanation;
  return finding;
}

const NetworkFinding kForReview =
    finding_of(FindingStatus::kConfirmed, FindingTier::kReview, Explanation::kUndisclosed);

TEST(VerdictTest, CallsNothingUndisclosedThatIsNotConfirmed) {
  EXPECT_EQ(verdict_of(kForReview), Verdict::kReview);
  NetworkFinding finding = kForReview;
  finding.status = FindingStatus::kNotConfirmed;
  EXPECT_EQ(verdict_of(finding), Verdict::kNotConfirmed);
  EXPECT_EQ(term_of(verdict_of(finding)), "co-acting");
}

TEST(VerdictTest, CallsNothingUndisclosedThatIsExplained) {
  NetworkFinding finding = kForReview;
  finding.explanation = Explanation::kFandom;
  EXPECT_EQ(verdict_of(finding), Verdict::kExplained);
  EXPECT_EQ(term_of(verdict_of(finding)), "coordinated");
}

TEST(VerdictTest, SendsToReviewOnlyWhatTheTierSays) {
  NetworkFinding finding = kForReview;
  finding.tier = FindingTier::kNone;
  EXPECT_EQ(verdict_of(finding), Verdict::kWatch);
}

TEST(VerdictTest, CountsNobodyAsAMemberOfWhatIsNotConfirmed) {
  NetworkReport network;
  network.members.resize(3);
  network.members[1].standing = Standing::kMember;
  EXPECT_EQ(member_count(network), 0U);
  network.finding.status = FindingStatus::kConfirmed;
  EXPECT_EQ(member_count(network), 1U);
}

TEST(VerdictTest, OrdersByVerdictAndKeepsTheRest) {
  std::vector<NetworkReport> networks(5);
  networks[3].finding = kForReview;
  networks[4].finding = kForReview;
  networks[1].finding = kForReview;
  networks[1].finding.explanation = Explanation::kTrend;
  EXPECT_EQ(page_order(networks), (std::vector<std::uint32_t>{3, 4, 1, 0, 2}));
  EXPECT_EQ(count_verdicts(networks).confirmed(), 3U);
  EXPECT_EQ(count_verdicts(networks).undisclosed(), 2U);
}

}  // namespace
}  // namespace overt
