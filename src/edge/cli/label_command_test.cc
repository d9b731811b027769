#include "edge/cli/label_command.h"

#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "edge/cli/arguments.h"

namespace overt::cli {
namespace {

Result<LabelOptions> read(const std::string& line) {
  std::istringstream stream(line);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  auto arguments = parse_arguments(program_text(), words);
  if (!arguments.ok()) return std::move(arguments).error();
  return interpret_label(arguments.value());
}

std::string error_of(const std::string& line) {
  const auto options = read(line);
  return options.ok() ? std::string() : options.error().message;
}

TEST(LabelCommandTest, EveryVerbReadsWhatItNeeds) {
  const auto assess = read("label assess a.yaml b.yaml --on 2024-09-23");
  ASSERT_TRUE(assess.ok()) << assess.error().message;
  EXPECT_EQ(assess.value().paths, (std::vector<std::string>{"a.yaml", "b.yaml"}));
  EXPECT_EQ(assess.value().day, parse_partial_date("2024-09-23")->first_day);
  const auto apply = read("label apply a.yaml --on 2024-09-23 --registry r --by me --dry-run");
  ASSERT_TRUE(apply.ok()) << apply.error().message;
  EXPECT_EQ(apply.value().verb, LabelVerb::kApply);
  EXPECT_TRUE(apply.value().dry_run);
  EXPECT_EQ(apply.value().log, "labels.ndjson");
  const auto show = read("label show account:clipper:x --log l.ndjson");
  ASSERT_TRUE(show.ok()) << show.error().message;
  EXPECT_EQ(name_of(*show.value().subject), "account:clipper:x");
  EXPECT_EQ(show.value().log, "l.ndjson");
  EXPECT_TRUE(read("label history").ok());
  EXPECT_TRUE(read("label list").ok());
}

TEST(LabelCommandTest, WhatIsMissingOrWithoutEffectIsSaid) {
  EXPECT_NE(error_of("label").find("assess, apply, list, show or history"), std::string::npos);
  EXPECT_NE(error_of("label asess a.yaml").find("did you mean assess?"), std::string::npos);
  EXPECT_NE(error_of("label assess --on 2024-09-23").find("no FILE"), std::string::npos);
  EXPECT_NE(error_of("label assess a.yaml").find("--on DATE is missing"), std::string::npos);
  EXPECT_NE(error_of("label assess a.yaml --on 2024-09").find("not a date"), std::string::npos);
  EXPECT_NE(error_of("label apply a.yaml --on 2024-09-23 --by me").find("--registry"),
            std::string::npos);
  EXPECT_NE(error_of("label apply a.yaml --on 2024-09-23 --registry r").find("--by"),
            std::string::npos);
  EXPECT_NE(error_of("label list --by me").find("does not take --by"), std::string::npos);
  EXPECT_NE(error_of("label show").find("no SUBJECT"), std::string::npos);
  EXPECT_NE(error_of("label show person:x").find("not a subject"), std::string::npos);
}

}  // namespace
}  // namespace overt::cli
