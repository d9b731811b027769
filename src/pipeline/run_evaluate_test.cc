#include "pipeline/run_evaluate.h"

#include <algorithm>

#include <gtest/gtest.h>
#include <simdjson.h>

#include "pipeline/generated_shares.h"
#include "pipeline/scorecard_json.h"

namespace overt {
namespace {

EvaluateOptions small_options(std::uint32_t threads) {
  EvaluateOptions options;
  options.seeds = 2;
  options.accounts = 1'000;
  options.resources.threads = threads;
  return options;
}

const Scorecard& small_card() {
  static const Scorecard kCard = [] {
    auto summary = run_evaluate(small_options(2), no_progress());
    CHECK(summary.ok());
    return std::move(summary).value().card;
  }();
  return kCard;
}

TEST(RunEvaluateTest, ScoresTheEngineAndEveryRivalOnTheSameLogs) {
  const Scorecard& card = small_card();
  ASSERT_EQ(card.seeds.size(), 2U);
  EXPECT_EQ(card.seeds[0].seed, 1U);
  EXPECT_EQ(card.rules.front().name, "overt");
  for (const auto& rule : card.rules) {
    EXPECT_EQ(rule.counts.organic_accounts, 2'000U) << rule.name;
    EXPECT_EQ(rule.counts.planted_accounts, card.rules.front().counts.planted_accounts);
    EXPECT_LE(rule.counts.organic_accused, rule.counts.organic_accounts);
    EXPECT_LE(rule.counts.planted_found, rule.counts.planted_accounts);
    EXPECT_LE(rule.counts.networks_confirmed, rule.counts.networks_planted);
  }
}

TEST(RunEvaluateTest, SumsAgreeHoweverTheyAreCut) {
  for (const auto& rule : small_card().rules) {
    std::uint64_t accounts = 0;
    std::uint64_t accused = 0;
    for (const auto& line : rule.accused_by_kind) {
      accounts += line.accounts;
      accused += line.accused;
    }
    EXPECT_EQ(accounts, rule.counts.organic_accounts) << rule.name;
    EXPECT_EQ(accused, rule.counts.organic_accused) << rule.name;
    std::uint64_t planted = 0;
    std::uint64_t found = 0;
    for (const auto& line : rule.recall) {
      if (line.dimension != "kind") continue;
      planted += line.accounts.trials;
      found += line.accounts.count;
    }
    EXPECT_EQ(planted, rule.counts.planted_accounts) << rule.name;
    EXPECT_EQ(found, rule.counts.planted_found) << rule.name;
  }
}

TEST(RunEvaluateTest, FindsMostOfWhatItPlantsAndAccusesFewerThanItsRivals) {
  const Scorecard& card = small_card();
  const RuleScore& ours = card.rules.front();
  EXPECT_GT(ours.found.share(), .5);
  EXPECT_LE(ours.accused.count, 5U);
  for (const auto& rule : card.rules) {
    if (!rule.is_rival) continue;
    EXPECT_GT(rule.accused.count, ours.accused.count) << rule.name;
  }
}

TEST(RunEvaluateTest, AStricterRuleAccusesNobodyMore) {
  const Scorecard& card = small_card();
  const auto accused = [&](std::string_view name) {
    for (const auto& rule : card.rules) {
      if (rule.name == name) return rule.counts.organic_accused + rule.counts.planted_found;
    }
    return UINT64_MAX;
  };
  EXPECT_LE(accused("overt-review"), accused("overt"));
  EXPECT_LE(accused("overt"), accused("overt-confirmed"));
  EXPECT_LE(accused("k3"), accused("k2"));
  EXPECT_LE(accused("k5"), accused("k3"));
}

TEST(RunEvaluateTest, WithNothingPlantedEveryAccusationIsAMistake) {
  EvaluateOptions options = small_options(2);
  options.planted = false;
  const auto summary = run_evaluate(options, no_progress());
  ASSERT_TRUE(summary.ok()) << summary.error().message;
  const Scorecard& card = summary.value().card;
  EXPECT_FALSE(card.planted);
  for (const auto& rule : card.rules) {
    EXPECT_EQ(rule.counts.organic_accounts, 2'000U) << rule.name;
    EXPECT_EQ(rule.counts.planted_accounts, 0U);
    EXPECT_EQ(rule.counts.networks_planted, 0U);
    EXPECT_FALSE(rule.found.known()) << "recall of nothing is not known";
  }
  const std::string text = render_scorecard_json(card);
  EXPECT_NE(text.find("\"with_planted\": false"), std::string::npos);
  EXPECT_NE(text.find("\"recall\": null"), std::string::npos);
}

TEST(RunEvaluateTest, GivesTheSameBytesAtAnyNumberOfThreads) {
  const auto one = run_evaluate(small_options(1), no_progress());
  ASSERT_TRUE(one.ok()) << one.error().message;
  EXPECT_EQ(render_scorecard_json(one.value().card), render_scorecard_json(small_card()));
}

TEST(RunEvaluateTest, WritesJsonThatParsesWithTheFiguresOnTop) {
  const simdjson::padded_string text(render_scorecard_json(small_card()));
  simdjson::dom::parser parser;
  simdjson::dom::element json;
  ASSERT_EQ(parser.parse(text).get(json), simdjson::SUCCESS);
  const ScoreCounts& counts = small_card().rules.front().counts;
  EXPECT_EQ(json["organic_accounts"].get_uint64().value(), counts.organic_accounts);
  EXPECT_EQ(json["organic_accused"].get_uint64().value(), counts.organic_accused);
  EXPECT_EQ(json["planted_accounts"].get_uint64().value(), counts.planted_accounts);
  EXPECT_EQ(json["planted_found"].get_uint64().value(), counts.planted_found);
  EXPECT_EQ(json["networks_planted"].get_uint64().value(), counts.networks_planted);
  EXPECT_EQ(json["networks_confirmed"].get_uint64().value(), counts.networks_confirmed);
  for (const char* rival : {"k2", "k3", "k5", "weight-p99", "centrality"}) {
    EXPECT_EQ(json["rivals"][rival]["planted_accounts"].get_uint64().value(),
              counts.planted_accounts)
        << rival;
  }
  EXPECT_EQ(json["by_seed"].get_array().value().size(), 2U);
}

TEST(RunEvaluateTest, WritesPageTablesAndPictures) {
  const TestFolder folder;
  auto options = small_options(2);
  options.seeds = 1;
  options.out = folder.file("card");
  const auto summary = run_evaluate(options, no_progress());
  ASSERT_TRUE(summary.ok()) << summary.error().message;
  EXPECT_EQ(summary.value().page_path, options.out + "/scorecard.html");
  const std::string page = content_of(options.out + "/scorecard.html");
  EXPECT_NE(page.find("honest accounts accused"), std::string::npos);
  EXPECT_EQ(page.find("http://"), std::string::npos) << "asks for nothing";
  EXPECT_EQ(page.find("https://"), std::string::npos);
  EXPECT_EQ(content_of(options.out + "/scorecard.json"),
            render_scorecard_json(summary.value().card));
  EXPECT_TRUE(content_of(options.out + "/power-jitter.svg").starts_with("<svg "));
  EXPECT_TRUE(content_of(options.out + "/reliability.svg").ends_with("</svg>\n"));
  EXPECT_FALSE(run_evaluate(options, no_progress()).ok()) << "there is one already";
  options.replace = true;
  EXPECT_TRUE(run_evaluate(options, no_progress()).ok());
}

EvaluateOptions journalled(const std::string& journal, std::uint64_t first, std::uint64_t seeds) {
  EvaluateOptions options = small_options(2);
  options.first_seed = first;
  options.seeds = seeds;
  options.journal = journal;
  return options;
}

// Two pieces of one night, the second cut off within a line, give what the whole gives at once.
TEST(RunEvaluateTest, GoesOnFromAJournal) {
  const TestFolder folder;
  const std::string journal = folder.file("night");
  ASSERT_TRUE(run_evaluate(journalled(journal, 2, 1), no_progress()).ok());
  const std::string second = content_of(journal);
  ASSERT_EQ(std::count(second.begin(), second.end(), '\n'), 1);
  ASSERT_TRUE(run_evaluate(journalled(journal, 1, 1), no_progress()).ok());
  const std::string both = content_of(journal);
  ASSERT_TRUE(both.starts_with(second));
  folder.write("night", both.substr(0, both.size() - 100));
  const auto whole = run_evaluate(journalled(journal, 1, 2), no_progress());
  ASSERT_TRUE(whole.ok()) << whole.error().message;
  EXPECT_EQ(render_scorecard_json(whole.value().card), render_scorecard_json(small_card()));
  EXPECT_EQ(content_of(journal), both);
}

TEST(RunEvaluateTest, TakesFromAJournalWhatItHasAndNothingElse) {
  const TestFolder folder;
  const std::string journal = folder.file("night");
  ASSERT_TRUE(run_evaluate(journalled(journal, 1, 1), no_progress()).ok());
  std::string line = content_of(journal);
  const std::string events = R"("seed":1,"events":)";
  line.insert(line.find(events) + events.size(), "9");
  folder.write("night", line);
  const auto pooled = run_evaluate(journalled(journal, 1, 1), no_progress());
  ASSERT_TRUE(pooled.ok()) << pooled.error().message;
  EXPECT_GT(pooled.value().card.events, 9 * small_card().seeds[0].events) << "was examined again";
  folder.write("night",
               line + content_of(journal).replace(line.find(events) + events.size(), 1, "8"));
  EXPECT_NE(
      run_evaluate(journalled(journal, 1, 1), no_progress()).error().message.find("line 2 says"),
      std::string::npos);
  folder.write("night", "{\"format\":\"overt.score/1\"}\n");
  EXPECT_NE(
      run_evaluate(journalled(journal, 1, 1), no_progress()).error().message.find("line 1 is no"),
      std::string::npos);
  folder.write("night", line);
  auto others = journalled(journal, 1, 1);
  others.level = 0.01;
  EXPECT_NE(run_evaluate(others, no_progress()).error().message.find("give the options"),
            std::string::npos);
}

TEST(RunEvaluateTest, SaysWhatIsWrongWithItsOptions) {
  auto options = small_options(1);
  options.scenario = "summer";
  const auto summary = run_evaluate(options, no_progress());
  ASSERT_FALSE(summary.ok());
  EXPECT_NE(summary.error().message.find("'summer'"), std::string::npos);
}

}  // namespace
}  // namespace overt
