#include "stages/decisions/decision_json.h"

#include <gtest/gtest.h>

#include "stages/decisions/decide.h"
#include "stages/decisions/ledger_entry.h"

namespace overt {
namespace {

DecisionDraft full_draft() {
  DecisionDraft draft;
  draft.subject = {SubjectKind::kAccount, "clipper:\"1\"", "net", true, false, "fr"};
  draft.policy = "p";
  draft.policy_version = "1.0.0";
  draft.policy_hash = "abc";
  draft.clause = "c";
  draft.mode = PolicyMode::kLive;
  LadderStep step;
  step.action = ActionKind::kLabel;
  step.label = "state-affiliated";
  draft.actions.push_back(step);
  step.action = ActionKind::kLimitReach;
  step.label.clear();
  step.audience = "abroad";
  draft.actions.push_back(step);
  draft.territory = {"DE", "FR"};
  draft.facts = {{"finding.status", "confirmed"}, {"label.values", "a, b"}};
  draft.evidence = "run 1, network 2";
  draft.facts_text = "héhé\n";
  draft.people = 2;
  draft.within_hours = 24;
  draft.appeal_days = 200;
  draft.notices = {{"en", "e"}, {"fr", "f"}};
  draft.automated_detection = false;
  return draft;
}

Decision decision() {
  Decision made;
  made.id = "0123456789abcdef0123456789abcdef";
  made.draft = full_draft();
  made.events = {{DecisionEventKind::kProposed, 1'700'000'000'000'001, "ana", "why"},
                 {DecisionEventKind::kAgreed, 1'700'000'001'000'000, "rui", ""}};
  return made;
}

TEST(DecisionJsonTest, DraftsAndEventsAreReadBackAsTheyWere) {
  const auto draft = parse_draft(render_draft(full_draft()));
  ASSERT_TRUE(draft.ok()) << draft.error().message;
  EXPECT_EQ(draft.value(), full_draft());
  for (const DecisionEvent& event : decision().events) {
    const auto read = parse_event(render_event(event));
    ASSERT_TRUE(read.ok()) << read.error().message;
    EXPECT_EQ(read.value(), event);
  }
}

// What a ledger is committed to already must keep its bytes.
TEST(DecisionJsonTest, WhatDraftsDidNotAlwaysHaveIsWrittenOnlyWhereThereIsSome) {
  const std::string plain = render_draft(full_draft());
  EXPECT_TRUE(plain.ends_with(R"("automated_detection":false})")) << plain;
  DecisionDraft more = full_draft();
  more.clause_title = "A title";
  LegalBasis law;
  law.act = "Regulation";
  law.entry = "Annex XV";
  law.url = "https://law.example/";
  law.from_day = 19'052;
  more.legal_basis = law;
  more.facts_in = {{"ru", "так"}};
  more.affected = {{"clipper:1", "ru", true}, {"clipper:2", "", false}};
  const auto read = parse_draft(render_draft(more));
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read.value(), more);
  more.legal_basis->to_day = 20'000;
  EXPECT_EQ(parse_draft(render_draft(more)).value(), more);
  for (std::size_t i = 0; i < kDecisionEventKindCount; ++i) {
    DecisionEvent of_kind{static_cast<DecisionEventKind>(i), 1'700'000'000'000'001, "ria", "no"};
    of_kind.account = "clipper:2";
    EXPECT_EQ(parse_event(render_event(of_kind)).value(), of_kind) << i;
  }
  DecisionEvent event{DecisionEventKind::kAppealed, 1'700'000'000'000'001, "affected", "no"};
  EXPECT_EQ(render_event(event).find("account"), std::string::npos);
  event.account = "clipper:2";
  EXPECT_EQ(parse_event(render_event(event)).value(), event);
}

TEST(DecisionJsonTest, WhatIsMissingOrWrongIsNamed) {
  EXPECT_FALSE(parse_draft("").ok());
  EXPECT_FALSE(parse_draft("[]").ok());
  std::string json = render_draft(full_draft());
  const auto at = json.find("\"clause\"");
  json.replace(at, 8, "\"claude\"");
  const auto read = parse_draft(json);
  ASSERT_FALSE(read.ok());
  EXPECT_NE(read.error().message.find("'clause'"), std::string::npos);
  EXPECT_FALSE(
      parse_event(R"({"kind":"guessed","at":"2024-01-01T00:00:00Z","by":"","reason":""})").ok());
  EXPECT_FALSE(parse_event(R"({"kind":"agreed","at":"yesterday","by":"","reason":""})").ok());
}

TEST(LedgerEntryTest, CommitsToTheRecordAndSaysNothingElse) {
  const std::string salt(kSaltBytes, 's');
  const std::string entry = ledger_entry(decision(), 0, salt);
  const std::string record = ledger_record(decision(), 0);
  EXPECT_TRUE(commits_to(entry, record, salt));
  EXPECT_EQ(entry.find("clipper"), std::string::npos);
  EXPECT_EQ(entry.find("ana"), std::string::npos);
  EXPECT_NE(record.find("clipper"), std::string::npos);
  EXPECT_EQ(ledger_record(decision(), 1).find("clipper"), std::string::npos);
}

TEST(LedgerEntryTest, AnyOtherRecordOrSaltIsRefused) {
  const std::string salt(kSaltBytes, 's');
  const std::string entry = ledger_entry(decision(), 0, salt);
  const std::string record = ledger_record(decision(), 0);
  EXPECT_FALSE(commits_to(entry, record + " ", salt));
  EXPECT_FALSE(commits_to(entry, record, std::string(kSaltBytes, 't')));
  EXPECT_FALSE(commits_to(entry, record, "short"));
  EXPECT_FALSE(commits_to(entry, ledger_record(decision(), 1), salt));
  EXPECT_FALSE(commits_to("{}", record, salt));
  // The boundary between salt and record cannot be moved.
  EXPECT_FALSE(commits_to(entry, "s" + record, salt.substr(1)));
}

TEST(LedgerEntryTest, RecordsOfOtherKindsHaveEntriesOfTheirOwnForm) {
  LedgerRecord record;
  record.kind = RecordKind::kStatement;
  record.subject = "a.b_c-9";
  record.number = 12;
  record.decision = "d";
  record.text = "{}";
  const std::string salt(kSaltBytes, 's');
  const std::string entry = ledger_entry(record, salt);
  EXPECT_EQ(entry.substr(0, entry.find(",\"commitment")),
            R"({"v":1,"kind":"statement","subject":"a.b_c-9","number":12)");
  EXPECT_EQ(ledger_record(record),
            R"({"kind":"statement","subject":"a.b_c-9","number":12,"decision":"d","said":{}})");
  EXPECT_TRUE(commits_to(entry, ledger_record(record), salt));
  EXPECT_EQ(place_of(entry), (EntryPlace{"statement:a.b_c-9", 12}));
  EXPECT_EQ(place_of(ledger_entry(decision(), 1, salt)), (EntryPlace{decision().id, 1}));
}

TEST(LedgerEntryTest, WhatIsNoEntryHasNoPlace) {
  for (const char* wrong :
       {"", "{}", R"({"v":1,"decision":"0123","event":0,"commitment":""})",
        R"({"v":1,"decision":"00000000000000000000000000000000","event":x,"commitment":""})",
        R"({"v":1,"kind":"gossip","subject":"a","number":0,"commitment":""})",
        R"({"v":1,"kind":"notice","subject":"","number":0,"commitment":""})",
        R"({"v":1,"kind":"notice","subject":"a b","number":0,"commitment":""})",
        R"({"v":1,"kind":"notice","subject":"a","number":-1,"commitment":""})",
        R"({"v":1,"kind":"notice","subject":"a","number":9999999999,"commitment":""})",
        R"({"v":1,"kind":"notice","subject":"a","number":1)",
        R"({"v":1,"kind":"notice","subject":"a)"}) {
    EXPECT_FALSE(place_of(wrong).has_value()) << wrong;
  }
}

}  // namespace
}  // namespace overt
