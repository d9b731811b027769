#include "pipeline/delivery_rules.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace overt {
namespace {

DeliveryRules rules_in(std::string_view text) {
  const auto file = parse_delivery_rules(text, "breakers.yaml");
  EXPECT_TRUE(file.ok()) << file.error().message;
  return file.ok() ? file.value().rules : DeliveryRules();
}

std::string refusal(std::string_view text) {
  const auto file = parse_delivery_rules(text, "breakers.yaml");
  EXPECT_FALSE(file.ok()) << text;
  return file.ok() ? "" : file.error().message;
}

/// In words, each with a + where it is looser.
std::vector<std::string> compared(std::string_view before, std::string_view after) {
  std::vector<std::string> words;
  for (const RuleChange& change : changes_of(rules_in(before), rules_in(after))) {
    words.push_back((change.looser ? "+ " : "- ") + change.words);
  }
  return words;
}

using Words = std::vector<std::string>;

constexpr std::string_view kAll =
    "per_hour: 90\n"
    "per_policy: 80\n"
    "policies:\n"
    "  covert-influence: 10\n"
    "  state-affiliated-media: 120\n"
    "per_person: 70\n"
    "per_network: 60\n"
    "actions:\n"
    "  suspend: 5\n"
    "  terminate: 0\n"
    "delay: 6h\n";

TEST(DeliveryRulesTest, ReadsEveryField) {
  const DeliveryRules rules = rules_in(kAll);
  EXPECT_EQ(rules.limits.per_hour, 90U);
  EXPECT_EQ(rules.limits.of_policy("covert-influence"), 10U);
  EXPECT_EQ(rules.limits.of_policy("state-affiliated-media"), 120U)
      << "in its place, not beside it";
  EXPECT_EQ(rules.limits.of_policy("elections"), 80U);
  EXPECT_EQ(rules.limits.person_per_hour, 70U);
  EXPECT_EQ(rules.limits.network_accounts_per_day, 60U);
  EXPECT_EQ(rules.limits.actions.at(ActionKind::kTerminate), 0U);
  EXPECT_EQ(rules.delay_us_max, 6 * kMicrosPerHour);
  EXPECT_EQ(rules_in(render_delivery_rules(rules)), rules);
}

TEST(DeliveryRulesTest, WhatIsLeftOutIsAsWithoutAFile) {
  EXPECT_EQ(rules_in(""), DeliveryRules());
  EXPECT_EQ(rules_in("policies:\nactions:\n"), DeliveryRules());
  EXPECT_EQ(rules_in(delivery_rules_template()), DeliveryRules());
  DeliveryRules one;
  one.limits.per_hour = 7;
  EXPECT_EQ(rules_in("per_hour: 7\n"), one);
}

TEST(DeliveryRulesTest, TheCommentsOfTheTemplateAreRightToo) {
  std::string open = delivery_rules_template();
  for (const std::string_view line :
       {"# policies:", "#   covert", "# actions:", "#   suspend", "#   terminate"}) {
    const std::size_t at = open.find(line);
    ASSERT_NE(at, open.npos) << line;
    open.erase(at, 2);
  }
  const DeliveryRules rules = rules_in(open);
  EXPECT_EQ(rules.limits.of_policy("covert-influence"), 100U);
  EXPECT_EQ(rules.limits.actions.size(), 2U);
}

TEST(DeliveryRulesTest, RefusesWithLineAndRemedy) {
  const auto says = [](std::string_view text, std::string_view where, std::string_view what) {
    const std::string message = refusal(text);
    EXPECT_EQ(message.find(where), 0U) << message;
    EXPECT_NE(message.find(what), message.npos) << message;
  };
  says("per_hour: 5\nper_hours: 6\n", "breakers.yaml:2:", "per_hours");
  says("per_hour: many\n", "breakers.yaml:1:", "from 0 to 10000000");
  says("per_hour: -1\n", "breakers.yaml:1:", "from 0 to 10000000");
  says("per_hour: 10000001\n", "breakers.yaml:1:", "from 0 to 10000000");
  says("per_hour: 1.5\n", "breakers.yaml:1:", "from 0 to 10000000");
  says("\nactions:\n  suspended: 5\n", "breakers.yaml:3:", "terminate");
  says("actions:\n  suspend: few\n", "breakers.yaml:2:", "whole number");
  says("actions: 5\n", "breakers.yaml:1:", "mapping");
  says("policies:\n  Covert Influence: 5\n", "breakers.yaml:2:", "hyphens");
  says("policies:\n  covert: {per_hour: 5}\n", "breakers.yaml:2:", "whole number");
  says("delay: soon\n", "breakers.yaml:1:", "6h");
  says("delay: 31d\n", "breakers.yaml:1:", "30d");
  says("delay: h\n", "breakers.yaml:1:", "6h");
  says("- per_hour: 5\n", "breakers.yaml:1:", "mapping");
  says("per_hour: 5\nper_hour: 6\n", "breakers.yaml:2:", "per_hour");
  std::string many = "policies:\n";
  for (int i = 0; i < 1'001; ++i) many += "  p" + std::to_string(i) + ": 1\n";
  says(many, "breakers.yaml:1002:", "1000 at most");
}

TEST(DeliveryRulesTest, SaysWhatChangedAndWhetherItIsLooser) {
  EXPECT_EQ(compared(kAll, kAll), Words{});
  EXPECT_EQ(compared("", "per_hour: 999\nper_policy: 501\nper_person: 1\nper_network: 301\n"),
            (Words{"- per_hour from 1000 to 999", "+ per_policy from 500 to 501",
                   "- per_person from 300 to 1", "+ per_network from 300 to 301"}));
  EXPECT_EQ(compared("delay: 6h", "delay: 90m"), Words{"+ delay from 6h to 90m"});
  EXPECT_EQ(compared("delay: 6h", "delay: 1d"), Words{"- delay from 6h to 1d"});
  EXPECT_EQ(compared("", "actions: {suspend: 5}"), Words{"- actions.suspend from no limit to 5"});
  EXPECT_EQ(compared("actions: {suspend: 5}", ""), Words{"+ actions.suspend from 5 to no limit"});
  EXPECT_EQ(compared("actions: {suspend: 5}", "actions: {suspend: 6, terminate: 1}"),
            (Words{"+ actions.suspend from 5 to 6", "- actions.terminate from no limit to 1"}));
  EXPECT_EQ(compared("", "policies: {a: 501, b: 499, c: 500}"),
            (Words{"+ policies.a from 500 to 501", "- policies.b from 500 to 499"}));
  EXPECT_EQ(compared("policies: {a: 10}", ""), Words{"+ policies.a from 10 to 500"});
}

// Against every pair of small rules: looser is what lets more through of anything.
TEST(DeliveryRulesTest, NothingIsLooserThanTheStricterOfTwo) {
  const std::vector<std::string> texts = {"",
                                          std::string(kAll),
                                          "per_hour: 2000",
                                          "per_policy: 20\npolicies: {a: 700}",
                                          "policies: {a: 3, b: 900}\nactions: {label: 4}",
                                          "actions: {label: 2, suspend: 9}\ndelay: 1d"};
  for (const std::string& one : texts) {
    for (const std::string& other : texts) {
      const DeliveryRules both = stricter_of(rules_in(one), rules_in(other));
      for (const std::string& single : {one, other}) {
        for (const RuleChange& change : changes_of(rules_in(single), both)) {
          EXPECT_FALSE(change.looser) << one << " and " << other << ": " << change.words;
        }
      }
      EXPECT_EQ(both, stricter_of(rules_in(other), rules_in(one)));
      EXPECT_EQ(rules_in(render_delivery_rules(both)), both);
    }
  }
}

TEST(DeliveryRulesTest, AFolderWithoutAFileHasTheDefaults) {
  std::string folder = testing::TempDir() + "/delivery-rules-XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  const auto none = read_delivery_rules(folder);
  ASSERT_TRUE(none.ok());
  EXPECT_EQ(none.value().rules, DeliveryRules());
  EXPECT_EQ(none.value().sha256, "");
  std::ofstream(folder + "/breakers.yaml") << "# ours\nper_hour: 7\nactions:\n  suspend: 2\n";
  const auto some = read_delivery_rules(folder);
  ASSERT_TRUE(some.ok());
  EXPECT_EQ(some.value().sha256.size(), 64U);
  EXPECT_EQ(some.value().lines.at("per_hour"), 2U);
  EXPECT_EQ(some.value().lines.at("actions.suspend"), 4U);
  std::filesystem::remove(folder + "/breakers.yaml");
  std::filesystem::create_directory(folder + "/breakers.yaml");
  EXPECT_FALSE(read_delivery_rules(folder).ok()) << "what is there and no file is no default";
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace overt
