// overt people, and what every command asks of the person it is done by.
#include "pipeline/run_people.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "pipeline/command_rights.h"
#include "pipeline/decision_data.h"
#include "pipeline/run_breakers.h"
#include "pipeline/run_cases.h"
#include "pipeline/run_decide.h"
#include "pipeline/run_deliver.h"
#include "pipeline/run_disclose.h"
#include "pipeline/run_ledger.h"
#include "pipeline/run_notices.h"
#include "pipeline/run_policy.h"
#include "pipeline/staff_changes.h"

namespace overt {
namespace {

constexpr TimeUs kNow = 1'700'000'000 * kMicrosPerSecond;
constexpr const char* kPassword = "four words do well";

class RunPeopleTest : public testing::Test {
 protected:
  RunPeopleTest() {
    folder_ = testing::TempDir() + "/people-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
    LedgerOptions init;
    init.verb = LedgerVerb::kInit;
    init.data = data();
    EXPECT_TRUE(run_ledger(init, progress_).ok());
    done(add("root", {StaffRole::kAdmin}, ""));
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string data() const { return folder_ + "/data"; }

  PeopleOptions options(PeopleVerb verb, const std::string& person, const std::string& by) {
    PeopleOptions made;
    made.verb = verb;
    made.data = data();
    made.person.id = person;
    made.by = by;
    made.proof.clock = [this] { return now_; };
    made.new_password = [this](const std::string&) { return Result<std::string>(typed_); };
    return made;
  }
  PeopleOptions add(const std::string& person, std::vector<StaffRole> roles,
                    const std::string& by) {
    PeopleOptions made = options(PeopleVerb::kAdd, person, by);
    made.person.roles = std::move(roles);
    return made;
  }
  std::string done(const PeopleOptions& asked) {
    const auto answer = run_people(asked, progress_);
    EXPECT_TRUE(answer.ok()) << answer.error().message;
    return answer.ok() ? answer.value().text : std::string();
  }
  std::string refusal(const PeopleOptions& asked) {
    const auto answer = run_people(asked, progress_);
    EXPECT_FALSE(answer.ok()) << answer.value().text;
    return answer.ok() ? std::string() : answer.error().message;
  }
  std::string secret_file(const std::string& text) {
    const std::string path = folder_ + "/secret" + std::to_string(files_++);
    std::ofstream(path) << text << "\n";
    std::filesystem::permissions(path, std::filesystem::perms::owner_read);
    return path;
  }
  std::string token_of(const std::string& person, std::vector<Right> scope) {
    PeopleOptions asked = options(PeopleVerb::kTokenCreate, person, "");
    asked.scope = std::move(scope);
    return done(asked).substr(0, 85);
  }
  std::vector<std::string> mismatches() {
    const auto store = open_decisions(data(), DecisionAccess::kRead).value();
    const auto access = open_access(data(), DecisionAccess::kRead).value();
    std::vector<std::string> whats;
    const auto staff = reconcile_staff(*store, *access).value();
    for (const Mismatch& one : staff) whats.push_back(one.what);
    const auto key = read_public_key(decision_places(data()).public_key).value();
    const LedgerCheck check = check_ledger(*store, key).value();
    for (const Mismatch& one : check.mismatches) whats.push_back(one.what);
    return whats;
  }

  std::string folder_;
  Progress& progress_ = no_progress();
  std::string typed_ = kPassword;
  TimeUs now_ = kNow;
  int files_ = 0;
};

TEST_F(RunPeopleTest, PutsEveryChangeIntoTheLedger) {
  done(add("ana", {StaffRole::kAnalyst}, "root"));
  done(options(PeopleVerb::kPassword, "ana", "root"));
  PeopleOptions link = options(PeopleVerb::kLink, "ana", "root");
  link.identity = {"https://id.example", "7", "", ""};
  done(link);
  const auto store = open_decisions(data(), DecisionAccess::kRead).value();
  EXPECT_EQ(store->ledger_size().value(), 4U) << "root, ana, a password, an identity";
  for (std::uint64_t i = 0; i < 4; ++i) {
    const auto line = store->ledger_line(i).value().value();
    EXPECT_EQ(line.entry.find("ana"), std::string::npos) << "the ledger names nobody";
    EXPECT_EQ(line.entry.find("root"), std::string::npos);
    EXPECT_NE(line.record.find("file_access"), std::string::npos) << line.record;
    EXPECT_EQ(line.record.find(kPassword), std::string::npos);
  }
  EXPECT_TRUE(mismatches().empty());
}

TEST_F(RunPeopleTest, NamesWhatWasChangedPastTheLedger) {
  done(add("ana", {StaffRole::kAnalyst}, "root"));
  done(options(PeopleVerb::kPassword, "ana", "root"));
  const auto store = open_decisions(data(), DecisionAccess::kWrite).value();
  DecisionBatch batch;
  batch.ledger_size = store->ledger_size().value();
  batch.credentials.people = {{"ana", {StaffRole::kApprover}}, {"eve", {StaffRole::kAdmin}}};
  batch.credentials.logins = {{"ana", "$argon2id$mine", kNow}};
  ASSERT_TRUE(store->commit(batch).ok());
  const auto found = mismatches();
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0], "person ana is not what the ledger says of it");
  EXPECT_EQ(found[1], "person eve is not in the ledger");
  EXPECT_EQ(found[2], "password ana is not what the ledger says of it");
}

TEST_F(RunPeopleTest, BelievesWhoHasNoCredentialsAndAsksWhoHas) {
  done(add("ana", {StaffRole::kAnalyst}, "root"));
  done(options(PeopleVerb::kPassword, "root", ""));
  EXPECT_NE(refusal(add("eve", {StaffRole::kViewer}, "root")).find("must be shown"),
            std::string::npos);
  PeopleOptions shown = add("eve", {StaffRole::kViewer}, "root");
  shown.proof.password_file = secret_file(kPassword);
  done(shown);
  const auto store = open_decisions(data(), DecisionAccess::kRead).value();
  const auto last = store->ledger_line(store->ledger_size().value() - 1).value().value();
  EXPECT_NE(last.record.find(R"("known_by":"password")"), std::string::npos) << last.record;
  shown.proof.password_file = secret_file("some other words");
  EXPECT_NE(refusal(shown).find("not the password of root"), std::string::npos);
  shown.proof.password_file = {};
  shown.proof.ask = [](const std::string& prompt) {
    EXPECT_EQ(prompt, "Password of root: ");
    return Result<std::string>(kPassword);
  };
  done(shown);
}

TEST_F(RunPeopleTest, TakesATokenForItsPersonAlone) {
  done(add("zoe", {StaffRole::kAdmin, StaffRole::kReviewer}, "root"));
  const std::string token = token_of("zoe", {Right::kAdministrate});
  PeopleOptions asked = add("eve", {StaffRole::kViewer}, "zoe");
  EXPECT_NE(refusal(asked).find("must be shown"), std::string::npos) << "a token is a credential";
  asked.proof.token = token;
  done(asked);
  asked.by = "root";
  EXPECT_NE(refusal(asked).find("the token is zoe's, and --by says root"), std::string::npos);
  asked.by = "zoe";
  asked.proof.token = token_of("root", {Right::kAdministrate});
  asked.proof.token_file = secret_file(token);
  done(asked);
  now_ += 91 * kMicrosPerDay;
  EXPECT_NE(refusal(asked).find("expired"), std::string::npos);
}

TEST_F(RunPeopleTest, LetsNoTokenMakeItselfStronger) {
  done(add("zoe", {StaffRole::kAdmin, StaffRole::kReviewer}, "root"));
  const std::string weak = token_of("zoe", {Right::kReview});
  PeopleOptions asked = options(PeopleVerb::kTokenCreate, "zoe", "");
  asked.scope = {Right::kAdministrate};
  asked.proof.token = weak;
  EXPECT_NE(refusal(asked).find("lacks administrate"), std::string::npos);
  PeopleOptions password = options(PeopleVerb::kPassword, "zoe", "");
  password.proof.token = weak;
  EXPECT_NE(refusal(password).find("lacks administrate"), std::string::npos);
  PeopleOptions person = add("eve", {StaffRole::kAdmin}, "zoe");
  person.proof.token = weak;
  EXPECT_NE(refusal(person).find("with this token"), std::string::npos);
}

TEST_F(RunPeopleTest, GivesNoTokenMoreThanItsPersonMay) {
  done(add("ana", {StaffRole::kAnalyst}, "root"));
  PeopleOptions asked = options(PeopleVerb::kTokenCreate, "ana", "");
  asked.scope = {Right::kApprove};
  EXPECT_NE(refusal(asked).find("has not the right approve"), std::string::npos);
  asked.scope = {Right::kRead};
  asked.life = 367 * kMicrosPerDay;
  EXPECT_NE(refusal(asked).find("a year at most"), std::string::npos);
}

TEST_F(RunPeopleTest, RevokesAndDisables) {
  done(add("ana", {StaffRole::kAnalyst}, "root"));
  const std::string token = token_of("ana", {Right::kRead});
  PeopleOptions revoke = options(PeopleVerb::kTokenRevoke, "", "root");
  revoke.token = token.substr(4, 16);
  EXPECT_NE(done(revoke).find("is revoked"), std::string::npos);
  EXPECT_NE(done(revoke).find("was revoked on"), std::string::npos) << "once is enough";
  done(options(PeopleVerb::kPassword, "ana", "root"));
  PeopleOptions second = options(PeopleVerb::kTokenCreate, "ana", "");
  second.proof.password_file = secret_file(kPassword);
  done(second);
  done(options(PeopleVerb::kDisable, "ana", "root"));
  const auto access = open_access(data(), DecisionAccess::kRead).value();
  const auto tokens = access->tokens().value();
  EXPECT_EQ(tokens.size(), 2U);
  for (const ApiToken& one : tokens) EXPECT_NE(one.revoked_at, 0);
  EXPECT_NE(refusal(second).find("ana is disabled"), std::string::npos);
  EXPECT_NE(done(options(PeopleVerb::kList, "", "")).find("ana: disabled"), std::string::npos);
  EXPECT_TRUE(mismatches().empty());
}

TEST_F(RunPeopleTest, KeepsAnAdmin) {
  EXPECT_NE(refusal(options(PeopleVerb::kDisable, "root", "root")).find("the only admin"),
            std::string::npos);
  EXPECT_NE(refusal(add("root", {StaffRole::kViewer}, "root")).find("the only admin"),
            std::string::npos);
  done(add("zoe", {StaffRole::kAdmin}, "root"));
  done(options(PeopleVerb::kDisable, "root", "zoe"));
}

TEST_F(RunPeopleTest, SetsALostPasswordOfAnAdminAndSaysHow) {
  done(options(PeopleVerb::kPassword, "root", ""));
  typed_ = "five words are as well";
  EXPECT_NE(refusal(options(PeopleVerb::kPassword, "root", "")).find("must be shown"),
            std::string::npos);
  PeopleOptions recover = options(PeopleVerb::kPassword, "root", "");
  recover.recover = true;
  done(recover);
  const auto store = open_decisions(data(), DecisionAccess::kRead).value();
  const auto last = store->ledger_line(store->ledger_size().value() - 1).value().value();
  EXPECT_NE(last.record.find(R"("known_by":"file_access","note":"recovered")"), std::string::npos);
}

TEST_F(RunPeopleTest, RefusesPasswordsThatAreNone) {
  typed_ = "short";
  EXPECT_NE(refusal(options(PeopleVerb::kPassword, "root", "")).find("not taken"),
            std::string::npos);
}

/// What a command does, up to the point where the right is asked for: whoever has it gets another
/// error, since nothing that is named here exists.
using Attempt = std::function<Result<CommandAnswer>(const std::string& by)>;

TEST_F(RunPeopleTest, AsksTheRightOfEveryCommandForEveryRole) {
  const auto person_of = [](StaffRole role) { return "p-" + std::string(name_of(role)); };
  for (std::size_t i = 0; i < kStaffRoleCount; ++i) {
    done(add(person_of(static_cast<StaffRole>(i)), {static_cast<StaffRole>(i)}, "root"));
  }
  const auto decide = [&](DecideVerb verb) {
    return [this, verb](const std::string& by) {
      DecideOptions asked;
      asked.verb = verb;
      asked.data = data();
      asked.by = by;
      asked.decisions = {"none"};
      asked.policy = "none";
      asked.reason = "r";
      return run_decide(asked, progress_);
    };
  };
  const auto cases = [&](CasesVerb verb) {
    return [this, verb](const std::string& by) {
      CasesOptions asked;
      asked.verb = verb;
      asked.data = data();
      asked.by = by;
      asked.id = "none";
      asked.run = "none";
      if (verb == CasesVerb::kRules) asked.golden_share = .1;
      return run_cases(asked, progress_);
    };
  };
  const auto disclose = [&](DiscloseVerb verb) {
    return [this, verb](const std::string& by) {
      DiscloseOptions asked;
      asked.verb = verb;
      asked.data = data();
      asked.by = by;
      asked.operand = "none";
      asked.run = "none";
      return run_disclose(asked, progress_);
    };
  };
  const auto deliver = [&](DeliverVerb verb) {
    return [this, verb](const std::string& by) {
      DeliverOptions asked;
      asked.verb = verb;
      asked.data = data();
      asked.by = by;
      asked.named = "none";
      asked.clock = [] { return kNow; };
      return run_deliver(asked, progress_);
    };
  };
  const auto accept = [&](const std::string& by) {
    BreakersOptions asked;
    asked.verb = BreakersVerb::kAccept;
    asked.data = data();
    asked.by = by;
    asked.reason = "r";
    asked.at = kNow;
    return run_breakers(asked, progress_);
  };
  const auto notices = [&](NoticesVerb verb) {
    return [this, verb](const std::string& by) {
      NoticesOptions asked;
      asked.verb = verb;
      asked.data = data();
      asked.by = by;
      asked.decision = "none";
      asked.at = kNow;
      return run_notices(asked, progress_);
    };
  };
  const auto adopt = [&](const std::string& by) {
    PolicyOptions asked;
    asked.verb = PolicyVerb::kAdopt;
    asked.data = data();
    asked.by = by;
    asked.paths = {"none"};
    asked.at = kNow;
    return run_policy(asked, progress_);
  };
  const auto people = [&](PeopleVerb verb) {
    return [this, verb](const std::string& by) {
      PeopleOptions asked = options(verb, "none", by);
      asked.token = "none";
      if (verb == PeopleVerb::kPassword || verb == PeopleVerb::kTokenCreate)
        asked.person.id = "root";
      typed_ = "short";
      asked.life = 0;
      return run_people(asked, progress_);
    };
  };
  const std::map<std::pair<std::string_view, std::string_view>, Attempt> attempts = {
      {{"breakers", "accept"}, accept},
      {{"cases", "open"}, cases(CasesVerb::kOpen)},
      {{"cases", "assign"}, cases(CasesVerb::kAssign)},
      {{"cases", "note"}, cases(CasesVerb::kNote)},
      {{"cases", "close"}, cases(CasesVerb::kClose)},
      {{"cases", "reopen"}, cases(CasesVerb::kReopen)},
      {{"cases", "next"}, cases(CasesVerb::kNext)},
      {{"cases", "renew"}, cases(CasesVerb::kRenew)},
      {{"cases", "release"}, cases(CasesVerb::kRelease)},
      {{"cases", "evidence"}, cases(CasesVerb::kEvidence)},
      {{"cases", "hypothesis"}, cases(CasesVerb::kHypothesis)},
      {{"cases", "task"}, cases(CasesVerb::kTask)},
      {{"cases", "done"}, cases(CasesVerb::kDone)},
      {{"cases", "judge"}, cases(CasesVerb::kJudge)},
      {{"cases", "link"}, cases(CasesVerb::kLink)},
      {{"cases", "agreement"}, cases(CasesVerb::kAgreement)},
      {{"cases", "golden"}, cases(CasesVerb::kGolden)},
      {{"cases", "rules"}, cases(CasesVerb::kRules)},
      {{"decide", "propose"}, decide(DecideVerb::kPropose)},
      {{"decide", "agree"}, decide(DecideVerb::kAgree)},
      {{"decide", "refuse"}, decide(DecideVerb::kRefuse)},
      {{"decide", "hear"}, decide(DecideVerb::kHear)},
      {{"disclose", "note"}, disclose(DiscloseVerb::kNote)},
      {{"disclose", "publish"}, disclose(DiscloseVerb::kPublish)},
      {{"disclose", "withdraw"}, disclose(DiscloseVerb::kWithdraw)},
      {{"disclose", "export"}, disclose(DiscloseVerb::kExport)},
      {{"disclose", "import"}, disclose(DiscloseVerb::kImport)},
      {{"notices", "retry"}, notices(NoticesVerb::kRetry)},
      {{"notices", "link"}, notices(NoticesVerb::kLink)},
      {{"undo", ""}, decide(DecideVerb::kUndo)},
      {{"policy", "adopt"}, adopt},
      {{"deliver", "replay"}, deliver(DeliverVerb::kReplay)},
      {{"deliver", "reset"}, deliver(DeliverVerb::kReset)},
      {{"people", "add"}, people(PeopleVerb::kAdd)},
      {{"people", "roles"}, people(PeopleVerb::kRoles)},
      {{"people", "disable"}, people(PeopleVerb::kDisable)},
      {{"people", "link"}, people(PeopleVerb::kLink)},
      {{"people", "unlink"}, people(PeopleVerb::kUnlink)},
      {{"people", "password"}, people(PeopleVerb::kPassword)},
      {{"people", "token"}, people(PeopleVerb::kTokenCreate)}};
  // Which roles have which right, written out a second time: the first is in model/decision.cc.
  const std::map<Right, std::set<StaffRole>> who = {
      {Right::kWorkOnCases, {StaffRole::kAnalyst, StaffRole::kReviewer}},
      {Right::kReview, {StaffRole::kReviewer, StaffRole::kApprover}},
      {Right::kHearAppeals, {StaffRole::kReviewer, StaffRole::kApprover}},
      {Right::kApprove, {StaffRole::kApprover}},
      {Right::kEditPolicies, {StaffRole::kPolicyEditor}},
      {Right::kReadPeople, {StaffRole::kAuditor}},
      {Right::kAdministrate, {StaffRole::kAdmin}}};
  int tried = 0;
  for (const CommandRight& row : command_rights()) {
    const auto attempt = attempts.find({row.command, row.verb});
    ASSERT_NE(attempt, attempts.end()) << row.command << " " << row.verb << " is tried by nobody";
    for (std::size_t i = 0; i < kStaffRoleCount; ++i) {
      const auto role = static_cast<StaffRole>(i);
      const auto answer = attempt->second(person_of(role));
      const bool denied = !answer.ok() && answer.error().code == ErrorCode::kPermissionDenied &&
                          answer.error().message.find(" may not ") != std::string::npos;
      EXPECT_EQ(!denied, who.at(row.right).contains(role))
          << row.command << " " << row.verb << " by " << name_of(role) << ": "
          << (answer.ok() ? answer.value().text : answer.error().message);
      ++tried;
    }
  }
  EXPECT_EQ(tried, 40 * 7);
}

}  // namespace
}  // namespace overt
