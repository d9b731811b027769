#include "stages/disclosures/statement_of_reasons.h"

#include <algorithm>
#include <cctype>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <simdjson.h>

#include "base/utf8.h"
#include "stages/disclosures/check_reasons.h"
#include "stages/disclosures/disclosure_fixture_internal.h"
#include "stages/disclosures/measures.h"
#include "stages/disclosures/reasons_record.h"
#include "stages/disclosures/scrub_personal.h"

namespace overt {
namespace {

const std::string kSalt(32, 's');

PlatformAction action_on(const Decision& decision, std::size_t step) {
  PlatformAction action;
  action.key = fmt::format("{:032x}", step + 1);
  action.decision = decision.id;
  action.subject = decision.draft.subject;
  action.step = decision.draft.actions.at(step);
  return action;
}

StatementOfReasons stated(const Decision& decision, std::size_t step = 0) {
  return state_reasons(decision, action_on(decision, step), kSalt);
}

Decision told(std::vector<ActionKind> actions = {ActionKind::kSuspend}) {
  Decision decision = decided("d1", "clipper:jodoe17", "n1", std::move(actions));
  decision.draft.facts_text = "Network n1: 14 accounts, active together.";
  decision.draft.facts = {{"finding.status", "confirmed"}};
  decision.draft.notices = {{"en", "Your account acts together with others. {facts} So: {action}"},
                            {"fr", "Votre compte. {facts}"}};
  return decision;
}

std::string faults_of(const std::string& payload) {
  std::string all;
  for (const ReasonsFault& fault : check_reasons(payload)) {
    all += fault.field + ": " + fault.what + "\n";
  }
  return all;
}

TEST(StatementOfReasonsTest, EveryRestrictionIsStatedSoThatTheDatabaseTakesIt) {
  for (std::size_t kind = 0; kind < kActionKindCount; ++kind) {
    const auto action = static_cast<ActionKind>(kind);
    const Decision decision = told({action});
    EXPECT_EQ(needs_statement(decision, decision.draft.actions.front()), restricts(action));
    if (!restricts(action)) continue;
    const StatementOfReasons statement = stated(decision);
    const std::string payload = render_reasons(statement);
    EXPECT_EQ(faults_of(payload), "") << payload;
    EXPECT_FALSE(statement.visibility.empty() && statement.monetary.empty() &&
                 statement.account.empty());
  }
}

TEST(StatementOfReasonsTest, WhatIsSaidIsTheDecisions) {
  const std::string payload = render_reasons(stated(told()));
  EXPECT_EQ(
      payload,
      R"({"puid":")" + statement_puid(kSalt, fmt::format("{:032x}", 1)) +
          R"(","decision_account":"DECISION_ACCOUNT_SUSPENDED",)"
          R"("decision_ground":"DECISION_GROUND_INCOMPATIBLE_CONTENT",)"
          R"("incompatible_content_ground":)"
          R"("Policy covert-influence 1.0.0, clause operated-account",)"
          R"("incompatible_content_explanation":"Your account acts together with others.",)"
          R"("content_type":["CONTENT_TYPE_OTHER"],"content_type_other":"user account",)"
          R"("category":"STATEMENT_CATEGORY_NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS",)"
          R"("category_specification":["KEYWORD_MISINFORMATION_DISINFORMATION"],)"
          R"("territorial_scope":["AT","BE","BG","CY","CZ","DE","DK","EE","ES","FI","FR","GR",)"
          R"("HR","HU","IE","IS","IT","LI","LT","LU","LV","MT","NL","NO","PL","PT","RO","SE",)"
          R"("SI","SK"],)"
          R"("content_date":"2024-09-04","application_date":"2024-09-04",)"
          R"("decision_facts":"Network n1: 14 accounts, active together. )"
          R"(Facts used: finding.status: confirmed.",)"
          R"("source_type":"SOURCE_VOLUNTARY","automated_detection":"Yes",)"
          R"("automated_decision":"AUTOMATED_DECISION_PARTIALLY"})");
}

TEST(StatementOfReasonsTest, ASanctionIsStatedAsIllegalAndInTheUnionAlone) {
  Decision decision = told({ActionKind::kGeoRestrict});
  decision.draft.policy = "eu-restrictive-measures";
  decision.draft.territory = {"DE", "FR", "US"};
  const StatementOfReasons statement = stated(decision);
  EXPECT_TRUE(statement.illegal);
  EXPECT_EQ(statement.keyword, "KEYWORD_VIOLATION_EU_LAW");
  EXPECT_EQ(statement.territory, (std::vector<std::string>{"DE", "FR"}));
  EXPECT_NE(statement.ground.find("833/2014"), std::string::npos);
  EXPECT_EQ(faults_of(render_reasons(statement)), "");
  decision.draft.territory = {"US"};
  EXPECT_FALSE(needs_statement(decision, decision.draft.actions.front()));
}

TEST(StatementOfReasonsTest, AbroadIsEverywhereButAtHome) {
  Decision decision = told({ActionKind::kLimitReach});
  decision.draft.actions.front().audience = "abroad";
  EXPECT_EQ(stated(decision).territory.size(), 30);
  decision.draft.facts.push_back({"account.region", "HU"});
  const auto territory = stated(decision).territory;
  EXPECT_EQ(territory.size(), 29);
  EXPECT_EQ(std::count(territory.begin(), territory.end(), "HU"), 0);
}

TEST(StatementOfReasonsTest, OnlyWhatIsLiveAndTookEffectNeedsOne) {
  Decision decision = told();
  decision.draft.mode = PolicyMode::kDryRun;
  EXPECT_FALSE(needs_statement(decision, decision.draft.actions.front()));
  decision.draft.mode = PolicyMode::kShadow;
  EXPECT_FALSE(needs_statement(decision, decision.draft.actions.front()));
  decision.draft.mode = PolicyMode::kLive;
  decision.events.pop_back();
  EXPECT_FALSE(needs_statement(decision, decision.draft.actions.front()));
}

TEST(StatementOfReasonsTest, WhatWasTakenBackBeforeItWasStatedHasItsEnd) {
  Decision decision =
      told({ActionKind::kLimitReach, ActionKind::kDemonetise, ActionKind::kSuspend});
  decision.events.push_back(
      {DecisionEventKind::kReversed, kFixtureDay + 3 * kMicrosPerDay, "apo", "it is a fan"});
  constexpr std::string_view kFields[] = {"end_date_visibility_restriction",
                                          "end_date_monetary_restriction",
                                          "end_date_account_restriction"};
  for (std::size_t step = 0; step < 3; ++step) {
    const std::string payload = render_reasons(stated(decision, step));
    EXPECT_NE(payload.find(fmt::format(R"("{}":"2024-09-07")", kFields[step])), std::string::npos)
        << payload;
    EXPECT_EQ(faults_of(payload), "");
  }
}

TEST(StatementOfReasonsTest, NobodyIsInIt) {
  Decision decision = told();
  decision.draft.facts_text =
      "@jodoe17 (clipper:jodoe17, JODOE17) wrote to press@media.example from +32 2 299 11 11, see "
      "https://clipper.example/@jodoe17/video/1 and jodoe17.tumblr.com/x; ana saw it, said Q77.";
  decision.draft.facts = {{"attribution.entities", "Q77, person-x"},
                          {"finding.status", "confirmed, as person-x said"}};
  decision.draft.clause = "jodoe17";
  decision.draft.notices.front().second = "By clipper:jodoe17, person-x. {facts}";
  const StatementOfReasons statement = stated(decision);
  const std::string payload = render_reasons(statement);
  for (const std::string_view planted :
       {"jodoe17", "JODOE17", "media.example", "299", "video/1", "ana ", "Q77", "person-x"}) {
    EXPECT_EQ(payload.find(planted), std::string::npos) << planted << "\n" << payload;
  }
  EXPECT_GE(statement.taken_out, 10U);
  EXPECT_EQ(faults_of(payload), "");
}

TEST(StatementOfReasonsTest, ThePuidIsTheActionsOwnAndTellsNothing) {
  std::set<std::string> puids;
  for (std::size_t i = 0; i < 200; ++i) {
    puids.insert(statement_puid(kSalt, fmt::format("{:032x}", i)));
    puids.insert(statement_puid(std::string(32, 't'), fmt::format("{:032x}", i)));
  }
  EXPECT_EQ(puids.size(), 400);
  for (const std::string& puid : puids) {
    EXPECT_EQ(puid.size(), 32);
    EXPECT_EQ(puid.find_first_not_of("0123456789abcdef"), puid.npos);
  }
}

Decision told_network() {
  Decision decision = told({ActionKind::kLimitReach, ActionKind::kSuspend});
  decision.draft.subject = {SubjectKind::kNetwork, "n1", "n1", false, false, "en"};
  decision.draft.affected = {
      {"clipper:ming3", "en", false}, {"clipper:kolya4", "ru", false}, {"other:Zoe.5", "", true}};
  return decision;
}

TEST(StatementOfReasonsTest, EachAccountOfANetworkHasItsOwn) {
  const Decision decision = told_network();
  std::set<std::string> puids;
  for (std::size_t step = 0; step < 2; ++step) {
    const PlatformAction action = action_on(decision, step);
    const auto each = state_reasons_each(decision, action, kSalt);
    ASSERT_EQ(each.size(), 3);
    for (std::size_t i = 0; i < each.size(); ++i) {
      EXPECT_EQ(each[i].owed_to, i + 1);
      EXPECT_EQ(each[i].puid, statement_puid(kSalt, action.key, decision.draft.affected[i].id));
      EXPECT_EQ(each[i].content_other, "user account of a network");
      EXPECT_EQ(faults_of(render_reasons(each[i])), "");
      puids.insert(each[i].puid);
    }
    puids.insert(stated(decision, step).puid);
  }
  EXPECT_EQ(puids.size(), 8) << "no two are alike, and none is that of the whole network";
}

TEST(StatementOfReasonsTest, AnAccountThatIsNamedTwiceHasOne) {
  Decision decision = told_network();
  decision.draft.affected.push_back(decision.draft.affected.front());
  EXPECT_EQ(state_reasons_each(decision, action_on(decision, 0), kSalt).size(), 3);
}

TEST(StatementOfReasonsTest, WhereNoAccountsAreNamedItIsTheOneThatItWas) {
  // Whoever derives it otherwise hands over a second statement for what is stated already.
  EXPECT_EQ(statement_puid(kSalt, fmt::format("{:032x}", 1)), "e4e7d575e936efe44f03010f7903f0de");
  Decision account = told();
  const auto one = state_reasons_each(account, action_on(account, 0), kSalt);
  EXPECT_EQ(one, std::vector<StatementOfReasons>{stated(account)});
  EXPECT_EQ(one.front().puid, statement_puid(kSalt, fmt::format("{:032x}", 1)));
  EXPECT_EQ(one.front().owed_to, 0);
  Decision network = told_network();
  network.draft.affected.clear();
  EXPECT_EQ(state_reasons_each(network, action_on(network, 0), kSalt),
            std::vector<StatementOfReasons>{stated(network)});
}

TEST(StatementOfReasonsTest, NoAccountOfANetworkIsInAnyOfThem) {
  Decision decision = told_network();
  decision.draft.facts_text =
      "ming3 and Kolya4 posted alike; clipper:ming3 first, zoe.5 (other:zoe.5) a minute later.";
  decision.draft.facts = {{"finding.status", "confirmed, with KOLYA4"}};
  decision.draft.clause = "zoe.5";
  decision.draft.notices.front().second = "You act with clipper:kolya4. {facts}";
  std::vector<StatementOfReasons> all;
  for (std::size_t step = 0; step < 2; ++step) {
    for (auto& one : state_reasons_each(decision, action_on(decision, step), kSalt)) {
      all.push_back(std::move(one));
    }
  }
  std::string text = reasons_csv(all);
  for (const StatementOfReasons& one : all) {
    EXPECT_EQ(faults_of(render_reasons(one)), "");
    EXPECT_GE(one.taken_out, 8U);
    text += render_reasons(one);
  }
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  for (const std::string_view planted : {"ming3", "kolya4", "zoe"}) {
    EXPECT_EQ(text.find(planted), std::string::npos) << planted << "\n" << text;
  }
}

TEST(StatementOfReasonsTest, WhateverADecisionSaysTheStatementMayBeSent) {
  EXPECT_TRUE(rc::check("any text", [] {
    const auto text = [] {
      const auto pieces =
          *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
              "jo", "@", ".", " ", "/", ":", "https://x.example/a", "12345", "é", "\xFF", "{", "\n",
              "漢", std::string(300, 'x'), std::string(990, 'y') + "@x.example"));
      std::string all;
      for (const std::string& piece : pieces) all += piece;
      return all;
    };
    Decision decision = told({ActionKind::kSuspend, ActionKind::kNoAds});
    decision.draft.facts_text = text();
    decision.draft.clause = text();
    decision.draft.notices = {{"de", text()}};
    decision.draft.facts = {{"account.region", text()}, {"disclosure.peers", text()}};
    for (std::size_t step = 0; step < 2; ++step) {
      const StatementOfReasons statement = stated(decision, step);
      const std::string payload = render_reasons(statement);
      RC_ASSERT(faults_of(payload) == "");
      RC_ASSERT(payload == render_reasons(stated(decision, step)));
      RC_ASSERT(statement.source_type == "SOURCE_TYPE_OTHER_NOTIFICATION");
    }
  }));
}

TEST(StatementOfReasonsTest, TheTableHasARowEach) {
  const Decision decision = told({ActionKind::kLimitReach, ActionKind::kSuspend});
  const std::string csv = reasons_csv({stated(decision, 0), stated(decision, 1)});
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 3);
  EXPECT_NE(csv.find("DECISION_ACCOUNT_SUSPENDED"), std::string::npos);
}

TEST(StatementOfReasonsTest, ARecordReadsBackAsItWasWritten) {
  ReasonsRecord record;
  record.action_key = "k1";
  record.at = kFixtureDay;
  record.uuid = "u";
  record.existing = true;
  record.payload = R"({"puid":"p"})";
  record.ended = "2024-09-07";
  EXPECT_EQ(parse_reasons_record(render_reasons_record(record)).value(), record);
  const ReasonsRecord ended = {ReasonsStep::kEnded, "k1", kFixtureDay, "", false, "", "2024-09-07"};
  EXPECT_EQ(parse_reasons_record(render_reasons_record(ended)).value(), ended);
  for (const std::string_view bad : {"", "{}", "[]", R"({"step":"accepted","action":"k"})"}) {
    EXPECT_FALSE(parse_reasons_record(bad).ok()) << bad;
  }
}

}  // namespace
}  // namespace overt
