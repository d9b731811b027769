#include "stages/decisions/notice.h"

#include <set>

#include <gtest/gtest.h>

#include "stages/decisions/decide.h"
#include "stages/decisions/notice_words.h"

namespace overt {
namespace {

const Person kAna{"ana", {StaffRole::kAnalyst}};
const Person kRui{"rui", {StaffRole::kReviewer}};
const Person kRia{"ria", {StaffRole::kReviewer}};
const Person kApo{"apo", {StaffRole::kApprover}};
constexpr TimeUs kBegin = 1'700'000'000'000'000;  // 2023-11-14

NoticeSettings settings() {
  NoticeSettings made;
  made.platform = "Clipper";
  made.appeals = "https://clipper.example";
  made.out_of_court = {{"en", "Turn to the board."},
                       {"fr", "Saisissez l'organisme."},
                       {"ru", "Обратитесь в орган."}};
  made.judicial = {
      {"en", "Go to court."}, {"fr", "Saisissez le tribunal."}, {"ru", "Обратитесь в суд."}};
  return made;
}

DecisionDraft draft() {
  DecisionDraft made;
  made.subject.id = "clipper:1";
  made.subject.lang = "en";
  made.policy = "covert-influence";
  made.policy_version = "1.2.0";
  made.clause = "operated-account";
  made.clause_title = "A member of a confirmed covert network";
  made.mode = PolicyMode::kLive;
  LadderStep step;
  step.action = ActionKind::kLabel;
  step.label = "covert";
  made.actions.push_back(step);
  step.action = ActionKind::kLimitReach;
  step.label.clear();
  step.audience = "all";
  made.actions.push_back(step);
  made.territory = {"DE", "FR"};
  made.facts = {{"finding.status", "confirmed"}};
  made.facts_text = "24 accounts acted as one.";
  made.facts_in = {{"fr", "24 comptes ont agi ensemble."},
                   {"ru", "24 аккаунта действовали вместе."}};
  made.notices = {{"en", "Seen: {facts} Done: {action} Object: {appeal}"},
                  {"fr", "Vu : {facts} Fait : {action} Contester : {appeal}"},
                  {"ru", "Видно: {facts} Сделано: {action} Возразить: {appeal}"}};
  return made;
}

Decision in_effect(DecisionDraft about = draft()) {
  Decision decision = propose(std::move(about), kAna, "internal words", kBegin).value();
  EXPECT_TRUE(agree(decision, kRui, kBegin + 1).ok());
  EXPECT_EQ(state_of(decision), DecisionState::kInEffect);
  return decision;
}

DecisionDraft about_network() {
  DecisionDraft made = draft();
  made.subject.kind = SubjectKind::kNetwork;
  made.subject.id = "n1";
  made.affected = {
      {"clipper:1", "fr-CA", false}, {"clipper:2", "ru", true}, {"clipper:3", "", false}};
  return made;
}

WrittenNotice effect_of(const Decision& decision, std::size_t place = 0,
                        const NoticeSettings& says = settings()) {
  return write_notice(decision, notices_due(decision, 0).at(place), says, kBegin);
}

void expect_parts(const std::string& text, std::initializer_list<const char*> parts) {
  for (const char* const part : parts) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  }
}

TEST(NoticeTest, SaysEverythingThatMustBeSaid) {
  const WrittenNotice written = effect_of(in_effect());
  EXPECT_EQ(written.notice.state, NoticeState::kReady) << written.notice.blocked;
  expect_parts(
      written.notice.text,
      {"Clipper", "clipper:1", "a label is shown (covert)", "DE, FR", "from 2023-11-14 until",
       "24 accounts acted as one.", "covert-influence 1.2.0, clause operated-account",
       "A member of a confirmed covert network",
       "acting together, on evidence that the search had not seen: confirmed",
       "Automated means were used to find it", "decided by people, 2 of them",
       "https://clipper.example/appeals/{appeal-token}", "until 2024-05-22", "Turn to the board.",
       "Go to court.", "own initiative"});
  EXPECT_NE(written.notice.text.find(". Object: "), std::string::npos) << "a sentence of its own";
  EXPECT_EQ(written.notice.text.find("internal words"), std::string::npos);
  for (const char* const name : {"ana", "rui"}) {
    EXPECT_EQ(written.notice.text.find(std::string(" ") + name), std::string::npos);
  }
  expect_parts(written.notice.json,
               {R"("state":"ready")", R"("cause":"effect")", R"("territory":["DE","FR"])",
                R"("until":null)", R"("automated":{"detection":true,"decision":false})",
                R"("ground":{"kind":"terms","policy":"covert-influence")",
                R"("source":"own_initiative")", R"("asked_for":{"finding.status":"confirmed"})",
                R"("appeal_until":"2024-05-22T23:59:59Z")", R"("judicial":"Go to court.")"});
}

TEST(NoticeTest, TheSameDecisionGivesTheSameBytes) {
  EXPECT_EQ(effect_of(in_effect()).notice.json, effect_of(in_effect()).notice.json);
  Decision later = in_effect();
  ASSERT_TRUE(appeal(later, "no", kBegin + 5).ok());
  EXPECT_EQ(effect_of(later).notice.json, effect_of(in_effect()).notice.json)
      << "what came afterwards changes nothing";
}

TEST(NoticeTest, ALawIsNamedWhereThereIsOne) {
  DecisionDraft about = draft();
  about.legal_basis = LegalBasis{};
  about.legal_basis->act = "Regulation (EU) No 833/2014";
  about.legal_basis->entry = "Annex XV";
  about.legal_basis->url = "https://law.example/";
  const Notice notice = effect_of(in_effect(about)).notice;
  expect_parts(notice.text, {"Regulation (EU) No 833/2014, Annex XV https://law.example/"});
  expect_parts(notice.json, {R"("kind":"law")", R"("entry":"Annex XV")"});
}

TEST(NoticeTest, EachAccountOfANetworkIsToldInItsLanguage) {
  const Decision decision = in_effect(about_network());
  const auto due = notices_due(decision, 0);
  ASSERT_EQ(due.size(), 3U);
  EXPECT_EQ(std::set<std::string>({due[0].id, due[1].id, due[2].id}).size(), 3U);
  const Notice french = effect_of(decision, 0).notice;
  EXPECT_EQ(french.lang, "fr-CA") << "by the text in fr";
  expect_parts(french.text, {"Ce qui a été décidé", "24 comptes ont agi", "Saisissez le tribunal"});
  const Notice russian = effect_of(decision, 1).notice;
  expect_parts(russian.text, {"ни в чём вас не обвиняем", "24 аккаунта", "Обратитесь в суд"});
  const Notice english = effect_of(decision, 2).notice;
  EXPECT_EQ(english.lang, "en") << "the decision's, where the account's is not known";
  EXPECT_EQ(english.text.find("accused of nothing"), std::string::npos) << "it was not deceived";
}

TEST(NoticeTest, SaysWhichLanguagesWerePassedOverAndWhy) {
  DecisionDraft about = draft();
  about.subject.lang = "de";
  NoticeSettings says = settings();
  const Notice notice = effect_of(in_effect(about), 0, says).notice;
  EXPECT_EQ(notice.lang, "en");
  expect_parts(notice.json, {R"("wanted":"de","order":["de","en","fr","ru"])",
                             R"("passed_over":["de: there are no fixed words"])"});
  about.subject.lang = "ru";
  says.judicial.pop_back();
  expect_parts(effect_of(in_effect(about), 0, says).notice.json,
               {R"("of":"en")", "ru: notices.yaml has no judicial"});
}

TEST(NoticeTest, WithAPartMissingItIsBlockedAndNamesEach) {
  DecisionDraft about = draft();
  about.facts_text.clear();
  about.notices.clear();
  const Notice notice = effect_of(in_effect(about)).notice;
  EXPECT_EQ(notice.state, NoticeState::kBlocked);
  expect_parts(notice.blocked, {"no facts in words", "en: the clause has no text"});
  EXPECT_TRUE(notice.text.empty());
  EXPECT_TRUE(is_blocked_notice(notice.json));
  EXPECT_FALSE(is_blocked_notice(effect_of(in_effect()).notice.json));
  EXPECT_FALSE(is_blocked_notice(""));
  expect_parts(notice.json, {R"("state":"blocked")", R"("blocked":"the decision has no facts)"});
  NoticeSettings none;
  none.problem = "there is no notices.yaml";
  EXPECT_EQ(effect_of(in_effect(), 0, none).notice.blocked, "there is no notices.yaml");
  DecisionDraft content = draft();
  content.subject.kind = SubjectKind::kContent;
  expect_parts(effect_of(in_effect(content)).notice.blocked, {"known of no account"});
  DecisionDraft large = draft();
  large.facts_text = std::string(kNoticeBytesMax, 'x');
  expect_parts(effect_of(in_effect(large)).notice.blocked, {"bytes and may have 17000"});
}

TEST(NoticeTest, TheOutcomeOfAnAppealIsToldToWhomItConcerns) {
  Decision decision = in_effect(about_network());
  const std::size_t before = decision.events.size();
  ASSERT_TRUE(appeal(decision, "not me", kBegin + 5, {"clipper:2", 0}).ok());
  ASSERT_TRUE(hear_appeal(decision, kRia, {false}, "The link holds.", kBegin + 6).ok());
  auto due = notices_due(decision, before);
  ASSERT_EQ(due.size(), 1U) << "who did not object has no outcome";
  EXPECT_EQ(due[0].account, "clipper:2");
  const Notice stands = write_notice(decision, due[0], settings(), kBegin + 6).notice;
  EXPECT_EQ(stands.until, 0) << "the appeal is used";
  expect_parts(stands.text, {"Решение остаётся в силе", "The link holds.", "Обратитесь в суд"});
  const std::size_t heard = decision.events.size();
  ASSERT_TRUE(appeal(decision, "nor me", kBegin + 7, {"clipper:1", 0}).ok());
  Decision for_one = decision;
  ASSERT_TRUE(hear_appeal(decision, kRia, {true, true, ""}, "A fan club.", kBegin + 8).ok());
  due = notices_due(decision, heard);
  EXPECT_EQ(due.size(), 3U) << "what is undone is undone for all";
  const Notice reversed = write_notice(decision, due[2], settings(), kBegin + 8).notice;
  expect_parts(reversed.text, {"It is reversed", "A fan club.", "taken back", "label is shown"});
  EXPECT_EQ(reversed.text.find("Go to court"), std::string::npos);
  ASSERT_TRUE(hear_appeal(for_one, kRia, {true}, "No member.", kBegin + 8).ok());
  due = notices_due(for_one, heard);
  ASSERT_EQ(due.size(), 1U) << "the others stay as they are, and have nothing to hear";
  EXPECT_EQ(due[0].account, "clipper:1");
  EXPECT_EQ(due[0].cause, NoticeCause::kReversed);
  const Notice freed = write_notice(for_one, due[0], settings(), kBegin + 8).notice;
  expect_parts(freed.text,
               {"Elle est annulée pour votre compte", "No member.", "mention est affichée"});
  EXPECT_NE(freed.json.find(R"("for":"this_account")"), std::string::npos);
  const std::size_t freed_by = for_one.events.size();
  ASSERT_TRUE(undo(for_one, kApo, "the rest", kBegin + 9).ok());
  due = notices_due(for_one, freed_by);
  ASSERT_EQ(due.size(), 2U) << "not a second time";
  EXPECT_EQ(due[0].account, "clipper:2");
}

TEST(NoticeTest, AnAppealThatDoesNotSayWhoseIsAnsweredToAll) {
  Decision decision = in_effect(about_network());
  const std::size_t before = decision.events.size();
  ASSERT_TRUE(appeal(decision, "a letter came", kBegin + 5).ok());
  ASSERT_TRUE(hear_appeal(decision, kRia, {false}, "It stands.", kBegin + 6).ok());
  EXPECT_EQ(notices_due(decision, before).size(), 3U);
}

TEST(NoticeTest, AnUndoingIsToldWithoutItsInternalReason) {
  Decision decision = in_effect();
  ASSERT_TRUE(undo(decision, kApo, "internal words", kBegin + 5).ok());
  const auto due = notices_due(decision, 3);
  ASSERT_EQ(due.size(), 1U);
  EXPECT_EQ(due[0].cause, NoticeCause::kUndone);
  const Notice notice = write_notice(decision, due[0], settings(), kBegin + 5).notice;
  expect_parts(notice.text, {"taken the decision back ourselves on 2023-11-14"});
  EXPECT_EQ(notice.json.find("internal words"), std::string::npos);
}

TEST(NoticeTest, WhatIsKeptIsReadBack) {
  const Notice notice = effect_of(in_effect(about_network()), 1).notice;
  const auto kept = parse_notice(notice.json);
  ASSERT_TRUE(kept.ok()) << kept.error().message;
  EXPECT_EQ(kept.value().address.id, notice.address.id);
  EXPECT_EQ(kept.value().address.account, "clipper:2");
  EXPECT_EQ(kept.value().until, notice.until);
  EXPECT_EQ(kept.value().text, notice.text);
  EXPECT_EQ(kept.value().at, kBegin + 1);
  EXPECT_EQ(parse_notice(withdraw_notice(notice.address).json).value().state,
            NoticeState::kWithdrawn);
  for (const char* const bad : {"", "[]", "{}", R"({"state":"ready"})"}) {
    EXPECT_FALSE(parse_notice(bad).ok()) << bad;
  }
}

TEST(NoticeTest, TheTokenIsPutInWhereverTheLinkStands) {
  const std::string sent = with_appeal_token(effect_of(in_effect()).notice.json, "T-0_k");
  EXPECT_EQ(sent.find(kAppealToken), std::string::npos);
  EXPECT_NE(sent.find("https://clipper.example/appeals/T-0_k"), std::string::npos);
}

TEST(NoticeMessageTest, IsToldFromActions) {
  const NoticeMessage message{std::string(32, 'a'), 7};
  const auto read = parse_notice_message(render_notice_message(message));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->notice, message.notice);
  EXPECT_EQ(read->number, 7U);
  for (const char* const other : {"", R"({"key":"k"})", R"({"notice":"short","number":1})"}) {
    EXPECT_FALSE(parse_notice_message(other).has_value()) << other;
  }
}

TEST(NoticeWordsTest, EveryLanguageSaysEverything) {
  const NoticeWords& english = all_notice_words().front();
  for (const NoticeWords& words : all_notice_words()) {
    // The words are texts one after the other, with the table of actions among them.
    for (const auto text :
         {&NoticeWords::title,          &NoticeWords::what,         &NoticeWords::duration,
          &NoticeWords::clause,         &NoticeWords::law,          &NoticeWords::decided_by,
          &NoticeWords::appeal,         &NoticeWords::number,       &NoticeWords::page_title,
          &NoticeWords::statement_hint, &NoticeWords::may_until,    &NoticeWords::over,
          &NoticeWords::received,       &NoticeWords::too_long,     &NoticeWords::stands,
          &NoticeWords::reversed,       &NoticeWords::reversed_for, &NoticeWords::undone,
          &NoticeWords::in_countries,   &NoticeWords::later}) {
      EXPECT_FALSE((words.*text).empty()) << words.lang;
      // Every blank of the English text is in the others.
      std::string_view rest = english.*text;
      for (auto at = rest.find('{'); at != rest.npos; at = rest.find('{')) {
        const std::string_view blank = rest.substr(at, rest.find('}') - at + 1);
        EXPECT_NE((words.*text).find(blank), std::string_view::npos) << words.lang << blank;
        rest.remove_prefix(at + blank.size());
      }
    }
    for (const std::string_view action : words.actions) EXPECT_FALSE(action.empty());
  }
}

TEST(NoticeWordsTest, LanguagesAreFoundByTheirFirstPartAndHaveADirection) {
  EXPECT_EQ(notice_words("fr-CA")->lang, "fr");
  EXPECT_EQ(notice_words("RU")->lang, "ru");
  EXPECT_EQ(notice_words("xx"), nullptr);
  EXPECT_EQ(direction_of("ar-EG"), "rtl");
  EXPECT_EQ(direction_of("ru"), "ltr");
  EXPECT_EQ(filled("{a} {b} {", {{"a", "{b}"}}), "{b} {b} {") << "what is put in stays as it is";
}

}  // namespace
}  // namespace overt
