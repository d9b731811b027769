#include "stages/decisions/decide.h"

#include <set>

#include <gtest/gtest.h>

namespace overt {
namespace {

Person person(std::string id, std::vector<StaffRole> roles) {
  return {std::move(id), std::move(roles)};
}
const Person kAna = person("ana", {StaffRole::kAnalyst});
const Person kRui = person("rui", {StaffRole::kReviewer});
const Person kRia = person("ria", {StaffRole::kReviewer});
const Person kApo = person("apo", {StaffRole::kApprover});
const Person kAdi = person("adi", {StaffRole::kAdmin, StaffRole::kViewer, StaffRole::kAuditor});

Policy policy() {
  Policy made;
  made.id = "covert-influence";
  made.version = "1.0.0";
  made.mode = PolicyMode::kLive;
  made.languages = {"en", "fr"};
  made.hash = "abc";
  Clause& clause = made.clauses.emplace_back();
  clause.id = "covert-network";
  LadderStep step;
  step.action = ActionKind::kRequestDisclosure;
  clause.ladder.push_back(step);
  step.action = ActionKind::kLimitReach;
  step.audience = "all";
  clause.ladder.push_back(step);
  step.action = ActionKind::kTerminate;
  step.audience.clear();
  clause.ladder.push_back(step);
  clause.review.people = 1;
  clause.review.within_hours = 24;
  clause.notices = {{"en", "Seen: {facts} Done: {action} Object: {appeal}"},
                    {"fr", "Vu : {facts} Fait : {action} Contester : {appeal}"}};
  return made;
}

DecisionDraft draft(std::size_t last_action) {
  const Policy made = policy();
  DecisionSubject subject;
  subject.id = "clipper:1";
  auto drafted = draft_decision(made, made.clauses.front(), subject, last_action);
  drafted.facts_text = "24 accounts posted the same videos within seconds.";
  return drafted;
}

Decision open_decision(std::size_t last_action) {
  auto made = propose(draft(last_action), kAna, "see the dossier", 100);
  EXPECT_TRUE(made.ok()) << made.error().message;
  return made.value();
}

Decision removal_in_effect() {
  Decision decision = open_decision(2);
  EXPECT_TRUE(agree(decision, kRui, 200).ok());
  EXPECT_TRUE(agree(decision, kApo, 300).ok());
  EXPECT_EQ(state_of(decision), DecisionState::kInEffect);
  return decision;
}

TEST(DecideTest, RemovalNeedsTwoPeopleWhateverTheClauseSays) {
  Decision decision = open_decision(2);
  EXPECT_EQ(people_needed(decision.draft), 2U);
  ASSERT_TRUE(agree(decision, kRui, 200).ok());
  EXPECT_EQ(state_of(decision), DecisionState::kOpen);
  EXPECT_TRUE(actions_of(decision).empty());
  EXPECT_FALSE(agree(decision, kRui, 201).ok()) << "the same person twice";
  ASSERT_TRUE(agree(decision, kApo, 300).ok());
  EXPECT_EQ(state_of(decision), DecisionState::kInEffect);
}

TEST(DecideTest, TheLastToAgreeToARemovalIsAnApprover) {
  Decision decision = open_decision(2);
  ASSERT_TRUE(agree(decision, kRui, 200).ok());
  const auto refused = agree(decision, kRia, 300);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kPermissionDenied);
  EXPECT_EQ(decision.events.size(), 2U) << "a refused agreement leaves no trace in the decision";
}

TEST(DecideTest, AMildActionNeedsOnePerson) {
  Decision decision = open_decision(1);
  ASSERT_TRUE(agree(decision, kRui, 200).ok());
  EXPECT_EQ(state_of(decision), DecisionState::kInEffect);
  EXPECT_EQ(actions_of(decision).size(), 2U);
}

TEST(DecideTest, WhoProposedDoesNotAgree) {
  const Person both = person("both", {StaffRole::kReviewer, StaffRole::kApprover});
  auto decision = propose(draft(2), both, "why", 100).value();
  EXPECT_FALSE(agree(decision, both, 200).ok());
}

TEST(DecideTest, WhoHasAnInterestInWhatItTouchesTakesNoPart) {
  DecisionDraft drafted = draft(2);
  drafted.subject.network = "n1";
  drafted.facts = {{"attribution.entities", "acme, tv-novosti"}, {"account.region", "RU, DE"}};
  EXPECT_EQ(touched_by(drafted),
            (std::vector<std::string>{"account:clipper:1", "network:n1", "entity:acme",
                                      "entity:tv-novosti", "country:ru", "country:de"}));
  for (const std::string& interest : touched_by(drafted)) {
    Person ria = kRia;
    ria.interests = {"entity:another", interest};
    Decision decision = propose(drafted, kAna, "why", 100).value();
    const auto agreed = agree(decision, ria, 200);
    ASSERT_FALSE(agreed.ok()) << interest;
    EXPECT_EQ(agreed.error().code, ErrorCode::kPermissionDenied);
    EXPECT_NE(agreed.error().message.find(interest), std::string::npos);
    EXPECT_FALSE(refuse(decision, ria, "why", 200).ok());
    ASSERT_TRUE(agree(decision, kRui, 200).ok());
    ASSERT_TRUE(agree(decision, kApo, 300).ok());
    Person apo = kApo;
    apo.interests = {interest};
    EXPECT_FALSE(undo(decision, apo, "why", 350).ok());
    ASSERT_TRUE(appeal(decision, "no", 400).ok());
    EXPECT_FALSE(hear_appeal(decision, ria, {true}, "why", 500).ok());
    EXPECT_TRUE(hear_appeal(decision, kRia, {true}, "why", 500).ok());
    Person ana = kAna;
    ana.interests = {interest};
    EXPECT_FALSE(propose(drafted, ana, "why", 100).ok());
  }
}

TEST(DecideTest, EveryRightBelongsToTheRolesThatShouldHaveIt) {
  EXPECT_FALSE(propose(draft(1), kAdi, "why", 100).ok());
  Decision decision = open_decision(1);
  for (const Person& nobody : {kAna, kAdi, person("none", {})}) {
    Decision tried = decision;
    EXPECT_FALSE(agree(tried, nobody, 200).ok()) << nobody.id;
    EXPECT_FALSE(refuse(tried, nobody, "why", 200).ok()) << nobody.id;
    EXPECT_EQ(tried, decision);
  }
  Decision removal = removal_in_effect();
  for (const Person& nobody : {kAna, kRui, kAdi}) {
    EXPECT_FALSE(undo(removal, nobody, "why", 400).ok()) << nobody.id;
  }
}

TEST(DecideTest, AProtectedAccountIsNeverRemoved) {
  DecisionDraft removal = draft(2);
  removal.subject.protected_account = true;
  EXPECT_FALSE(propose(removal, kAna, "why", 100).ok());
  DecisionDraft mild = draft(1);
  mild.subject.protected_account = true;
  EXPECT_TRUE(propose(mild, kAna, "why", 100).ok());
}

TEST(DecideTest, TheDeceivedAreToldNotPunished) {
  DecisionDraft hard = draft(1);
  hard.subject.deceived = true;
  EXPECT_FALSE(propose(hard, kAna, "why", 100).ok());
  DecisionDraft asking = draft(0);
  asking.subject.deceived = true;
  EXPECT_TRUE(propose(asking, kAna, "why", 100).ok());
}

TEST(DecideTest, AnAppealIsHeardBySomebodyWhoHadNoPart) {
  Decision decision = removal_in_effect();
  EXPECT_FALSE(appeal(decision, " ", 400).ok()) << "an appeal says why";
  ASSERT_TRUE(appeal(decision, "we are a fan club", 400).ok());
  EXPECT_EQ(state_of(decision), DecisionState::kAppealed);
  EXPECT_FALSE(hear_appeal(decision, kRui, {true}, "why", 500).ok());
  EXPECT_FALSE(hear_appeal(decision, kApo, {true}, "why", 500).ok());
  const Person analyst_and_reviewer = person("ana", {StaffRole::kAnalyst, StaffRole::kReviewer});
  EXPECT_FALSE(hear_appeal(decision, analyst_and_reviewer, {true}, "why", 500).ok());
  ASSERT_TRUE(hear_appeal(decision, kRia, {true}, "they are", 500).ok());
  EXPECT_EQ(state_of(decision), DecisionState::kUndone);
}

TEST(DecideTest, AnAppealThatIsUpheldLeavesTheDecisionAndMayBeFollowedByAnother) {
  Decision decision = removal_in_effect();
  ASSERT_TRUE(appeal(decision, "no", 400).ok());
  ASSERT_TRUE(hear_appeal(decision, kRia, {false}, "it stands", 500).ok());
  EXPECT_EQ(state_of(decision), DecisionState::kInEffect);
  EXPECT_TRUE(appeal(decision, "new evidence", 600).ok());
}

TEST(DecideTest, AppealsEndWhenTheClauseSays) {
  Decision decision = removal_in_effect();
  const TimeUs ends = 300 + 183 * kMicrosPerDay;
  Decision late = decision;
  EXPECT_TRUE(appeal(decision, "no", ends).ok());
  EXPECT_FALSE(appeal(late, "no", ends + 1).ok());
}

TEST(DecideTest, UndoingTakesEveryActionBackInTheOtherOrder) {
  Decision decision = removal_in_effect();
  const auto done = actions_of(decision);
  ASSERT_EQ(done.size(), 3U);
  ASSERT_TRUE(undo(decision, kApo, "wrong", 400).ok());
  const auto all = actions_of(decision);
  ASSERT_EQ(all.size(), 6U);
  EXPECT_TRUE(std::equal(done.begin(), done.end(), all.begin()));
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_TRUE(all[3 + i].undo);
    EXPECT_EQ(all[3 + i].step, done[2 - i].step);
  }
  std::set<std::string> keys;
  for (const auto& action : all) keys.insert(action.key);
  EXPECT_EQ(keys.size(), 6U);
  EXPECT_EQ(actions_of(decision), all) << "a second try has the same keys";
  EXPECT_FALSE(undo(decision, kApo, "again", 500).ok());
}

TEST(DecideTest, InShadowModeNothingGoesOut) {
  DecisionDraft shadow = draft(2);
  shadow.mode = PolicyMode::kShadow;
  Decision decision = propose(shadow, kAna, "why", 100).value();
  ASSERT_TRUE(agree(decision, kRui, 200).ok());
  ASSERT_TRUE(agree(decision, kApo, 300).ok());
  EXPECT_EQ(state_of(decision), DecisionState::kInEffect);
  EXPECT_TRUE(actions_of(decision).empty());
}

TEST(DecideTest, WhatIsOverStaysOver) {
  Decision decision = open_decision(2);
  ASSERT_TRUE(refuse(decision, kRui, "an agency of the ministry", 200).ok());
  EXPECT_EQ(state_of(decision), DecisionState::kRefused);
  EXPECT_FALSE(agree(decision, kApo, 300).ok());
  EXPECT_FALSE(appeal(decision, "why", 300).ok());
  EXPECT_FALSE(undo(decision, kApo, "why", 300).ok());
}

TEST(DecideTest, EventsDoNotGoBackInTime) {
  Decision decision = open_decision(2);
  EXPECT_FALSE(agree(decision, kRui, 99).ok());
}

TEST(DecideTest, ReviewIsDueAfterTheHoursOfTheClause) {
  EXPECT_EQ(review_due_at(open_decision(2)), 100 + 24 * kMicrosPerHour);
}

TEST(DecideTest, DecisionsHaveIdsOfTheirOwn) {
  EXPECT_EQ(open_decision(2).id, open_decision(2).id);
  EXPECT_NE(open_decision(2).id, open_decision(1).id);
  EXPECT_NE(open_decision(2).id, propose(draft(2), kRui, "why", 100).value().id);
}

TEST(DecideTest, AnAccountAppealsOnceAndOthersOfTheNetworkMayJoin) {
  DecisionDraft about = draft(1);
  about.subject.kind = SubjectKind::kNetwork;
  about.subject.id = "n1";
  about.affected = {{"clipper:1", "", false}, {"clipper:2", "", false}};
  Decision decision = propose(about, kAna, "why", 100).value();
  ASSERT_TRUE(agree(decision, kRui, 200).ok());
  EXPECT_EQ(appeal(decision, "no", 300, {"clipper:9", 0}).error().code,
            ErrorCode::kPermissionDenied);
  ASSERT_TRUE(appeal(decision, "no", 300, {"clipper:1", 0}).ok());
  EXPECT_FALSE(appeal(decision, "no", 310, {"clipper:1", 0}).ok()) << "twice";
  ASSERT_TRUE(appeal(decision, "nor I", 320, {"clipper:2", 0}).ok());
  EXPECT_TRUE(has_appealed(decision, "clipper:2"));
  EXPECT_EQ(state_of(decision), DecisionState::kAppealed);
  ASSERT_TRUE(hear_appeal(decision, kRia, {false}, "it stands", 400).ok());
  EXPECT_FALSE(appeal(decision, "again", 500, {"clipper:1", 0}).ok()) << "it was heard";
}

/// On three accounts of a network, in effect: asks who pays, and limits reach.
Decision on_a_network(SubjectKind kind = SubjectKind::kNetwork) {
  DecisionDraft about = draft(1);
  about.mode = PolicyMode::kLive;
  about.subject.kind = kind;
  about.subject.id = "n1";
  about.affected = {{"clipper:1", "", false}, {"clipper:2", "fr", true}, {"clipper:3", "", false}};
  Decision decision = propose(about, kAna, "why", 100).value();
  EXPECT_TRUE(agree(decision, kRui, 200).ok());
  return decision;
}

std::vector<std::string> ids_of(const std::vector<AffectedAccount>& accounts) {
  std::vector<std::string> ids;
  for (const AffectedAccount& one : accounts) ids.push_back(one.id);
  return ids;
}

std::set<std::string> keys_of(const std::vector<PlatformAction>& actions) {
  std::set<std::string> keys;
  for (const PlatformAction& action : actions) keys.insert(action.key);
  return keys;
}

TEST(DecideTest, AnObjectionThatIsRightReversesForThatAccountAlone) {
  Decision decision = on_a_network();
  ASSERT_TRUE(appeal(decision, "not me", 300, {"clipper:2", 0}).ok());
  const auto before = actions_of(decision);
  ASSERT_TRUE(hear_appeal(decision, kRia, {true}, "a fan", 400).ok());
  EXPECT_EQ(decision.events.back().kind, DecisionEventKind::kReversedFor);
  EXPECT_EQ(decision.events.back().account, "clipper:2");
  EXPECT_EQ(state_of(decision), DecisionState::kInEffect);
  EXPECT_EQ(ids_of(held_accounts(decision)), (std::vector<std::string>{"clipper:1", "clipper:3"}));
  const auto actions = actions_of(decision);
  ASSERT_EQ(actions.size(), 4U);
  EXPECT_TRUE(std::equal(before.begin(), before.end(), actions.begin()));
  for (std::size_t i = 0; i < 2; ++i) {
    const PlatformAction& undoing = actions[2 + i];
    EXPECT_TRUE(undoing.undo);
    EXPECT_EQ(undoing.step, before[1 - i].step) << "last first";
    EXPECT_EQ(undoing.subject.kind, SubjectKind::kAccount);
    EXPECT_EQ(undoing.subject.id, "clipper:2");
    EXPECT_EQ(undoing.subject.network, "n1");
    EXPECT_EQ(undoing.subject.lang, "fr");
    EXPECT_TRUE(undoing.subject.deceived);
  }
  EXPECT_FALSE(appeal(decision, "again", 500, {"clipper:2", 0}).ok());
  EXPECT_TRUE(appeal(decision, "nor me", 500, {"clipper:1", 0}).ok());
}

TEST(DecideTest, WhatIsUndoneLaterIsUndoneForTheOthersAndOnce) {
  Decision decision = on_a_network();
  ASSERT_TRUE(appeal(decision, "not me", 300, {"clipper:2", 0}).ok());
  ASSERT_TRUE(hear_appeal(decision, kRia, {true}, "a fan", 400).ok());
  const auto before = actions_of(decision);
  ASSERT_TRUE(undo(decision, kApo, "all of it", 500).ok());
  const auto actions = actions_of(decision);
  ASSERT_EQ(actions.size(), 8U) << "two steps for each of the two others";
  EXPECT_TRUE(std::equal(before.begin(), before.end(), actions.begin()));
  EXPECT_EQ(keys_of(actions).size(), 8U);
  for (std::size_t i = before.size(); i < actions.size(); ++i) {
    EXPECT_NE(actions[i].subject.id, "clipper:2");
    EXPECT_EQ(actions[i].subject.kind, SubjectKind::kAccount);
  }
}

TEST(DecideTest, AFindingThatWasWrongIsReversedForEverybody) {
  Decision decision = on_a_network();
  ASSERT_TRUE(appeal(decision, "a fan club", 300, {"clipper:2", 0}).ok());
  Decision wrong = decision;
  EXPECT_FALSE(hear_appeal(wrong, kRia, {true, true, "clipper:2"}, "why", 400).ok());
  ASSERT_TRUE(hear_appeal(decision, kRia, {true, true, ""}, "it is", 400).ok());
  EXPECT_EQ(state_of(decision), DecisionState::kUndone);
  EXPECT_EQ(actions_of(decision).size(), 4U);
  EXPECT_EQ(actions_of(decision).back().subject.id, "n1") << "as a whole";
}

TEST(DecideTest, OfSeveralWhoObjectEachMayBeAnsweredAlone) {
  Decision decision = on_a_network();
  ASSERT_TRUE(appeal(decision, "not me", 300, {"clipper:1", 0}).ok());
  ASSERT_TRUE(appeal(decision, "nor me", 310, {"clipper:2", 0}).ok());
  EXPECT_FALSE(hear_appeal(decision, kRia, {true, false, "clipper:3"}, "why", 400).ok())
      << "has not objected";
  ASSERT_TRUE(hear_appeal(decision, kRia, {false, false, "clipper:1"}, "a member", 400).ok());
  EXPECT_EQ(state_of(decision), DecisionState::kAppealed) << "one waits still";
  ASSERT_EQ(open_appeals(decision).size(), 1U);
  EXPECT_EQ(open_appeals(decision).front().account, "clipper:2");
  ASSERT_TRUE(hear_appeal(decision, kRia, {true}, "a fan", 410).ok());
  EXPECT_EQ(state_of(decision), DecisionState::kInEffect);
  EXPECT_EQ(ids_of(held_accounts(decision)), (std::vector<std::string>{"clipper:1", "clipper:3"}));
}

TEST(DecideTest, WhereNobodyElseIsLeftItIsReversedAsAWhole) {
  Decision decision = on_a_network();
  for (const auto* const account : {"clipper:1", "clipper:2", "clipper:3"}) {
    ASSERT_TRUE(appeal(decision, "not me", 300, {account, 0}).ok());
  }
  Decision each = decision;
  ASSERT_TRUE(hear_appeal(decision, kRia, {true}, "they are right", 400).ok());
  EXPECT_EQ(decision.events.back().kind, DecisionEventKind::kReversed);
  EXPECT_EQ(state_of(decision), DecisionState::kUndone);
  for (const auto* const account : {"clipper:1", "clipper:2", "clipper:3"}) {
    ASSERT_TRUE(hear_appeal(each, kRia, {true, false, account}, "right", 400).ok()) << account;
  }
  EXPECT_EQ(each.events.back().kind, DecisionEventKind::kReversed);
  EXPECT_EQ(actions_of(each).size(), 8U) << "everybody's two steps, once";
}

TEST(DecideTest, AnAppealThatDoesNotSayWhoseIsReversedForAnAccountOnlyByItsName) {
  Decision decision = on_a_network();
  ASSERT_TRUE(appeal(decision, "a letter came", 300).ok());
  EXPECT_FALSE(hear_appeal(decision, kRia, {true}, "right", 400).ok());
  EXPECT_FALSE(hear_appeal(decision, kRia, {true, false, "clipper:9"}, "right", 400).ok());
  ASSERT_TRUE(hear_appeal(decision, kRia, {true, false, "clipper:3"}, "right", 400).ok());
  EXPECT_EQ(state_of(decision), DecisionState::kInEffect);
  EXPECT_EQ(ids_of(held_accounts(decision)), (std::vector<std::string>{"clipper:1", "clipper:2"}));
  EXPECT_FALSE(appeal(decision, "again", 500, {"clipper:3", 0}).ok()) << "it was right already";
}

TEST(DecideTest, AnItemOfContentStandsOrGoesAsOne) {
  Decision decision = on_a_network(SubjectKind::kContent);
  EXPECT_FALSE(is_divisible(decision));
  ASSERT_TRUE(appeal(decision, "not mine", 300, {"clipper:2", 0}).ok());
  ASSERT_TRUE(hear_appeal(decision, kRia, {true}, "right", 400).ok());
  EXPECT_EQ(state_of(decision), DecisionState::kUndone);
}

TEST(DecideTest, WhoHasAnInterestInTheAccountDoesNotHearIt) {
  Decision decision = on_a_network();
  ASSERT_TRUE(appeal(decision, "not me", 300, {"clipper:2", 0}).ok());
  Person ria = kRia;
  ria.interests = {"account:clipper:2"};
  EXPECT_EQ(hear_appeal(decision, ria, {true}, "right", 400).error().code,
            ErrorCode::kPermissionDenied);
}

TEST(DecideTest, WhoWasToldALaterDayMayAppealUntilThen) {
  Decision decision = removal_in_effect();
  const TimeUs late = 300 + TimeUs{decision.draft.appeal_days} * kMicrosPerDay + 1;
  EXPECT_FALSE(appeal(decision, "no", late, {"clipper:1", late - 1}).ok());
  EXPECT_TRUE(appeal(decision, "no", late, {"clipper:1", late}).ok());
}

TEST(StaffRoleTest, EveryRoleIsReadBackFromItsName) {
  for (std::size_t i = 0; i < kStaffRoleCount; ++i) {
    EXPECT_EQ(staff_role_named(name_of(static_cast<StaffRole>(i))), static_cast<StaffRole>(i));
  }
  EXPECT_FALSE(staff_role_named("root").has_value());
}

}  // namespace
}  // namespace overt
