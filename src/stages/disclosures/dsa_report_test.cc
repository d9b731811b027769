#include "stages/disclosures/dsa_report.h"

#include <gtest/gtest.h>

#include "stages/disclosures/disclosure_fixture_internal.h"

namespace overt {
namespace {

const Period kSeptember = *parse_period("2024-09");

DsaFigures figures_of(const std::vector<Decision>& decisions, std::uint64_t threshold = 10) {
  return dsa_figures({decisions, kFixtureDay + 20 * kMicrosPerDay}, kSeptember, threshold);
}

std::string file(const DisclosureFiles& files, std::string_view wanted) {
  for (const auto& [name, bytes] : files) {
    if (name == wanted) return bytes;
  }
  return {};
}

std::size_t lines(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

constexpr std::string_view kTerms =
    "terms/STATEMENT_CATEGORY_NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS/"
    "KEYWORD_MISINFORMATION_DISINFORMATION/";

TEST(DsaReportTest, CountsMeasuresByCategoryAndRestrictionAndNamesTheirDecisions) {
  auto decisions = decided_on_many(12, "n1", {ActionKind::kLimitReach, ActionKind::kTerminate});
  auto outside = decided("late", "clipper:late", "n1", {ActionKind::kTerminate});
  outside.events.back().at = kFixtureDay + 40 * kMicrosPerDay;
  decisions.push_back(outside);
  decisions.push_back(decided("asked", "clipper:creator", "n1", {ActionKind::kRequestDisclosure}));
  const DsaFigures figures = figures_of(decisions);
  for (const std::string& row : {std::string(kTerms), std::string("terms/TOTAL/")}) {
    const DsaFigure* const closed = figures.find(row + "account_termination");
    ASSERT_NE(closed, nullptr) << row;
    EXPECT_EQ(closed->value, 12U);
    EXPECT_EQ(closed->decisions.front(), "n1-0");
    EXPECT_EQ(figures.find(row + "visibility_demoted")->value, 12U);
    EXPECT_EQ(figures.find(row + "measures")->value, 24U);
    EXPECT_EQ(figures.find(row + "automated")->value, 24U);
  }
  EXPECT_EQ(figures.find("illegal/TOTAL/measures")->value, 0U);
  EXPECT_EQ(figures.find("automated/not_taken")->value, 24U);
  EXPECT_TRUE(figures.open.empty());
}

TEST(DsaReportTest, PutsWhatALawForbidsUnderIllegalContent) {
  auto decisions = decided_on_many(10, "", {ActionKind::kGeoRestrict});
  for (Decision& decision : decisions) decision.draft.policy = "eu-restrictive-measures";
  const DsaFigures figures = figures_of(decisions);
  EXPECT_EQ(figures.find("illegal/TOTAL/visibility_disable")->value, 10U);
  EXPECT_EQ(figures.find("terms/TOTAL/measures")->value, 0U);
}

TEST(DsaReportTest, CountsComplaintsTheirOutcomesAndTheMedianTime) {
  auto decisions = decided_on_many(24, "n1", {ActionKind::kSuspend});
  for (std::size_t i = 0; i < 22; ++i) {
    auto& events = decisions[i].events;
    events.push_back({DecisionEventKind::kAppealed, kFixtureDay, "affected", "why"});
    const TimeUs heard = kFixtureDay + static_cast<TimeUs>(i) * kMicrosPerHour;
    events.push_back({i % 2 == 0 ? DecisionEventKind::kUpheld : DecisionEventKind::kReversed, heard,
                      "rev", "because"});
  }
  const DsaFigures figures = figures_of(decisions);
  EXPECT_EQ(figures.find("complaints/all/total")->value, 22U);
  EXPECT_EQ(figures.find("complaints/account/reversed")->value, 11U);
  EXPECT_EQ(figures.find("complaints/visibility/total")->value, 0U);
  const auto files = render_dsa({"p", "Clipper", kFixtureDay, 10, false}, kSeptember,
                                {"Clipper Ltd", "Clipper", "", {}}, figures);
  const std::string part7 = file(files, "dsa_part_7_appeals_and_recidivism.csv");
  EXPECT_NE(part7.find("internal-complaints mechanism,Median time,10.5,"), std::string::npos);
  EXPECT_NE(part7.find("internal-complaints mechanism,Decisions reversed,11,"), std::string::npos);
}

TEST(DsaReportTest, HasEveryRowOfTheTemplates) {
  const auto files =
      render_dsa({"p", "Clipper", kFixtureDay, 10, false}, kSeptember,
                 {"Clipper Ltd", "Clipper, the app", "2024-02-01", {}}, figures_of({}));
  EXPECT_EQ(lines(file(files, "dsa_part_1_summary.csv")), 6U);
  EXPECT_EQ(lines(file(files, "dsa_part_5_own_initiative_illegal.csv")), 91U);
  EXPECT_EQ(lines(file(files, "dsa_part_6_own_initiative_TC.csv")), 99U);
  EXPECT_EQ(lines(file(files, "dsa_part_7_appeals_and_recidivism.csv")), 48U);
  EXPECT_NE(file(files, "dsa_part_1_summary.csv").find("\"Clipper, the app\""), std::string::npos);
}

TEST(DsaReportTest, SaysModeratorsOnlyWhereAFileDoes) {
  const auto moderators = read_moderators(
      "Indicator,Scope,Value\nNumber of internal moderators employed by the provider,Total "
      "number,12\n",
      "m.csv");
  ASSERT_TRUE(moderators.ok());
  const auto files = render_dsa({"p", "Clipper", kFixtureDay, 10, false}, kSeptember,
                                {"Clipper Ltd", "Clipper", "", moderators.value()}, figures_of({}));
  EXPECT_NE(file(files, "dsa_part_9_human_resources.csv").find("Total number,12,"),
            std::string::npos);
  const auto bad = read_moderators("Indicator,Scope,Value\nx,y,many\n", "m.csv");
  ASSERT_FALSE(bad.ok());
  EXPECT_TRUE(bad.error().message.starts_with("m.csv:2:"));
}

// The attacker has the report and, from statements, every network's number that is not small.
TEST(DsaReportTest, ASmallNetworkIsNotGivenAwayByTheTotals) {
  auto decisions = decided_on_many(40, "large", {ActionKind::kTerminate});
  const auto few = decided_on_many(3, "small", {ActionKind::kTerminate});
  decisions.insert(decisions.end(), few.begin(), few.end());
  const DsaFigures figures = figures_of(decisions);
  EXPECT_TRUE(figures.open.empty());
  // 43 − 40 would be 3, whichever row says 43.
  for (const DsaFigure& figure : figures.figures) {
    if (figure.value == 43) {
      EXPECT_TRUE(figure.withheld) << figure.id;
    }
    EXPECT_EQ(figure.id.find('~'), std::string::npos);
  }
}

TEST(DsaReportTest, WithheldNumbersAreInNoFile) {
  const auto report = [](std::size_t count) {
    const DsaFigures figures = figures_of(decided_on_many(count, "n1", {ActionKind::kTerminate}));
    std::string all;
    for (const auto& [name, bytes] :
         render_dsa({"p", "Clipper", kFixtureDay, 10, false}, kSeptember,
                    {"Clipper Ltd", "Clipper", "", {}}, figures)) {
      all += bytes;
    }
    return all;
  };
  EXPECT_EQ(report(2), report(9));
  EXPECT_NE(report(10), report(11));
}

TEST(DsaReportTest, EverySumThatIsSaidAddsUp) {
  auto decisions = decided_on_many(31, "n1", {ActionKind::kLimitReach, ActionKind::kSuspend});
  const auto others = decided_on_many(17, "n2", {ActionKind::kLabel});
  decisions.insert(decisions.end(), others.begin(), others.end());
  const DsaFigures figures = figures_of(decisions);
  const auto value = [&](const char* id) { return figures.find(id)->value; };
  EXPECT_EQ(value("terms/TOTAL/measures"), value("terms/TOTAL/visibility_demoted") +
                                               value("terms/TOTAL/visibility_labelled") +
                                               value("terms/TOTAL/account_suspension"));
}

}  // namespace
}  // namespace overt
