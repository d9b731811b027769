#include "edge/cli/deliver_command.h"

#include <sstream>

#include <gtest/gtest.h>

namespace overt::cli {
namespace {

Result<DeliverOptions> read(const std::string& line) {
  std::vector<std::string> words;
  std::istringstream in(line);
  for (std::string word; in >> word;) words.push_back(word);
  ASSIGN_OR_RETURN(const Arguments arguments, parse_arguments(program_text(), words));
  return interpret_deliver(arguments);
}

std::string error_of(const std::string& line) {
  const auto options = read(line);
  return options.ok() ? "" : options.error().message;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(DeliverCommandTest, ReadsWhatToDeliverWhereAndWithinWhichLimits) {
  const auto options =
      read(
          "deliver --data d --sink webhook:https://example.org --secret-file s --watch --per-hour "
          "10 --per-policy 9 --per-person 8 --per-network 7 --delay 2h --allow-private")
          .value();
  EXPECT_EQ(options.verb, DeliverVerb::kWatch);
  EXPECT_EQ(options.data, "d");
  EXPECT_EQ(options.sink, "webhook:https://example.org");
  EXPECT_EQ(options.secret_file, "s");
  EXPECT_TRUE(options.allow_private);
  EXPECT_EQ(options.flags.per_hour, 10U);
  EXPECT_EQ(options.flags.per_policy, 9U);
  EXPECT_EQ(options.flags.per_person, 8U);
  EXPECT_EQ(options.flags.per_network, 7U);
  EXPECT_EQ(options.flags.delay_us_max, 2 * kMicrosPerHour);
  const auto told =
      read("deliver --sink labeler --notices webhook:https://a.example --notices-secret-file n")
          .value();
  EXPECT_EQ(told.notices, "webhook:https://a.example");
  EXPECT_EQ(told.notices_secret_file, "n");
  EXPECT_FALSE(told.flags.per_hour.has_value()) << "then breakers.yaml says it";
  EXPECT_EQ(read("deliver --sink file:a").value().verb, DeliverVerb::kOnce);
  EXPECT_EQ(read("deliver --sink file:a --once").value().verb, DeliverVerb::kOnce);
}

TEST(DeliverCommandTest, ReadsWhatElseThereIsToDo) {
  EXPECT_EQ(read("deliver --status").value().verb, DeliverVerb::kStatus);
  EXPECT_EQ(read("deliver --dead").value().verb, DeliverVerb::kDead);
  const auto replay = read("deliver --replay all --by apo --reason back").value();
  EXPECT_EQ(replay.verb, DeliverVerb::kReplay);
  EXPECT_EQ(replay.named, "all");
  EXPECT_EQ(replay.by, "apo");
  const auto reset = read("deliver --reset network:n1 --by apo --reason seen").value();
  EXPECT_EQ(reset.verb, DeliverVerb::kReset);
  EXPECT_EQ(reset.named, "network:n1");
  EXPECT_EQ(reset.reason, "seen");
}

TEST(DeliverCommandTest, SaysWhatIsMissingOrDoesNotGoTogether) {
  EXPECT_TRUE(has(error_of("deliver"), "--sink"));
  EXPECT_TRUE(has(error_of("deliver --watch"), "--sink"));
  EXPECT_TRUE(has(error_of("deliver --sink file:a --watch --once"), "one of them"));
  EXPECT_TRUE(has(error_of("deliver --dead --status"), "one at a time"));
  EXPECT_TRUE(has(error_of("deliver --dead --sink file:a"), "--sink does not go with --dead"));
  EXPECT_TRUE(has(error_of("deliver --replay k --reason r"), "--by is missing"));
  EXPECT_TRUE(has(error_of("deliver --reset all --by apo"), "--reason is missing"));
  EXPECT_TRUE(has(error_of("deliver --sink file:a --by apo"), "--by does not go"));
  EXPECT_TRUE(has(error_of("deliver --sink file:a --per-hour many"), "--per-hour"));
  EXPECT_FALSE(error_of("deliver something --dead").empty());
}

}  // namespace
}  // namespace overt::cli
