#include "edge/cli/registry_command.h"

#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace overt::cli {
namespace {

Result<RegistryOptions> read(const std::string& line) {
  std::istringstream stream(line);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  ASSIGN_OR_RETURN(const Arguments arguments, parse_arguments(program_text(), words));
  return interpret_registry(arguments);
}

RegistryOptions options_of(const std::string& line) {
  const auto options = read(line);
  EXPECT_TRUE(options.ok()) << line << ": " << (options.ok() ? "" : options.error().message);
  return options.ok() ? options.value() : RegistryOptions();
}

std::string refusal(const std::string& line) {
  const auto options = read(line);
  return options.ok() ? "accepted" : options.error().message;
}

TEST(RegistryCommandTest, ReadsEveryOptionOfAnImport) {
  const auto options = options_of(
      "registry import a.json b.csv --registry r.db --format ftm-json --source-url u --publisher p "
      "--dataset d --retrieved-at 2024-09-04 --grade B2 --max-rejects 2% --rejects x.ndjson "
      "--recorded-at 2024-09-05T12:00:00Z");
  EXPECT_EQ(options.verb, RegistryVerb::kImport);
  EXPECT_EQ(options.operands, (std::vector<std::string>{"a.json", "b.csv"}));
  EXPECT_EQ(options.registry, "r.db");
  EXPECT_EQ(options.source.grade, (Grade{'B', '2'}));
  EXPECT_EQ(options.source.retrieved_at, micros_from_civil(2024, 9, 4));
  EXPECT_EQ(options.recorded_at, micros_from_civil(2024, 9, 5) + 12 * kMicrosPerHour);
  EXPECT_DOUBLE_EQ(options.max_rejects, .02);
}

TEST(RegistryCommandTest, ADayMeansItsEnd) {
  const auto options = options_of("registry show x --as-of 2024-09-04");
  EXPECT_EQ(options.as_of, micros_from_civil(2024, 9, 5) - 1);
  const auto diff = options_of("registry diff 2024-09-04 2024-10");
  EXPECT_EQ(diff.since, micros_from_civil(2024, 9, 5) - 1);
  EXPECT_EQ(diff.as_of, micros_from_civil(2024, 11, 1) - 1);
  EXPECT_EQ(options_of("registry as-of 2024").as_of, micros_from_civil(2025, 1, 1) - 1);
}

TEST(RegistryCommandTest, EveryVerbIsRead) {
  EXPECT_EQ(options_of("registry export").format, "ftm");
  EXPECT_EQ(options_of("registry import f --format auto").format, "");
  EXPECT_EQ(options_of("registry search two words").operands.size(), 2U);
  EXPECT_EQ(options_of("registry merge a b --author me").verb, RegistryVerb::kMerge);
  EXPECT_EQ(options_of("registry stats").verb, RegistryVerb::kStats);
}

TEST(RegistryCommandTest, WhatCannotBeMeantIsRefusedWithTheAcceptedForm) {
  EXPECT_NE(refusal("registry").find("overt registry import"), std::string::npos);
  EXPECT_NE(refusal("registry imprt x").find("did you mean import?"), std::string::npos);
  EXPECT_NE(refusal("registry import").find("no FILE"), std::string::npos);
  EXPECT_NE(refusal("registry path a").find("path ENTITY ENTITY"), std::string::npos);
  EXPECT_NE(refusal("registry merge a b").find("--author"), std::string::npos);
  EXPECT_NE(refusal("registry stats --limit 3").find("does not take --limit"), std::string::npos);
  EXPECT_NE(refusal("registry export --format xls").find("ftm, csv or gexf"), std::string::npos);
  EXPECT_NE(refusal("registry import x --grade Z9").find("B2"), std::string::npos);
  EXPECT_NE(refusal("registry as-of tomorrow").find("2024-09-16"), std::string::npos);
  EXPECT_NE(refusal("registry diff 2024-10 2024-09").find("EARLIER"), std::string::npos);
}

}  // namespace
}  // namespace overt::cli
