#include "pipeline/run_labels.h"

#include <string>

#include <gtest/gtest.h>

#include "adapters/files/test_folder.h"

namespace overt {
namespace {

const std::string kSeed = std::string(OVERT_SOURCE_DIR) + "/registry/fall-2024/";

std::int32_t day_of(std::string_view date) { return parse_partial_date(date)->first_day; }

class RunLabelsTest : public testing::Test {
 protected:
  RunLabelsTest() {
    options_.paths = {kSeed + "assessments/rt.yaml", kSeed + "assessments/sputnik.yaml",
                      kSeed + "assessments/bbc.yaml"};
    options_.registry = kSeed + "claims.yaml";
    options_.log = folder_.file("labels.ndjson");
    options_.by = "a reviewer";
    options_.day = day_of("2024-09-16");
  }

  LabelSummary run(LabelVerb verb) {
    options_.verb = verb;
    auto summary = run_label(options_, no_progress());
    EXPECT_TRUE(summary.ok()) << (summary.ok() ? "" : summary.error().message);
    return summary.ok() ? std::move(summary).value() : LabelSummary{};
  }

  const TestFolder folder_;
  LabelOptions options_;
};

bool has(const LabelSummary& summary, std::string_view subject) {
  for (const LabelEvent& event : summary.events) {
    if (name_of(event.subject) == subject) return true;
  }
  return false;
}

TEST_F(RunLabelsTest, TheBundledDossierLabelsTheTwoOutletsAndNotTheThird) {
  const LabelSummary added = run(LabelVerb::kApply);
  EXPECT_TRUE(has(added, "entity:rt"));
  EXPECT_TRUE(has(added, "entity:rt-arabic"));
  EXPECT_TRUE(has(added, "website:rt.com"));
  EXPECT_TRUE(has(added, "entity:sputnik"));
  for (const LabelEvent& event : added.events) {
    EXPECT_NE(event.root, "bbc");
    EXPECT_EQ(name_of(event.subject).find("us-company-1"), std::string::npos);
    EXPECT_EQ(name_of(event.subject).find("person-"), std::string::npos);
  }
  EXPECT_FALSE(has(added, "account:tiktok:rtarab")) << "nobody has checked the handle";
  EXPECT_FALSE(has(added, "website:swentr.site"));
  EXPECT_FALSE(added.not_given.empty());
  EXPECT_EQ(run(LabelVerb::kList).events.size(), added.events.size());
}

TEST_F(RunLabelsTest, ApplyingTwiceAddsNothingAndADryRunNeverDoes) {
  options_.dry_run = true;
  const std::size_t would = run(LabelVerb::kApply).events.size();
  options_.dry_run = false;
  EXPECT_EQ(run(LabelVerb::kApply).events.size(), would);
  EXPECT_TRUE(run(LabelVerb::kApply).events.empty());
}

TEST_F(RunLabelsTest, LabelsEndWithTheAssessmentAndTheHistoryStays) {
  const std::size_t given = run(LabelVerb::kApply).events.size();
  options_.day = day_of("2025-09-05");
  const LabelSummary ended = run(LabelVerb::kApply);
  EXPECT_EQ(ended.events.size(), given);
  EXPECT_EQ(ended.standing, 0U);
  EXPECT_EQ(ended.events.front().kind, LabelEventKind::kExpired);
  EXPECT_TRUE(run(LabelVerb::kList).events.empty());
  EXPECT_EQ(run(LabelVerb::kHistory).events.size(), 2 * given);
  options_.subject = parse_label_subject("entity:rt");
  EXPECT_EQ(run(LabelVerb::kHistory).events.size(), 2U);
  EXPECT_TRUE(run(LabelVerb::kShow).events.empty());
}

TEST_F(RunLabelsTest, ThePastIsNotAddedTo) {
  run(LabelVerb::kApply);
  options_.day = day_of("2024-09-15");
  options_.verb = LabelVerb::kApply;
  const auto summary = run_label(options_, no_progress());
  ASSERT_FALSE(summary.ok());
  EXPECT_NE(summary.error().message.find("the past is not added to"), std::string::npos);
}

TEST_F(RunLabelsTest, ALogThatWasChangedIsRefused) {
  run(LabelVerb::kApply);
  std::string text = content_of(options_.log);
  folder_.write("labels.ndjson", text.substr(text.find('\n') + 1));
  options_.verb = LabelVerb::kList;
  EXPECT_FALSE(run_label(options_, no_progress()).ok());
}

TEST_F(RunLabelsTest, TheSameRunGivesTheSameBytes) {
  run(LabelVerb::kApply);
  const std::string once = content_of(options_.log);
  options_.log = folder_.file("again.ndjson");
  run(LabelVerb::kApply);
  EXPECT_EQ(content_of(options_.log), once);
}

}  // namespace
}  // namespace overt
