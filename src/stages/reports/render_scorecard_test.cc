#include "stages/reports/render_scorecard.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace overt {
namespace {

RuleScore rule_of(const std::string& name, bool is_rival, std::uint64_t accused) {
  RuleScore rule;
  rule.name = name;
  rule.about = "what it <accuses>";
  rule.is_rival = is_rival;
  rule.counts = {2'000, accused, 50, 40, 5, 4};
  rule.accused = {accused, 2'000, 0, .0015};
  rule.found = {40, 50, .7, .9};
  rule.right = {40, 40 + accused, .3, 1};
  rule.confirmed = {4, 5, .4, 1};
  rule.seeds_accusing = {accused > 0 ? 1U : 0U, 2, 0, 1};
  rule.recall.push_back({"goal", "farms", "all", {40, 50, .7, .9}, 5, 4});
  for (const std::string among : {"all", "jitter up to 60 s"}) {
    rule.recall.push_back({"size", "6", among, {3, 6, .1, .8}, 1, 1});
    rule.recall.push_back({"size", "20", among, {19, 20, .8, 1}, 1, 1});
  }
  rule.accused_by_kind = {{"agency", 20, 0}, {"fan-club", 100, accused}};
  return rule;
}

Scorecard some_card() {
  Scorecard card;
  card.version = "1.2.3";
  card.scenario = "scorecard";
  card.accounts = 1'000;
  card.window = 60 * kMicrosPerSecond;
  card.rules = {rule_of("overt", false, 0), rule_of("k2", true, 600)};
  card.reliability = {{.5, 1, 10, 4, 12, 6, 9}, {0, .5, 0, 0, 3, 3, 0}};
  card.verdicts = {{"agency", false, "disclosed", "none", 1, 6}};
  SeedScore seed;
  seed.seed = 12;
  seed.rules = {card.rules[0].counts, card.rules[1].counts};
  PlantedScore missed;
  missed.id = "farm-1";
  missed.kind = "farm";
  missed.accounts = 30;
  missed.targets = 3;
  missed.found = {0, 30};
  seed.planted = {missed};
  card.seeds = {seed, seed};
  return card;
}

std::size_t count_of(const std::string& text, const std::string& word) {
  std::size_t count = 0;
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++count;
  return count;
}

TEST(RenderScorecardTest, SaysTheFiguresInWordsAndTables) {
  const std::string page = render_scorecard_page(some_card());
  for (const std::string part :
       {"0 of 2,000 honest accounts accused", "40 of 50 planted ones found", "300,000", "fan-club",
        "farms: 30 to 300 accounts", "farm-1", "never proposed", "disclosed",
        "overt evaluate --scenario scorecard --first-seed 1 --seeds 2 --accounts 1000"}) {
    EXPECT_NE(page.find(part), std::string::npos) << part;
  }
}

TEST(RenderScorecardTest, AsksForNothingAndRunsNothing) {
  const std::string page = render_scorecard_page(some_card());
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_EQ(page.find("src="), std::string::npos);
  EXPECT_EQ(page.find("http://"), std::string::npos);
  EXPECT_EQ(page.find("https://"), std::string::npos);
  EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
  EXPECT_NE(page.find("prefers-color-scheme: dark"), std::string::npos);
}

TEST(RenderScorecardTest, EscapesWhatItIsGiven) {
  EXPECT_EQ(render_scorecard_page(some_card()).find("<accuses>"), std::string::npos);
}

TEST(RenderScorecardTest, ClosesWhatItOpens) {
  const std::string page = render_scorecard_page(some_card());
  for (const std::string tag : {"table", "tbody", "section", "svg", "figure", "tr", "th", "td"}) {
    const std::size_t opened = count_of(page, "<" + tag + ">") + count_of(page, "<" + tag + " ");
    EXPECT_EQ(opened, count_of(page, "</" + tag + ">")) << tag;
    EXPECT_GT(opened, 0U) << tag;
  }
}

TEST(RenderScorecardTest, DrawsAPictureForEveryDimensionThereIs) {
  std::vector<std::string> files;
  for (const auto& picture : draw_scorecard(some_card())) {
    files.push_back(picture.file);
    EXPECT_TRUE(picture.svg.starts_with("<svg ")) << picture.file;
    EXPECT_NE(picture.svg.find("http://www.w3.org/2000/svg"), std::string::npos);
    EXPECT_NE(picture.svg.find("prefers-color-scheme:dark"), std::string::npos);
  }
  EXPECT_EQ(files, (std::vector<std::string>{"rules.svg", "power-size.svg", "reliability.svg"}));
}

TEST(RenderScorecardTest, DrawsEveryKnownPointWithItsFigures) {
  const auto pictures = draw_scorecard(some_card());
  const std::string& power = pictures[1].svg;
  EXPECT_EQ(count_of(power, "<circle"), 4U);
  EXPECT_NE(power.find("all, 20: 95 % (19 of 20)"), std::string::npos);
  const std::string& reliability = pictures[2].svg;
  EXPECT_EQ(count_of(reliability, "<circle"), 3U) << "no undisclosed account below .5";
}

TEST(RenderScorecardTest, HoldsNothingWithoutSeeds) {
  const std::string page = render_scorecard_page(Scorecard{});
  EXPECT_NE(page.find("Nothing was examined"), std::string::npos);
  EXPECT_TRUE(draw_scorecard(Scorecard{}).empty());
}

}  // namespace
}  // namespace overt
