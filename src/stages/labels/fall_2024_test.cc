// The bundled assessments of autumn 2024 come to what their README says, by the same rule.
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "stages/labels/assess_control.h"
#include "stages/labels/assessment_fixture.h"
#include "stages/labels/decode_assessment.h"

namespace overt {
namespace {

ControlAssessment bundled(const std::string& name) {
  const std::string path =
      std::string(OVERT_SOURCE_DIR) + "/registry/fall-2024/assessments/" + name + ".yaml";
  std::ifstream in(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  auto read = decode_assessment(text, name + ".yaml");
  EXPECT_TRUE(read.ok()) << (read.ok() ? "" : read.error().message);
  return read.ok() ? std::move(read).value() : ControlAssessment{};
}

const std::int32_t kDay = fixture::day_of("2024-09-16");

TEST(Fall2024AssessmentsTest, TwoOutletsAreStateControlledAndAPubliclyFundedOneIsNot) {
  for (const std::string name : {"rt", "sputnik"}) {
    const ControlResult result = assess_control(bundled(name), kDay);
    EXPECT_EQ(result.outcome, ControlOutcome::kControlled) << name;
    EXPECT_TRUE(result.in_force) << name;
  }
  const ControlAssessment bbc = bundled("bbc");
  EXPECT_EQ(bbc.funding, PublicFunding::kMostly);
  const ControlResult result = assess_control(bbc, kDay);
  EXPECT_EQ(result.outcome, ControlOutcome::kNotControlled);
  EXPECT_TRUE(result.in_force);
  EXPECT_TRUE(result.raised_scrutiny);
}

TEST(Fall2024AssessmentsTest, EachHasEvidenceOnAllCriteriaAndAWayToContestIt) {
  for (const std::string name : {"rt", "sputnik", "bbc"}) {
    const ControlAssessment sheet = bundled(name);
    const ControlResult result = assess_control(sheet, kDay);
    for (std::size_t i = 0; i < kControlCriterionCount; ++i) {
      EXPECT_GT(result.for_control.at(i) + result.for_independence.at(i), 0U) << name << i;
    }
    EXPECT_GE(result.independent_reviews, kControlReviewsMin) << name;
    EXPECT_FALSE(sheet.contest.how.empty()) << name;
    EXPECT_FALSE(assess_control(sheet, fixture::day_of("2025-09-05")).in_force) << name;
  }
}

TEST(Fall2024AssessmentsTest, TheCountriesOfTheSheetsDoNotMatter) {
  const std::string names[] = {"rt", "sputnik", "bbc"};
  for (const std::string& name : names) {
    for (const std::string& other : names) {
      ControlAssessment sheet = bundled(name);
      const ControlAssessment from = bundled(other);
      const ControlResult before = assess_control(sheet, kDay);
      sheet.entity = from.entity;
      sheet.name = from.name;
      sheet.state = from.state;
      sheet.reach.home = from.reach.home;
      EXPECT_EQ(assess_control(sheet, kDay), before) << name << " as " << other;
    }
  }
}

}  // namespace
}  // namespace overt
