#include "pipeline/decision_drafts.h"

#include <gtest/gtest.h>

#include "stages/policies/decode_policy.h"

namespace overt {
namespace {

constexpr std::string_view kPolicy = R"(policy: example
version: 1.0.0
title: Example
mode: shadow
languages: [en, fr]
clauses:
  - id: member
    title: A member
    subject: account
    when:
      - finding.standing: member
    actions: [limit_reach: all, suspend]
    review: {people: 2, within: 72h}
    notices: {en: "{facts} {action} {appeal}", fr: "{facts} {action} {appeal}"}
  - id: whole
    title: A network
    subject: network
    when:
      - finding.tier: review
    actions: [limit_reach: all, suspend]
    review: {people: 2, within: 72h}
    notices: {en: "{facts} {action} {appeal}", fr: "{facts} {action} {appeal}"}
)";

class DecisionDraftsTest : public testing::Test {
 protected:
  DecisionDraftsTest() {
    RunFindings& findings = gathered_.runs.emplace_back().findings;
    findings.run_id = "r1";
    NetworkFound network;
    network.id = "n1";
    network.accounts = 3;
    network.members = 2;
    network.families = {"synchrony", "exclusivity"};
    network.first_day = "2024-09-01";
    network.last_day = "2024-09-10";
    findings.networks.push_back(network);
    add(SubjectKind::kNetwork, "n1");
    for (const std::string id : {"a", "b", "c"}) {
      SubjectFacts& account = add(SubjectKind::kAccount, id);
      set_fact(account, "finding.standing", {id == "c" ? "adjacent" : "member"});
    }
    set_fact(findings.subjects.front(), "finding.tier", {"review"});
    request_.network = "n1";
  }

  SubjectFacts& add(SubjectKind kind, const std::string& id) {
    SubjectFacts& subject = gathered_.runs.front().findings.subjects.emplace_back();
    subject.kind = kind;
    subject.id = id;
    subject.network = "n1";
    return subject;
  }
  SubjectFacts& account(std::size_t place) {
    return gathered_.runs.front().findings.subjects.at(1 + place);
  }
  void protection_of_all(const std::string& value) {
    for (std::size_t i = 0; i < 3; ++i) set_fact(account(i), "account.protected", {value});
  }
  [[nodiscard]] Result<DraftedNetwork> drafts() const {
    const auto decoded = decode_policy(kPolicy, "example.yaml");
    EXPECT_TRUE(decoded.ok()) << decoded.error().message;
    const auto evaluator = PolicyEvaluator::compile(decoded.value().policy, {}).value();
    return draft_decisions(evaluator, gathered_, request_);
  }

  GatheredSubjects gathered_;
  DraftRequest request_;
};

TEST_F(DecisionDraftsTest, EachMemberGetsItsOwnWithTheFactsUsedAndTheMildestStep) {
  const auto drafted = drafts().value();
  ASSERT_EQ(drafted.drafts.size(), 2U);
  const DecisionDraft& draft = drafted.drafts.front();
  EXPECT_EQ(draft.subject.id, "a");
  EXPECT_EQ(draft.subject.network, "n1");
  EXPECT_EQ(draft.clause, "member");
  ASSERT_EQ(draft.actions.size(), 1U);
  EXPECT_EQ(draft.actions.front().action, ActionKind::kLimitReach);
  EXPECT_EQ(draft.facts, (std::vector<UsedFact>{{"finding.standing", "member"}}));
  EXPECT_EQ(draft.evidence, "run r1, network n1");
  EXPECT_NE(draft.facts_text.find("synchrony, exclusivity"), std::string::npos);
  ASSERT_EQ(drafted.left_out.size(), 1U);
  EXPECT_EQ(drafted.left_out.front().subject, "c");
  EXPECT_EQ(drafted.left_out.front().why,
            "member is not met: finding.standing is member (adjacent)");
}

TEST_F(DecisionDraftsTest, NobodyIsRemovedOfWhomItIsNotKnownWhetherTheyAreProtected) {
  request_.up_to = ActionKind::kSuspend;
  EXPECT_TRUE(drafts().value().drafts.empty());
  protection_of_all("false");
  EXPECT_EQ(drafts().value().drafts.size(), 2U);
  set_fact(account(0), "account.protected", {"true"});
  ASSERT_EQ(drafts().value().drafts.size(), 1U);
  EXPECT_EQ(drafts().value().drafts.front().subject.id, "b");
}

TEST_F(DecisionDraftsTest, ANetworkWithAProtectedOrDeceivedAccountIsNotRemovedAsAWhole) {
  request_.about = DecideAbout::kNetwork;
  request_.up_to = ActionKind::kSuspend;
  EXPECT_TRUE(drafts().value().drafts.empty());
  protection_of_all("false");
  EXPECT_EQ(drafts().value().drafts.size(), 1U);
  set_fact(account(2), "account.protected", {"true"});
  EXPECT_TRUE(drafts().value().drafts.empty());
  protection_of_all("false");
  set_fact(account(1), "attribution.role", {"paid-unwitting"});
  request_.up_to = ActionKind::kLimitReach;
  EXPECT_TRUE(drafts().value().drafts.empty());
}

TEST_F(DecisionDraftsTest, OfANetworkEachAccountIsKnownThatIsToBeTold) {
  request_.about = DecideAbout::kNetwork;
  account(0).lang = "ru";
  const auto drafted = drafts().value();
  ASSERT_EQ(drafted.drafts.size(), 1U);
  const DecisionDraft& draft = drafted.drafts.front();
  EXPECT_EQ(draft.affected,
            (std::vector<AffectedAccount>{{"a", "ru", false}, {"b", "", false}, {"c", "", false}}));
  ASSERT_EQ(draft.facts_in.size(), 2U) << "in the languages other than the decision's";
  EXPECT_EQ(draft.facts_in[1].first, "ru");
  EXPECT_NE(draft.facts_in[1].second.find("синхронность"), std::string::npos);
}

TEST_F(DecisionDraftsTest, AnAccountIsToldInItsLanguageUnlessSomebodySaysAnother) {
  account(0).lang = "fr";
  EXPECT_EQ(drafts().value().drafts.at(0).subject.lang, "fr");
  request_.lang = "en";
  EXPECT_EQ(drafts().value().drafts.at(0).subject.lang, "en");
}

TEST_F(DecisionDraftsTest, SaysWhatThereIsNot) {
  request_.up_to = ActionKind::kLabel;
  EXPECT_EQ(drafts().error().code, ErrorCode::kInvalidArgument);
  request_.up_to.reset();
  request_.account = "z";
  EXPECT_EQ(drafts().error().code, ErrorCode::kNotFound);
  request_.network = "n9";
  EXPECT_EQ(drafts().error().code, ErrorCode::kNotFound);
}

TEST_F(DecisionDraftsTest, ASubjectOfAFileOfFactsIsDecidedOnByThem) {
  SubjectFacts outlet;
  outlet.id = "clipper:desk";
  set_fact(outlet, "finding.standing", {"member"});
  gathered_.others.push_back(outlet);
  gathered_.facts_sha256 = "abc";
  request_.network.clear();
  request_.subject = "account:clipper:desk";
  const auto drafted = drafts().value();
  ASSERT_EQ(drafted.drafts.size(), 1U);
  EXPECT_EQ(drafted.drafts.front().evidence, "facts abc");
  EXPECT_EQ(drafted.drafts.front().facts_text,
            "the account's own place in the network: a member on evidence of its own.");
  request_.lang = "fr";
  EXPECT_EQ(drafts().value().drafts.front().subject.lang, "fr");
}

}  // namespace
}  // namespace overt
