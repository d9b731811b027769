#include "pipeline/answer_appeal.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "adapters/files/files.h"
#include "pipeline/decision_data.h"
#include "pipeline/notice_settings.h"
#include "pipeline/run_ledger.h"
#include "pipeline/run_notices.h"
#include "stages/decisions/appeal_page.h"
#include "stages/decisions/small_notice.h"

namespace overt {
namespace {

const Person kAna{"ana", {StaffRole::kAnalyst}};
const Person kRui{"rui", {StaffRole::kReviewer}};
const Person kRia{"ria", {StaffRole::kReviewer}};
constexpr TimeUs kBegin = 1'700'000'000'000'000;

class AnswerAppealTest : public testing::Test {
 protected:
  AnswerAppealTest() {
    folder_ = testing::TempDir() + "/appeals-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
    LedgerOptions init;
    init.verb = LedgerVerb::kInit;
    init.data = folder_;
    EXPECT_TRUE(run_ledger(init, no_progress()).ok());
    std::ofstream(folder_ + "/notices.yaml") << small_notice_file();
    keys_ = make_appeal_keys(folder_).value();
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  Decision decide(DecisionDraft draft) {
    auto open = open_desk(folder_).value();
    const auto made = open.desk().propose(std::move(draft), kAna, "why", kBegin).value();
    return open.desk().agree(made.id, kRui, kBegin + 1).value();
  }
  std::string token_of(const Decision& decision, const std::string& account, TimeUs until) {
    NoticeAddress address;
    address.decision = decision.id;
    address.account = account;
    return appeal_token_for(address, until, keys_);
  }
  AppealAnswered get(const std::string& token, TimeUs at = kBegin + 10) {
    return show_appeal({folder_, token, "fr-CA, en;q=0.5", at}).value();
  }
  AppealAnswered post(const std::string& token, const std::string& form, TimeUs at = kBegin + 10) {
    return take_appeal({folder_, token, "fr-CA, en;q=0.5", at}, form).value();
  }
  static bool has(const AppealAnswered& answer, std::string_view part) {
    return answer.html.find(part) != std::string::npos;
  }

  std::string folder_;
  AppealKeys keys_;
  static constexpr TimeUs kUntil = kBegin + 200 * kMicrosPerDay;
};

TEST_F(AnswerAppealTest, TheWayOfAnObjection) {
  const Decision decision = decide(small_told_draft("clipper:1"));
  const std::string token = token_of(decision, "clipper:1", kUntil);
  const AppealAnswered first = get(token);
  EXPECT_EQ(first.status, 200);
  EXPECT_TRUE(has(first, "24 accounts acted as one."));
  EXPECT_TRUE(has(first, "it is no longer recommended (all)"));
  EXPECT_TRUE(has(first, "You can object until"));
  EXPECT_TRUE(has(first, "<form"));
  EXPECT_FALSE(has(first, "appeal-token"));
  EXPECT_EQ(post(token, "statement=+%0D%0A").status, 422);
  const AppealAnswered sent = post(token, "statement=It+is+a+fan%0D%0Aclub%2C+%D0%B4%D0%B0");
  EXPECT_EQ(sent.status, 201);
  EXPECT_TRUE(sent.changed);
  EXPECT_TRUE(has(sent, "Your objection was received on"));
  EXPECT_FALSE(has(sent, "<form"));
  const AppealAnswered again = post(token, "statement=again");
  EXPECT_EQ(again.status, 409);
  EXPECT_FALSE(again.changed);
  EXPECT_TRUE(has(again, "objected already"));
  auto open = open_desk(folder_).value();
  const Decision kept = open.desk().find(decision.id).value();
  EXPECT_EQ(kept.events.back().reason, "It is a fan\nclub, да");
  EXPECT_EQ(kept.events.back().account, "clipper:1");
  EXPECT_EQ(kept.events.back().by, "affected");
  EXPECT_FALSE(open.desk().hear_appeal(decision.id, kRui, {true}, "r", kBegin + 20).ok())
      << "who agreed does not hear it";
  ASSERT_TRUE(open.desk().hear_appeal(decision.id, kRia, {true}, "A fan club.", kBegin + 20).ok());
  const AppealAnswered outcome = get(token, kUntil + 1);
  EXPECT_EQ(outcome.status, 200) << "the outcome is shown also after the time to object";
  EXPECT_TRUE(has(outcome, "It is reversed."));
  EXPECT_TRUE(has(outcome, "A fan club."));
}

TEST_F(AnswerAppealTest, AnObjectionThatChangedNothingIsNotTakenTwice) {
  const Decision decision = decide(small_told_draft("clipper:1"));
  const std::string token = token_of(decision, "clipper:1", kUntil);
  ASSERT_EQ(post(token, "statement=no").status, 201);
  auto open = open_desk(folder_).value();
  ASSERT_TRUE(open.desk().hear_appeal(decision.id, kRia, {false}, "It holds.", kBegin + 20).ok());
  EXPECT_TRUE(has(get(token, kBegin + 30), "The decision stands."));
  EXPECT_EQ(post(token, "statement=again", kBegin + 30).status, 409);
}

TEST_F(AnswerAppealTest, EachAccountOfANetworkForItself) {
  DecisionDraft about = small_told_draft("n1");
  about.subject.kind = SubjectKind::kNetwork;
  about.affected = {{"clipper:1", "", false}, {"clipper:2", "fr", false}};
  const Decision decision = decide(about);
  const std::string one = token_of(decision, "clipper:1", kUntil);
  const std::string two = token_of(decision, "clipper:2", kUntil);
  EXPECT_EQ(post(one, "statement=no").status, 201);
  const AppealAnswered french = get(two);
  EXPECT_TRUE(has(french, "<html lang=\"fr\""));
  EXPECT_TRUE(has(french, "<form")) << "it has not objected";
  EXPECT_EQ(post(two, "statement=non").status, 201);
  EXPECT_EQ(get(token_of(decision, "clipper:3", kUntil)).status, 404) << "not of the network";
  auto open = open_desk(folder_).value();
  ASSERT_TRUE(
      open.desk()
          .hear_appeal(decision.id, kRia, {true, false, "clipper:1"}, "No member.", kBegin + 20)
          .ok());
  const AppealAnswered freed = get(one, kBegin + 30);
  EXPECT_TRUE(has(freed, "For your account it is reversed.") && has(freed, "No member."));
  EXPECT_EQ(post(one, "statement=again", kBegin + 30).status, 409);
  EXPECT_TRUE(has(get(two, kBegin + 30), "l&#39;examinera")) << "it waits still";
  ASSERT_TRUE(open.desk().hear_appeal(decision.id, kRia, {false}, "Un membre.", kBegin + 40).ok());
  EXPECT_TRUE(has(get(two, kBegin + 50), "Un membre."));
  EXPECT_FALSE(has(get(one, kBegin + 50), "Un membre.")) << "of another account";
}

TEST_F(AnswerAppealTest, LinksThatAreNoneAndDecisionsThatAreNot) {
  const Decision decision = decide(small_told_draft("clipper:1"));
  const std::string token = token_of(decision, "clipper:1", kUntil);
  for (const std::string& bad : {std::string("x"), token.substr(2), token + "A"}) {
    EXPECT_EQ(get(bad).status, 404) << bad;
    EXPECT_TRUE(has(get(bad), "Ce lien n&#39;est pas valable")) << "in the reader's language";
    EXPECT_EQ(post(bad, "statement=no").status, 404);
  }
  std::string forged = token;
  forged[50] = forged[50] == 'A' ? 'B' : 'A';
  EXPECT_EQ(get(forged).status, 403);
  EXPECT_EQ(post(forged, "statement=no").status, 403);
  Decision other = decision;
  other.id = std::string(32, '0');
  EXPECT_EQ(get(token_of(other, "clipper:1", kUntil)).status, 404);
  EXPECT_EQ(get(token, kUntil + 1).status, 410);
  EXPECT_FALSE(has(get(token, kUntil + 1), "<form"));
  EXPECT_EQ(post(token, "statement=no", kUntil + 1).status, 410);
  EXPECT_EQ(post(token, "statement=" + std::string(kStatementBytesMax + 1, 'x')).status, 413);
  auto open = open_desk(folder_).value();
  EXPECT_EQ(open.desk().find(decision.id).value().events.size(), 3U) << "nothing was kept";
  ASSERT_TRUE(open.store->erase_records(decision.id).ok());
  EXPECT_EQ(get(token).status, 404);
}

TEST_F(AnswerAppealTest, WhatIsUndoneNeedsNoObjection) {
  const Decision decision = decide(small_told_draft("clipper:1"));
  const std::string token = token_of(decision, "clipper:1", kUntil);
  auto open = open_desk(folder_).value();
  const Person apo{"apo", {StaffRole::kApprover}};
  ASSERT_TRUE(open.desk().undo(decision.id, apo, "a mistake", kBegin + 5).ok());
  EXPECT_EQ(get(token).status, 200);
  EXPECT_TRUE(has(get(token), "taken the decision back ourselves"));
  EXPECT_FALSE(has(get(token), "a mistake")) << "the reason is internal";
  EXPECT_EQ(post(token, "statement=no").status, 409);
}

TEST_F(AnswerAppealTest, FormsAreReadStrictly) {
  EXPECT_EQ(form_field("a=1&statement=x+y%26&b", "statement"), "x y&");
  EXPECT_EQ(form_field("statement=%", "statement"), "");
  EXPECT_EQ(form_field("statement=%ff", "statement"), "") << "not UTF-8";
  EXPECT_EQ(form_field("statement=a%00b%1bc", "statement"), "abc");
  EXPECT_EQ(form_field("other=1", "statement"), "");
}

TEST_F(AnswerAppealTest, ThePolicyAllowsTheStyleOfThePageAlone) {
  const std::string policy = appeal_page_policy();
  EXPECT_TRUE(policy.starts_with("default-src 'none'; style-src 'sha256-"));
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
}

TEST_F(AnswerAppealTest, TheKeyIsMadeOnceAndForItsOwnerAlone) {
  struct stat status {};
  ASSERT_EQ(stat((folder_ + "/appeals.key").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_EQ(make_appeal_keys(folder_).value(), keys_);
  std::filesystem::permissions(folder_ + "/appeals.key", std::filesystem::perms::group_read,
                               std::filesystem::perm_options::add);
  EXPECT_EQ(read_appeal_keys(folder_).error().code, ErrorCode::kPermissionDenied);
}

TEST_F(AnswerAppealTest, AnotherKeyBeforeItKeepsOldLinks) {
  const Decision decision = decide(small_told_draft("clipper:1"));
  const std::string old = token_of(decision, "clipper:1", kUntil);
  const std::string path = folder_ + "/appeals.key";
  const std::string text = read_whole_file(path, 1'000).value();
  std::ofstream(path) << std::string(64, 'a') << "\n" << text;
  EXPECT_EQ(get(old).status, 200);
  std::ofstream(path) << std::string(64, 'a') << "\n";
  EXPECT_EQ(get(old).status, 403);
}

TEST_F(AnswerAppealTest, StaffSeesWhatIsToldAndHandsOutTheLink) {
  const Decision decision = decide(small_told_draft("clipper:1"));
  auto open = open_desk(folder_).value();
  ASSERT_TRUE(open.store->put_person(kAna).ok());
  NoticesOptions options;
  options.data = folder_;
  options.decision = decision.id;
  options.verb = NoticesVerb::kShow;
  const auto shown = run_notices(options, no_progress()).value();
  EXPECT_NE(shown.text.find("to clipper:1: queued"), std::string::npos) << shown.text;
  EXPECT_NE(shown.text.find("{appeal-token}"), std::string::npos) << "and not the token";
  options.verb = NoticesVerb::kLink;
  options.by = "ana";
  options.proof.clock = [] { return kBegin; };
  const auto link = run_notices(options, no_progress());
  ASSERT_TRUE(link.ok()) << link.error().message;
  const auto at = link.value().text.find("/appeals/");
  ASSERT_NE(at, std::string::npos) << link.value().text;
  EXPECT_EQ(get(link.value().text.substr(at + 9, 98)).status, 200);
  options.verb = NoticesVerb::kPrecision;
  EXPECT_NE(run_notices(options, no_progress()).value().text.find("covert c: 1 decided"),
            std::string::npos);
}

TEST(NoticeSettingsTest, WhatIsWrongIsTheReasonThatBlocks) {
  EXPECT_EQ(parse_notice_settings(small_notice_file(), "n").problem, "");
  EXPECT_EQ(parse_notice_settings(notice_settings_template(), "n").problem, "");
  EXPECT_EQ(parse_notice_settings(small_notice_file("https://a.example/x/"), "n").appeals,
            "https://a.example/x");
  for (const char* const bad : {"http://clipper.example", "clipper.example", "https://",
                                "https://a.example/?q", "http://localhost.evil.example"}) {
    EXPECT_NE(parse_notice_settings(small_notice_file(bad), "n").problem, "") << bad;
  }
  EXPECT_EQ(parse_notice_settings(small_notice_file("http://127.0.0.1:8080"), "n").problem, "");
  EXPECT_NE(parse_notice_settings("platform: x", "n").problem.find("n:"), std::string::npos);
  EXPECT_NE(parse_notice_settings(small_notice_file() + "more: x\n", "n").problem, "");
  EXPECT_NE(parse_notice_settings("[", "n").problem, "");
}

}  // namespace
}  // namespace overt
