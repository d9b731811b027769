#include <gtest/gtest.h>

#include "stages/reports/draw_path_internal.h"
#include "stages/reports/report_fixture.h"
#include "stages/reports/write_attribution_internal.h"

namespace overt {
namespace {

PathStep step_to(const std::string& name, bool decides) {
  PathStep step;
  step.from = "<b>@somebody & co</b>";
  step.to = name;
  step.words = "is listed as an account of";
  step.observed = true;
  step.may_decide = decides;
  if (!decides) step.why_not = "it rests on an allegation";
  return step;
}

TEST(DrawPathTest, BreaksLinesWhereWordsEnd) {
  EXPECT_EQ(broken_lines("one two three", 7, 5), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(broken_lines("one two three", 7, 1), (std::vector<std::string>{"one two …"}));
  EXPECT_EQ(broken_lines("", 7, 2), (std::vector<std::string>{""}));
}

TEST(DrawPathTest, DrawsWhatDecidesSolidAndTheRestDashedWithTheReason) {
  const std::vector<PathStep> steps = {step_to("The Outlet", true), step_to("A Ministry", false)};
  std::string out;
  HtmlWriter html(out);
  draw_path(html, {"Path", "A caption.", &steps});
  EXPECT_TRUE(tags_nest(out)) << out;
  EXPECT_EQ(out.find("<b>"), std::string::npos);
  EXPECT_NE(out.find("class=\"sure\""), std::string::npos);
  EXPECT_NE(out.find("class=\"open\""), std::string::npos);
  EXPECT_NE(out.find("only opens a case: it rests on an"), std::string::npos);
  EXPECT_NE(out.find("The Outlet"), std::string::npos);
}

TEST(WriteAttributionTest, SaysUnknownWithItsReasonsAndNothingWithoutARegistry) {
  NetworkReport network;
  std::string out;
  HtmlWriter html(out);
  write_who_is_behind(html, network, 1);
  EXPECT_TRUE(out.empty());
  network.attribution.emplace();
  network.attribution->network.unknown_reasons = {"No path of evidence leads anywhere."};
  network.attribution->network.hypotheses.push_back(
      {HypothesisKind::kUnknown, "", "", .99, Likelihood::kAlmostCertain});
  write_who_is_behind(html, network, 1);
  EXPECT_NE(out.find("<strong>Unknown.</strong> No path of evidence leads anywhere."),
            std::string::npos);
  EXPECT_TRUE(tags_nest(out)) << out;
}

}  // namespace
}  // namespace overt
