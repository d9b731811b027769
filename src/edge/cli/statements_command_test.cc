#include "edge/cli/statements_command.h"

#include <gtest/gtest.h>

namespace overt::cli {
namespace {

Result<StatementsOptions> read(std::vector<std::string> words) {
  words.insert(words.begin(), "statements");
  return interpret_statements(parse_arguments(program_text(), words).value());
}

std::string refusal(std::vector<std::string> words) {
  const auto options = read(std::move(words));
  return options.ok() ? std::string() : options.error().message;
}

TEST(StatementsCommandTest, SendsNothingUnlessItIsSaid) {
  const StatementsOptions options = read({}).value();
  EXPECT_TRUE(options.send.empty());
  EXPECT_FALSE(options.all);
  EXPECT_EQ(options.format, StatementsFormat::kNdjson);
  EXPECT_TRUE(read({"--dry-run"}).value().send.empty());
}

TEST(StatementsCommandTest, ReadsWhatIsLookedAt) {
  const StatementsOptions options =
      read({"--data", "d", "--decision", "01", "--all", "-o", "s.csv", "--format", "csv"}).value();
  EXPECT_EQ(options.data, "d");
  EXPECT_EQ(options.decision, "01");
  EXPECT_TRUE(options.all);
  EXPECT_EQ(options.out, "s.csv");
  EXPECT_EQ(options.format, StatementsFormat::kCsv);
}

TEST(StatementsCommandTest, ReadsWhereToAndHow) {
  const StatementsOptions options =
      read({"--send", "https://dsa.example", "--token-file", "t", "--batch", "7", "--tries", "2",
            "--rejects", "r", "--ca-file", "c", "--allow-private"})
          .value();
  EXPECT_EQ(options.send, "https://dsa.example");
  EXPECT_EQ(options.token_file, "t");
  EXPECT_EQ(options.batch, 7U);
  EXPECT_EQ(options.tries, 2U);
  EXPECT_EQ(options.rejects, "r");
  EXPECT_TRUE(options.allow_private);
}

TEST(StatementsCommandTest, RefusesWhatContradictsItself) {
  EXPECT_NE(refusal({"--send", "https://dsa.example"}).find("--token-file"), std::string::npos);
  EXPECT_NE(refusal({"--send", "u", "--token-file", "t", "--dry-run"}).find("--dry-run"),
            std::string::npos);
  EXPECT_NE(refusal({"--send", "u", "--token-file", "t", "--out", "o"}).find("--out"),
            std::string::npos);
  EXPECT_NE(refusal({"--batch", "5"}).find("--send"), std::string::npos);
  EXPECT_NE(refusal({"--send", "u", "--token-file", "t", "--batch", "101"}).find("--batch"),
            std::string::npos);
  EXPECT_NE(refusal({"--format", "xml"}).find("ndjson, json or csv"), std::string::npos);
  EXPECT_NE(refusal({"word"}).find("word"), std::string::npos);
  EXPECT_NE(refusal({"--out", "-"}).find("--out"), std::string::npos);
}

}  // namespace
}  // namespace overt::cli
