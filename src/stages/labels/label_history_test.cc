#include "stages/labels/label_history.h"

#include <iterator>
#include <optional>

#include <gtest/gtest.h>

#include "stages/labels/assess_control.h"
#include "stages/labels/assessment_fixture.h"
#include "stages/labels/registry_fixture.h"

namespace overt {
namespace {

using fixture::day_of;
using fixture::RegistryBuilder;

/// An assessed outlet with one account, over days.
class LabelHistoryTest : public testing::Test {
 protected:
  LabelHistoryTest() {
    const EntityIndex outlet = registry_.entity("outlet");
    edition_ = registry_.entity("edition");
    registry_.link("l1", "Control", outlet, edition_);
    registry_.account("edition", "clipper", "news");
    sheet_ = fixture::assessment(ControlFinding::kState);
  }

  /// Brings the history to that day; the events it added.
  std::vector<LabelEvent> on(std::string_view date) {
    const std::int32_t day = day_of(date);
    std::vector<AssessedControl> assessed;
    if (!sheet_.id.empty()) assessed.push_back({&sheet_, assess_control(sheet_, day)});
    if (next_) assessed.push_back({&*next_, assess_control(*next_, day)});
    const LabelMoment moment{day * kMicrosPerDay, "a reviewer", "media/labels@1"};
    const auto history = LabelHistory::of(events_);
    EXPECT_TRUE(history.ok());
    const std::vector<LabelEvent> added = label_changes(
        history.value(), inherit_labels(registry_.view(), assessed, day), assessed, moment);
    events_.insert(events_.end(), added.begin(), added.end());
    return added;
  }

  [[nodiscard]] bool account_carries() const {
    const auto history = LabelHistory::of(events_);
    return !history.value().labels_of(account_).empty();
  }

  RegistryBuilder registry_;
  EntityIndex edition_;
  ControlAssessment sheet_;
  std::optional<ControlAssessment> next_;
  std::vector<LabelEvent> events_;
  const LabelSubject account_ = *parse_label_subject("account:clipper:news");
};

TEST_F(LabelHistoryTest, AppliesOnceAndThenSaysNothingNew) {
  const std::vector<LabelEvent> first = on("2024-09-23");
  ASSERT_EQ(first.size(), 3U);
  for (const LabelEvent& event : first) {
    EXPECT_EQ(event.kind, LabelEventKind::kApplied);
    EXPECT_FALSE(event.reason.empty());
    EXPECT_EQ(event.by, "a reviewer");
    EXPECT_EQ(event.policy, "media/labels@1");
    EXPECT_EQ(event.reach.home, "aa");
  }
  EXPECT_TRUE(on("2024-09-24").empty());
  EXPECT_TRUE(account_carries());
}

TEST_F(LabelHistoryTest, AnAssessmentThatRunsOutEndsItsLabelsAndANewOneBringsThemBack) {
  on("2024-09-23");
  const std::vector<LabelEvent> over = on("2025-06-01");
  ASSERT_EQ(over.size(), 3U);
  EXPECT_EQ(over.front().kind, LabelEventKind::kExpired);
  EXPECT_NE(over.front().reason.find("ran out"), std::string::npos);
  EXPECT_FALSE(account_carries());
  next_ = sheet_;
  next_->id = "a2";
  next_->assessed_day = day_of("2025-07-01");
  next_->expires_day = day_of("2026-06-30");
  const std::vector<LabelEvent> again = on("2025-07-01");
  ASSERT_EQ(again.size(), 3U);
  EXPECT_EQ(again.front().kind, LabelEventKind::kReapplied);
  EXPECT_EQ(again.front().assessment, "a2");
  EXPECT_TRUE(account_carries());
}

TEST_F(LabelHistoryTest, ANewAssessmentBeforeTheEndIsSaid) {
  on("2024-09-23");
  next_ = sheet_;
  next_->id = "a0";  // before "a1" in byte order
  const std::vector<LabelEvent> added = on("2024-10-01");
  ASSERT_EQ(added.size(), 3U);
  EXPECT_EQ(added.front().kind, LabelEventKind::kReapplied);
  EXPECT_EQ(added.front().assessment, "a0");
}

TEST_F(LabelHistoryTest, AnOutcomeThatWasContestedIsNegatedWithTheReason) {
  on("2024-09-23");
  ControlAssessment contested = fixture::assessment(ControlFinding::kIndependent);
  contested.id = "a2";
  sheet_ = contested;
  const std::vector<LabelEvent> added = on("2024-10-01");
  ASSERT_EQ(added.size(), 3U);
  EXPECT_EQ(added.front().kind, LabelEventKind::kNegated);
  EXPECT_EQ(added.front().reason, "the assessment a2 comes to not-state-controlled");
  EXPECT_FALSE(account_carries());
  const auto history = LabelHistory::of(events_);
  EXPECT_EQ(history.value().about(account_).size(), 2U) << "nothing is taken out";
}

TEST_F(LabelHistoryTest, ASaleOfTheOutletNegatesWhatItsOwnerGave) {
  on("2024-09-23");
  registry_.view().links[0].valid_to = parse_partial_date("2024-09-30");
  const std::vector<LabelEvent> added = on("2024-10-01");
  ASSERT_EQ(added.size(), 2U);  // the edition and its account
  EXPECT_EQ(added[0].kind, LabelEventKind::kNegated);
  EXPECT_EQ(added[0].reason, "the link does not hold on the day: l1");
  EXPECT_EQ(added[1].reason, "the registry no longer leads from The Outlet to it");
}

TEST_F(LabelHistoryTest, AnOptOutIsNegatedWithItsReason) {
  on("2024-09-23");
  sheet_.opt_outs.push_back({account_,
                             "a reader's account of that name",
                             "a reviewer",
                             *parse_partial_date("2024-09-25"),
                             {}});
  const std::vector<LabelEvent> added = on("2024-09-25");
  ASSERT_EQ(added.size(), 1U);
  EXPECT_EQ(added[0].reason, "opted out: a reader's account of that name");
}

TEST_F(LabelHistoryTest, LabelsOfOtherAssessmentsAreLeftAlone) {
  on("2024-09-23");
  sheet_.id.clear();
  EXPECT_TRUE(on("2024-09-24").empty());
  EXPECT_TRUE(account_carries());
}

TEST_F(LabelHistoryTest, ContentCarriesItsPublishersLabelOnly) {
  on("2024-09-23");
  const auto history = LabelHistory::of(events_);
  EXPECT_EQ(history.value().labels_of_content(account_).size(), 1U);
  const LabelSubject reader{LabelSubjectKind::kAccount, "clipper:a_reader"};
  EXPECT_TRUE(history.value().labels_of_content(reader).empty());
  EXPECT_TRUE(history.value().labels_of_content({LabelSubjectKind::kEntity, "edition"}).empty());
}

TEST_F(LabelHistoryTest, ALogThatWasChangedIsRefused) {
  on("2024-09-23");
  on("2025-06-01");
  std::vector<LabelEvent> cut = events_;
  cut.erase(cut.begin());
  EXPECT_FALSE(LabelHistory::of(cut).ok());
  std::vector<LabelEvent> earlier = events_;
  earlier.back().at = 0;
  EXPECT_FALSE(LabelHistory::of(earlier).ok());
  std::vector<LabelEvent> twice = events_;
  twice.back().kind = LabelEventKind::kApplied;
  EXPECT_FALSE(LabelHistory::of(twice).ok());
  std::vector<LabelEvent> never = {events_.back()};
  never.front().sequence = 1;
  EXPECT_FALSE(LabelHistory::of(never).ok());
}

}  // namespace
}  // namespace overt
