// The commands whose first word is a verb, as they are read: policy, cases, decide, undo, people,
// ledger, reconcile, notices, breakers.
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "edge/cli/breakers_command.h"
#include "edge/cli/cases_command.h"
#include "edge/cli/decide_command.h"
#include "edge/cli/ledger_command.h"
#include "edge/cli/notices_command.h"
#include "edge/cli/people_command.h"
#include "edge/cli/policy_command.h"

namespace overt::cli {
namespace {

template <typename Interpret>
auto read(const std::string& line, const Interpret& interpret)
    -> decltype(interpret(std::declval<const Arguments&>())) {
  std::istringstream stream(line);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  ASSIGN_OR_RETURN(const Arguments arguments, parse_arguments(program_text(), words));
  return interpret(arguments);
}

template <typename Interpret>
std::string refusal(const std::string& line, const Interpret& interpret) {
  const auto options = read(line, interpret);
  return options.ok() ? "accepted" : options.error().message;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(VerbCommandsTest, ReadsABacktest) {
  const auto options = read(
      "policy backtest new.yaml --runs a,b --against old.yaml --sample 3 --sample-key k --accounts "
      "p.csv --protected l --facts f --on 2024-09-20 --region US",
      interpret_policy);
  ASSERT_TRUE(options.ok()) << options.error().message;
  EXPECT_EQ(options.value().verb, PolicyVerb::kBacktest);
  EXPECT_EQ(options.value().sources.runs, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(options.value().against, "old.yaml");
  EXPECT_EQ(options.value().sample, 3U);
  EXPECT_EQ(options.value().region, "US");
  EXPECT_EQ(options.value().day, micros_from_civil(2024, 9, 20) / kMicrosPerDay);
}

TEST(VerbCommandsTest, RefusesWhatAPolicyVerbCannotMean) {
  EXPECT_TRUE(contains(refusal("policy", interpret_policy), "overt policy check"));
  EXPECT_TRUE(contains(refusal("policy chek x", interpret_policy), "did you mean check?"));
  EXPECT_TRUE(contains(refusal("policy check", interpret_policy), "check FILE|FOLDER..."));
  EXPECT_TRUE(contains(refusal("policy terms x", interpret_policy), "say overt policy terms"));
  EXPECT_TRUE(contains(refusal("policy backtest x", interpret_policy), "--runs is missing"));
  EXPECT_TRUE(
      contains(refusal("policy check x --runs r", interpret_policy), "does not take --runs"));
  EXPECT_TRUE(contains(refusal("policy evaluate x", interpret_policy), "--facts FILE"));
  EXPECT_TRUE(contains(refusal("policy evaluate x --runs r --region usa", interpret_policy), "US"));
}

TEST(VerbCommandsTest, ReadsAProposal) {
  const auto options = read(
      "decide propose --run r --network n --policy p --by ana --reason why --up-to suspend --about "
      "network --at 2024-09-16T12:00:00Z --lang fr --data d",
      interpret_decide);
  ASSERT_TRUE(options.ok()) << options.error().message;
  EXPECT_EQ(options.value().verb, DecideVerb::kPropose);
  EXPECT_EQ(options.value().up_to, ActionKind::kSuspend);
  EXPECT_EQ(options.value().about, DecideAbout::kNetwork);
  EXPECT_EQ(options.value().at, micros_from_civil(2024, 9, 16) + 12 * kMicrosPerHour);
  EXPECT_EQ(options.value().sources.runs, std::vector<std::string>{"r"});
}

TEST(VerbCommandsTest, ExplainIsAVerbAndAnOption) {
  for (const std::string line : {"decide explain --run r --network n --policy p",
                                 "decide --explain --run r --network n --policy p",
                                 "decide propose --explain --run r --network n --policy p --by a "
                                 "--reason b"}) {
    const auto options = read(line, interpret_decide);
    ASSERT_TRUE(options.ok()) << options.error().message;
    EXPECT_EQ(options.value().verb, DecideVerb::kExplain) << line;
  }
}

TEST(VerbCommandsTest, AProposalIsAboutANetworkOrASubject) {
  const auto options =
      read("decide explain --facts f --subject account:clipper:1 --policy p", interpret_decide);
  ASSERT_TRUE(options.ok()) << options.error().message;
  EXPECT_EQ(options.value().subject, "account:clipper:1");
  for (const std::string line :
       {"decide explain --policy p", "decide explain --policy p --run r",
        "decide explain --policy p --subject account:x",
        "decide explain --policy p --run r --network n --facts f --subject account:x"}) {
    EXPECT_TRUE(contains(refusal(line, interpret_decide), "about whom?")) << line;
  }
}

TEST(VerbCommandsTest, DecisionsAreNamedByIdOrByNetwork) {
  EXPECT_EQ(read("decide agree a b --by rui", interpret_decide).value().decisions.size(), 2U);
  EXPECT_EQ(read("undo --network n --by apo --reason r", interpret_undo).value().network, "n");
  EXPECT_TRUE(contains(refusal("decide agree --by rui", interpret_decide), "--network"));
  EXPECT_TRUE(contains(refusal("decide agree a --network n --by rui", interpret_decide),
                       "name decisions, or a network"));
  EXPECT_TRUE(contains(refusal("undo --by apo --reason r", interpret_undo), "--network"));
  EXPECT_TRUE(contains(refusal("undo a --by apo", interpret_undo), "--reason is missing"));
  EXPECT_TRUE(contains(refusal("decide agree a", interpret_decide), "--by is missing"));
  EXPECT_TRUE(contains(refusal("decide list --state shut", interpret_decide), "in_effect"));
  EXPECT_TRUE(contains(refusal("decide agree a --by b --reason c", interpret_decide),
                       "does not take --reason"));
}

TEST(VerbCommandsTest, AnAppealIsUpheldOrReversed) {
  EXPECT_TRUE(read("decide hear a reverse --by ria --reason r", interpret_decide).value().reverse);
  EXPECT_FALSE(read("decide hear a uphold --by ria --reason r", interpret_decide).value().reverse);
  EXPECT_FALSE(read("decide hear a reverse --by ria --reason r", interpret_decide).value().whole);
  EXPECT_TRUE(
      read("decide hear a reverse --whole --by ria --reason r", interpret_decide).value().whole);
  EXPECT_EQ(read("decide hear a reverse --account clipper:1 --by ria --reason r", interpret_decide)
                .value()
                .account,
            "clipper:1");
  EXPECT_EQ(
      read("decide appeal a --account clipper:1 --reason r", interpret_decide).value().account,
      "clipper:1");
  EXPECT_FALSE(read("decide hear a uphold --whole --by ria --reason r", interpret_decide).ok());
  EXPECT_FALSE(
      read("decide hear a reverse --whole --account x --by ria --reason r", interpret_decide).ok());
  EXPECT_TRUE(contains(refusal("decide hear a maybe --by ria --reason r", interpret_decide),
                       "uphold or reverse"));
}

TEST(VerbCommandsTest, ReadsPeopleAndTheirRoles) {
  const auto options = read("people add ana --roles analyst,reviewer --by root", interpret_people);
  ASSERT_TRUE(options.ok()) << options.error().message;
  EXPECT_EQ(options.value().person.roles,
            (std::vector<StaffRole>{StaffRole::kAnalyst, StaffRole::kReviewer}));
  EXPECT_TRUE(contains(refusal("people add ana --roles boss", interpret_people), "policy_editor"));
  EXPECT_TRUE(contains(refusal("people add ana", interpret_people), "--roles is missing"));
  EXPECT_TRUE(contains(refusal("people add affected --roles viewer", interpret_people), "another"));
}

TEST(VerbCommandsTest, ReadsTheLedgersVerbs) {
  const auto receipt =
      read("ledger receipt d --out r.tlog-proof --event 0 --record x", interpret_ledger);
  ASSERT_TRUE(receipt.ok()) << receipt.error().message;
  EXPECT_EQ(receipt.value().verb, LedgerVerb::kReceipt);
  EXPECT_EQ(receipt.value().event, 0);
  EXPECT_EQ(read("ledger receipt d --out r", interpret_ledger).value().event, -1);
  EXPECT_EQ(read("reconcile --data build/demo", interpret_reconcile).value().data, "build/demo");
  EXPECT_TRUE(contains(refusal("ledger receipt d", interpret_ledger), "--out is missing"));
  EXPECT_TRUE(contains(refusal("ledger check-receipt f", interpret_ledger), "--key is missing"));
  EXPECT_TRUE(contains(refusal("ledger check-receipt f --key k --data d", interpret_ledger),
                       "does not take --data"));
  EXPECT_TRUE(contains(refusal("ledger consistency a", interpret_ledger), "OLD NEW"));
  EXPECT_TRUE(contains(refusal("ledger init --origin a+b", interpret_ledger), "no plus"));
}

TEST(VerbCommandsTest, ReadsTheVerbsOfNotices) {
  const auto link = read("notices link d --account a --by ana", interpret_notices);
  ASSERT_TRUE(link.ok()) << link.error().message;
  EXPECT_EQ(link.value().verb, NoticesVerb::kLink);
  EXPECT_EQ(link.value().decision, "d");
  EXPECT_EQ(link.value().account, "a");
  EXPECT_EQ(read("notices list --state blocked", interpret_notices).value().state, "blocked");
  EXPECT_EQ(read("notices precision --policy p", interpret_notices).value().policy, "p");
  EXPECT_TRUE(contains(refusal("notices retry", interpret_notices), "--by is missing"));
  EXPECT_TRUE(contains(refusal("notices show", interpret_notices), "DECISION"));
  EXPECT_TRUE(contains(refusal("notices list --state lost", interpret_notices), "withdrawn"));
  EXPECT_TRUE(contains(refusal("notices show d --by ana", interpret_notices), "--by"));
}

TEST(VerbCommandsTest, ReadsTheVerbsOfBreakers) {
  const auto accept = read("breakers accept --data d --by apo --reason busy", interpret_breakers);
  ASSERT_TRUE(accept.ok()) << accept.error().message;
  EXPECT_EQ(accept.value().verb, BreakersVerb::kAccept);
  EXPECT_EQ(accept.value().data, "d");
  EXPECT_EQ(accept.value().by, "apo");
  EXPECT_EQ(accept.value().reason, "busy");
  EXPECT_EQ(read("breakers settings", interpret_breakers).value().verb, BreakersVerb::kSettings);
  EXPECT_EQ(read("breakers show", interpret_breakers).value().verb, BreakersVerb::kShow);
  EXPECT_EQ(read("breakers history", interpret_breakers).value().verb, BreakersVerb::kHistory);
  EXPECT_TRUE(contains(refusal("breakers accept --reason r", interpret_breakers), "--by"));
  EXPECT_TRUE(contains(refusal("breakers accept --by apo", interpret_breakers), "--reason"));
  EXPECT_TRUE(contains(refusal("breakers show --by apo", interpret_breakers), "--by"));
}

TEST(VerbCommandsTest, ReadsTheVerbsOfCases) {
  const auto open = read("cases open --run r --by ana --within 1d --network n", interpret_cases);
  ASSERT_TRUE(open.ok()) << open.error().message;
  EXPECT_EQ(open.value().within_hours, 24U);
  EXPECT_EQ(read("cases close c --text why --by rui", interpret_cases).value().text, "why");
  EXPECT_TRUE(contains(refusal("cases assign c --by ana", interpret_cases), "--to is missing"));
  EXPECT_TRUE(contains(refusal("cases show", interpret_cases), "show CASE"));
  EXPECT_EQ(read("cases next --by rui --queue q", interpret_cases).value().queue, "q");
  EXPECT_EQ(read("cases judge c --verdict unclear --text x --by rui", interpret_cases).value().verb,
            CasesVerb::kJudge);
  EXPECT_TRUE(contains(refusal("cases judge c --text x --by rui", interpret_cases),
                       "--verdict is missing"));
  const auto rules = read("cases rules --golden 5% --lease 10m --by adm", interpret_cases);
  ASSERT_TRUE(rules.ok());
  EXPECT_EQ(rules.value().golden_share, .05);
  EXPECT_EQ(rules.value().lease, 10 * kMicrosPerMinute);
  EXPECT_FALSE(rules.value().second_share.has_value());
}

}  // namespace
}  // namespace overt::cli
