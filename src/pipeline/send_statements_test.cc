#include "pipeline/send_statements.h"

#include <cstdlib>
#include <filesystem>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "adapters/outbound/test_server.h"
#include "adapters/sqlite/sqlite_database.h"
#include "adapters/sqlite/sqlite_decision_store.h"
#include "base/random.h"
#include "pipeline/decision_desk.h"
#include "pipeline/reconcile.h"
#include "stages/disclosures/check_reasons.h"
#include "stages/disclosures/reasons_record.h"

namespace overt {
namespace {

const Person kAna{"ana", {StaffRole::kAnalyst}};
const Person kRui{"rui", {StaffRole::kReviewer}};
const Person kApo{"apo", {StaffRole::kApprover}};
constexpr TimeUs kBegin = 1'757'000'000'000'000;  // 2025-09-04

DecisionDraft draft_about(const std::string& account, std::vector<ActionKind> actions,
                          PolicyMode mode = PolicyMode::kLive) {
  DecisionDraft draft;
  draft.subject.id = account;
  draft.subject.lang = "en";
  draft.policy = "covert-influence";
  draft.policy_version = "1.0.0";
  draft.clause = "operated-account";
  draft.mode = mode;
  for (const ActionKind action : actions) draft.actions.push_back({action, "", "", 0});
  draft.facts_text = "14 accounts acted together, among them " + account + ".";
  draft.notices = {{"en", "Your account acts together with others. {facts} {action} {appeal}"}};
  return draft;
}

/// So many accounts, two restrictions.
DecisionDraft draft_about_network(std::size_t accounts) {
  DecisionDraft draft = draft_about("n1", {ActionKind::kLimitReach, ActionKind::kNoAds});
  draft.subject.kind = SubjectKind::kNetwork;
  draft.subject.network = "n1";
  draft.facts_text = "The accounts";
  for (std::size_t i = 1; i <= accounts; ++i) {
    draft.affected.push_back({fmt::format("clipper:planted{}", i), "", false});
    draft.facts_text += fmt::format(", planted{}", i);
  }
  draft.facts_text += " acted together.";
  return draft;
}

class SendStatementsTest : public testing::Test {
 protected:
  SendStatementsTest() {
    folder_ = testing::TempDir() + "/statements-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
    key_ = merkle::make_key("overt.example/ledger", merkle::KeyType::kEd25519, std::string(32, 'k'))
               .value();
    reopen();
    server_ = std::make_unique<TestServer>(
        std::vector<std::string>{"python3", TestServer::script("dsa/receiver.py"), "t0ken",
                                 folder_ + "/log"},
        folder_ + "/log");
  }
  void TearDown() override {
    server_.reset();
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  void reopen() {
    store_.reset();
    store_ = open_sqlite_decision_store(folder_ + "/decisions.db").value();
  }

  [[nodiscard]] RandomBytes random() {
    return [this](std::size_t bytes) {
      std::string salt(bytes, 's');
      for (std::size_t i = 0; i < 8; ++i) salt[i] = static_cast<char>(salts_ >> (8 * i));
      ++salts_;
      return salt;
    };
  }
  [[nodiscard]] DecisionDesk desk() { return {*store_, key_, random()}; }

  std::string decide(DecisionDraft draft) {
    const auto proposed = desk().propose(std::move(draft), kAna, "why", now_ += 1'000'000).value();
    EXPECT_TRUE(desk().agree(proposed.id, kRui, ++now_).ok());
    if (desk().find(proposed.id).value().events.size() < 3) {
      EXPECT_TRUE(desk().agree(proposed.id, kApo, ++now_).ok());
    }
    return proposed.id;
  }
  /// So many live decisions, each with one restriction that was carried out.
  void decide_many(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      carry_out(decide(draft_about(fmt::format("clipper:jo{}", i), {ActionKind::kLimitReach})));
    }
  }

  /// What a sink took.
  void carry_out(const std::string& decision) {
    auto queued = store_->actions_of(decision).value();
    for (QueuedAction& action : queued) action.state = ActionState::kDone;
    ASSERT_TRUE(store_->record_delivery(queued, {}).ok());
  }
  void undo(const std::string& decision, TimeUs later) {
    ASSERT_TRUE(desk().undo(decision, kApo, "a mistake", now_ += later).ok());
  }

  Result<SendSummary> try_sending(const std::string& behaviour = {}, SendRules rules = {}) {
    DsaOptions options;
    options.url = "http://127.0.0.1:" + server_->port() + behaviour;
    options.token = token_;
    options.http.allow_private = true;
    options.http.answer_ms_max = 5'000;
    auto database = TransparencyDatabase::open(options).value();
    const SendingPlaces places = {*store_,
                                  key_,
                                  random(),
                                  database,
                                  [this] { return now_; },
                                  [this](std::int64_t seconds) {
                                    waited_.push_back(seconds);
                                    return true;
                                  }};
    last_ = SendSummary();
    const auto done = send_statements(places, rules, no_progress(), last_);
    reopen();  // the turn ends with the store
    return done.ok() ? Result<SendSummary>(last_) : Result<SendSummary>(done.error());
  }
  SendSummary send(const std::string& behaviour = {}, SendRules rules = {}) {
    auto sent = try_sending(behaviour, rules);
    EXPECT_TRUE(sent.ok()) << sent.error().message;
    return std::move(sent).value();
  }

  [[nodiscard]] std::string mismatches(bool demanded = true) {
    std::string all;
    const StatementCheck stated = reconcile_statements(*store_, demanded).value();
    for (const Mismatch& one : stated.mismatches) all += one.what + "\n";
    const Reconciliation books = reconcile(*store_).value();
    for (const Mismatch& one : books.mismatches) all += one.what + "\n";
    return all;
  }
  [[nodiscard]] std::size_t kept() const {
    const auto lines = server_->requests();
    if (lines.empty()) return 0;
    const std::string& last = lines.back();
    const std::size_t at = last.find("\"kept\": ") + 8;
    return static_cast<std::size_t>(std::atoi(last.c_str() + at));
  }

  void add_record(LedgerRecord record) {
    DecisionBatch batch;
    batch.records.push_back(std::move(record));
    ASSERT_TRUE(commit_to_ledger(*store_, key_, random(), std::move(batch)).ok());
  }

  std::string folder_;
  merkle::SignerKey key_;
  std::unique_ptr<DecisionStore> store_;
  std::unique_ptr<TestServer> server_;
  std::string token_ = "t0ken";
  std::vector<std::int64_t> waited_;
  SendSummary last_;  // of the last run, whether it went through or not
  TimeUs now_ = kBegin;
  std::uint64_t salts_ = 0;
};

TEST_F(SendStatementsTest, WhatWasCarriedOutIsHandedOverOnceInBatches) {
  decide_many(230);
  EXPECT_EQ(send().created, 230);
  EXPECT_EQ(kept(), 230);
  EXPECT_EQ(server_->requests().size(), 3) << "100, 100 and 30";
  EXPECT_EQ(mismatches(), "");
  EXPECT_EQ(send().created, 0);
  EXPECT_EQ(server_->requests().size(), 3);
  const auto entries = read_statements(*store_).value();
  for (const StatementEntry& entry : entries) {
    EXPECT_EQ(entry.state, StatementState::kAccepted);
    EXPECT_EQ(entry.uuid.size(), 36);
  }
  for (const std::string& request : server_->requests()) {
    EXPECT_EQ(request.find("jo1"), std::string::npos) << "nobody is in what is sent";
    EXPECT_EQ(request.find("clipper:"), std::string::npos);
  }
}

TEST_F(SendStatementsTest, OnlyWhatIsLiveAndCarriedOutIsDue) {
  decide(draft_about("clipper:1", {ActionKind::kLimitReach}));
  carry_out(decide(draft_about("clipper:2", {ActionKind::kLimitReach}, PolicyMode::kDryRun)));
  decide(draft_about("clipper:3", {ActionKind::kLimitReach}, PolicyMode::kShadow));
  carry_out(decide(draft_about("clipper:4", {ActionKind::kRequestDisclosure})));
  const std::string withdrawn = decide(draft_about("clipper:5", {ActionKind::kLimitReach}));
  undo(withdrawn, 1);
  const auto entries = read_statements(*store_).value();
  ASSERT_EQ(entries.size(), 1);
  EXPECT_EQ(entries[0].state, StatementState::kWaiting);
  EXPECT_EQ(send().created, 0);
  EXPECT_TRUE(server_->requests().empty());
  EXPECT_EQ(mismatches(), "");
}

TEST_F(SendStatementsTest, OneThatIsRefusedIsListedAndTheOtherNinetyNineAreCreated) {
  decide_many(100);
  const SendSummary sent = send("/picky");
  EXPECT_EQ(sent.created, 99);
  ASSERT_EQ(sent.rejected.size(), 1);
  EXPECT_TRUE(sent.rejected[0].by_database);
  EXPECT_EQ(sent.rejected[0].errors[0].first, "category");
  EXPECT_NE(mismatches().find("has no statement of reasons"), std::string::npos);
  EXPECT_EQ(send("/picky").rejected.size(), 1);
  EXPECT_EQ(send().created, 1) << "once the database takes it";
  EXPECT_EQ(mismatches(), "");
}

TEST_F(SendStatementsTest, ALostAnswerIsNoSecondStatement) {
  decide_many(5);
  SendRules rules;
  rules.tries_max = 1;
  const SendSummary lost = send("/lost", rules);
  EXPECT_EQ(lost.created, 0);
  EXPECT_EQ(lost.left, 5);
  EXPECT_FALSE(lost.paused.empty());
  decide_many(7);  // the same accounts again, other decisions
  const SendSummary sent = send();
  EXPECT_EQ(sent.existing, 5);
  EXPECT_EQ(sent.created, 7);
  EXPECT_EQ(kept(), 12);
  EXPECT_EQ(mismatches(), "");
}

TEST_F(SendStatementsTest, APuidThatIsCalledTakenIsAskedFor) {
  decide_many(3);
  const SendSummary sent = send("/locked/1");
  EXPECT_EQ(sent.unclear, 1);
  EXPECT_EQ(sent.created, 2);
  EXPECT_EQ(send().created, 1);
  EXPECT_EQ(mismatches(), "");
}

TEST_F(SendStatementsTest, LimitsAndErrorsAreWaitedOutUpToAPoint) {
  decide_many(2);
  EXPECT_EQ(send("/limited/7").created, 2);
  EXPECT_EQ(waited_, std::vector<std::int64_t>{7});
  waited_.clear();
  decide_many(1);
  SendRules rules;
  rules.tries_max = 4;
  const SendSummary sent = send("/error/503", rules);
  EXPECT_EQ(sent.left, 1);
  EXPECT_NE(sent.paused.find("503"), std::string::npos);
  EXPECT_EQ(waited_, (std::vector<std::int64_t>{1, 2, 4}));
}

TEST_F(SendStatementsTest, WhereTryingAgainIsOfNoUseItStops) {
  decide_many(1);
  token_ = "other";
  const auto denied = try_sending();
  ASSERT_FALSE(denied.ok());
  EXPECT_EQ(denied.error().code, ErrorCode::kPermissionDenied);
  token_ = "t0ken";
  EXPECT_FALSE(try_sending("/error/400").ok());
  EXPECT_EQ(send().created, 1);
}

TEST_F(SendStatementsTest, WhatWasDoneUntilAnErrorIsTold) {
  decide_many(5);
  SendRules rules;
  rules.batch_max = 2;
  // Refused in part, the rest of the batch again, and then the door is shut.
  ASSERT_FALSE(try_sending("/picky/2", rules).ok());
  EXPECT_TRUE(last_.begun);
  EXPECT_EQ(last_.created, 1);
  EXPECT_EQ(last_.rejected.size(), 1);
  EXPECT_EQ(last_.left, 3);
  EXPECT_EQ(send().created, 4);
  EXPECT_EQ(mismatches(), "");
}

TEST_F(SendStatementsTest, WhileAnotherSendsNothingIsBegun) {
  decide_many(1);
  const auto other = open_sqlite_decision_store(folder_ + "/decisions.db").value();
  ASSERT_TRUE(other->take_delivery_turn(DeliveryTurn::kStatements).ok());
  const auto busy = try_sending();
  ASSERT_FALSE(busy.ok());
  EXPECT_EQ(busy.error().code, ErrorCode::kUnavailable);
  EXPECT_FALSE(last_.begun);
}

TEST_F(SendStatementsTest, ADecisionOnANetworkIsOneStatementForEachAccountAndRestriction) {
  const std::string decision = decide(draft_about_network(3));
  EXPECT_EQ(read_statements(*store_, decision).value().size(), 6) << "waiting";
  carry_out(decision);
  EXPECT_NE(mismatches().find("on account 2 of the decision was carried out"), std::string::npos);
  EXPECT_EQ(send().created, 6);
  EXPECT_EQ(mismatches(), "");
  EXPECT_EQ(send().created, 0);
  std::set<std::pair<std::string, std::size_t>> owed;
  std::set<std::string> puids;
  const auto entries = read_statements(*store_, decision).value();
  for (const StatementEntry& entry : entries) {
    EXPECT_EQ(entry.state, StatementState::kAccepted);
    owed.emplace(entry.statement.action_key, entry.statement.owed_to);
    puids.insert(entry.statement.puid);
    const std::string rendered = render_entry(entry);
    EXPECT_EQ(rendered.find("planted"), std::string::npos);
    EXPECT_NE(rendered.find(fmt::format(R"("account":{},)", entry.statement.owed_to)),
              std::string::npos);
  }
  EXPECT_EQ(owed.size(), 6);
  EXPECT_EQ(puids.size(), 6);
  for (const std::string& request : server_->requests()) {
    EXPECT_EQ(request.find("planted"), std::string::npos) << request;
  }
}

TEST_F(SendStatementsTest, OneRefusedAccountOfANetworkIsOneThatIsMissing) {
  const std::string decision = decide(draft_about_network(3));
  carry_out(decision);
  const SendSummary sent = send("/picky");
  EXPECT_EQ(sent.created, 5);
  ASSERT_EQ(sent.rejected.size(), 1);
  EXPECT_EQ(sent.rejected[0].owed_to, 1);
  const std::string told = mismatches();
  EXPECT_EQ(std::count(told.begin(), told.end(), '\n'), 1) << told;
  EXPECT_NE(told.find("on account 1 of the decision"), std::string::npos) << told;
  EXPECT_EQ(send().created, 1);
  EXPECT_EQ(mismatches(), "");
}

TEST_F(SendStatementsTest, AnObjectionOfOneAccountThatIsRightEndsItForThatOne) {
  const std::string decision = decide(draft_about_network(3));
  carry_out(decision);
  send();
  const Person hearing{"una", {StaffRole::kApprover}};
  ASSERT_TRUE(desk().appeal(decision, "not me", now_ += kMicrosPerDay, {"clipper:planted2"}).ok());
  ASSERT_TRUE(desk().hear_appeal(decision, hearing, {true}, "a fan", ++now_).ok());
  EXPECT_NE(mismatches().find("was taken back"), std::string::npos);
  EXPECT_EQ(send().followed_up, 2) << "two restrictions of one account";
  EXPECT_EQ(mismatches(), "");
  now_ += kMicrosPerDay;
  ASSERT_TRUE(desk().undo(decision, hearing, "the rest", ++now_).ok());
  EXPECT_EQ(send().followed_up, 4) << "of the two others; none twice";
  EXPECT_EQ(mismatches(), "");
}

TEST_F(SendStatementsTest, AFindingThatWasWrongEndsItForAll) {
  const std::string decision = decide(draft_about_network(3));
  carry_out(decision);
  send();
  ASSERT_TRUE(
      desk()
          .appeal(decision, "we are a fan club", now_ += kMicrosPerDay, {"clipper:planted2"})
          .ok());
  EXPECT_EQ(mismatches(), "") << "while it is heard everything holds";
  const Person hearing{"una", {StaffRole::kApprover}};
  ASSERT_TRUE(desk().hear_appeal(decision, hearing, {true, true, ""}, "they are", ++now_).ok());
  EXPECT_EQ(send().followed_up, 6);
  EXPECT_EQ(mismatches(), "");
}

TEST_F(SendStatementsTest, WhatWasStatedForANetworkAsAWholeStaysSo) {
  const std::string decision = decide(draft_about_network(3));
  carry_out(decision);
  // As it was made before accounts had one each.
  const auto each = read_statements(*store_, decision).value();
  const std::string key = each.front().statement.action_key;
  const auto place = store_->ledger_place(decision, 0).value();
  const std::string salt = store_->ledger_line(*place).value()->salt;
  ReasonsRecord said;
  said.action_key = key;
  said.at = now_;
  said.payload = each.front().payload;
  add_record({RecordKind::kStatement, statement_puid(salt, key), 0, decision,
              render_reasons_record(said)});
  EXPECT_EQ(send().created, 3) << "those of the other restriction";
  EXPECT_EQ(read_statements(*store_, decision).value().size(), 4);
  EXPECT_EQ(mismatches(), "");
}

TEST_F(SendStatementsTest, AStatementOfNoAccountOfTheNetworkIsNamed) {
  const std::string decision = decide(draft_about_network(3));
  carry_out(decision);
  send();
  const auto entry = read_statements(*store_, decision).value().front();
  ReasonsRecord said;
  said.action_key = entry.statement.action_key;
  said.at = now_;
  said.payload = entry.payload;
  add_record({RecordKind::kStatement, "another", 0, decision, render_reasons_record(said)});
  EXPECT_NE(mismatches().find("statement:another is of none of the accounts that limit_reach"),
            std::string::npos);
}

TEST_F(SendStatementsTest, HoweverTheDatabaseBehavesEachIsThereOnceInTheEnd) {
  decide_many(120);
  SendRules rules;
  rules.batch_max = 10;
  std::uint64_t accepted = 0;
  for (int seed = 0; seed < 20 && accepted < 120; ++seed) {
    const SendSummary sent = send(fmt::format("/chaos/{}", seed), rules);
    accepted += sent.created + sent.existing;
  }
  const SendSummary last = send();
  accepted += last.created + last.existing;
  EXPECT_EQ(accepted, 120);
  EXPECT_EQ(kept(), 120);
  EXPECT_EQ(mismatches(), "");
}

TEST_F(SendStatementsTest, WhatIsTakenBackIsStatedWithItsEndOrFollowedUp) {
  const std::string before = decide(draft_about("clipper:1", {ActionKind::kSuspend}));
  const std::string after = decide(draft_about("clipper:2", {ActionKind::kSuspend}));
  carry_out(before);
  carry_out(after);
  undo(before, 3 * kMicrosPerDay);
  EXPECT_EQ(send().created, 2);
  EXPECT_NE(server_->requests().back().find("end_date_account_restriction"), std::string::npos);
  EXPECT_EQ(mismatches(), "");
  undo(after, 2 * kMicrosPerDay);
  EXPECT_NE(mismatches().find("is not followed up"), std::string::npos);
  EXPECT_EQ(send().followed_up, 1);
  EXPECT_EQ(mismatches(), "");
  EXPECT_EQ(send().followed_up, 0);
}

TEST_F(SendStatementsTest, ReconciliationNamesWhatIsMissingDoubleOrOfNothing) {
  const std::string decision = decide(draft_about("clipper:1", {ActionKind::kLimitReach}));
  carry_out(decision);
  EXPECT_EQ(mismatches(false), "") << "nobody ever stated anything here";
  EXPECT_NE(mismatches(true).find("has no statement of reasons"), std::string::npos);
  send();
  EXPECT_EQ(mismatches(false), "");

  const auto entry = read_statements(*store_, decision).value().front();
  ReasonsRecord said;
  said.action_key = entry.statement.action_key;
  said.at = now_;
  said.payload = entry.payload;
  LedgerRecord record{RecordKind::kStatement, "another", 0, decision, render_reasons_record(said)};
  add_record(record);
  EXPECT_NE(mismatches().find("has a second statement of reasons, statement:another"),
            std::string::npos);
  said.action_key = "unknown";
  record.subject = "stray";
  record.text = render_reasons_record(said);
  add_record(record);
  EXPECT_NE(mismatches().find("statement:stray is of an action that needs none"),
            std::string::npos);
  record.subject = "lost";
  record.decision = "0123";
  add_record(record);
  EXPECT_NE(mismatches().find("statement:lost is of no decision that is kept"), std::string::npos);
}

TEST_F(SendStatementsTest, WithoutItsProposalInTheLedgerADecisionIsNamed) {
  const std::string decision = decide(draft_about("clipper:1", {ActionKind::kLimitReach}));
  carry_out(decision);
  send();
  store_.reset();
  {
    auto database =
        SqliteDatabase::open(folder_ + "/decisions.db", SqliteDatabase::Access::kWrite, 0).value();
    ASSERT_TRUE(database->run("DELETE FROM line WHERE number = 0").ok());
  }
  reopen();
  EXPECT_NE(mismatches().find("its proposal is not in the ledger"), std::string::npos);
  EXPECT_FALSE(read_statements(*store_).ok());
}

TEST_F(SendStatementsTest, ErasureTakesStatementsAlong) {
  const std::string decision = decide(draft_about("clipper:1", {ActionKind::kLimitReach}));
  carry_out(decision);
  send();
  ASSERT_TRUE(store_->erase_records(decision).ok());
  EXPECT_TRUE(read_statements(*store_).value().empty());
  EXPECT_EQ(mismatches(), "");
}

/// Our check against the rules written down a second time.
class ReasonsDifferentialTest : public testing::Test {
 protected:
  ReasonsDifferentialTest() {
    std::array<int, 2> in{};
    std::array<int, 2> out{};
    EXPECT_EQ(pipe(in.data()), 0);
    EXPECT_EQ(pipe(out.data()), 0);
    child_ = fork();
    if (child_ == 0) {
      dup2(in[0], STDIN_FILENO);
      dup2(out[1], STDOUT_FILENO);
      for (const int end : {in[0], in[1], out[0], out[1]}) close(end);
      const std::string script = TestServer::script("dsa/receiver.py");
      execlp("python3", "python3", script.c_str(), "--check", nullptr);
      _exit(127);  // tidy: allow(exiting): the child of a fork that could not become the checker
    }
    close(in[0]);
    close(out[1]);
    to_ = fdopen(in[1], "w");
    from_ = fdopen(out[0], "r");
  }
  ~ReasonsDifferentialTest() override {
    fclose(to_);
    fclose(from_);
    waitpid(child_, nullptr, 0);
  }

  /// Whether the rules of tests/dsa/receiver.py take it.
  bool theirs(const std::string& payload) {
    std::fputs((payload + "\n").c_str(), to_);
    std::fflush(to_);
    std::string line;
    for (int c = std::fgetc(from_); c != EOF && c != '\n'; c = std::fgetc(from_)) {
      line += static_cast<char>(c);
    }
    EXPECT_FALSE(line.empty()) << "the checker ended";
    told_ = line;
    return line == "{}";
  }

  pid_t child_ = -1;
  std::FILE* to_ = nullptr;
  std::FILE* from_ = nullptr;
  std::string told_;
};

using Fields = std::vector<std::pair<std::string, std::string>>;

Fields whole() {
  return {{"puid", R"("TK421")"},
          {"decision_visibility", R"(["DECISION_VISIBILITY_CONTENT_DEMOTED"])"},
          {"decision_ground", R"("DECISION_GROUND_INCOMPATIBLE_CONTENT")"},
          {"incompatible_content_ground", R"("Policy 1")"},
          {"incompatible_content_explanation", R"("It is not allowed")"},
          {"content_type", R"(["CONTENT_TYPE_TEXT"])"},
          {"category", R"("STATEMENT_CATEGORY_SCAMS_AND_FRAUD")"},
          {"territorial_scope", R"(["DE"])"},
          {"content_date", R"("2025-07-01")"},
          {"application_date", R"("2025-07-02")"},
          {"decision_facts", R"("Facts")"},
          {"source_type", R"("SOURCE_VOLUNTARY")"},
          {"automated_detection", R"("No")"},
          {"automated_decision", R"("AUTOMATED_DECISION_NOT_AUTOMATED")"}};
}

std::string object_of(const Fields& fields) {
  std::string json = "{";
  for (const auto& [name, value] : fields) {
    json += fmt::format(R"({}"{}":{})", json.size() > 1 ? "," : "", name, value);
  }
  return json + "}";
}

void change(Fields& fields, const std::string& name, const std::string& value) {
  std::erase_if(fields, [&](const auto& field) { return field.first == name; });
  if (!value.empty()) fields.emplace_back(name, value);
}

TEST_F(ReasonsDifferentialTest, WhatIsBrokenOnPurposeIsRefusedByBoth) {
  const std::string too_long = '"' + std::string(5'001, 'x') + '"';
  for (const auto& [name, value] :
       Fields{{"puid", ""},
              {"puid", R"("a b")"},
              {"puid", '"' + std::string(501, 'a') + '"'},
              {"decision_visibility", ""},
              {"decision_visibility", "[]"},
              {"decision_visibility", R"(["DECISION_VISIBILITY_OTHER"])"},
              {"decision_visibility", R"(["DECISION_VISIBILITY_REMOVED"])"},
              {"decision_visibility", R"("DECISION_VISIBILITY_CONTENT_DEMOTED")"},
              {"decision_monetary", R"("DECISION_MONETARY_OTHER")"},
              {"decision_account", R"("DECISION_ACCOUNT_CLOSED")"},
              {"decision_provision", R"("DECISION_PROVISION_SUSPENSION")"},
              {"decision_ground", R"("DECISION_GROUND_ILLEGAL_CONTENT")"},
              {"decision_ground", ""},
              {"decision_ground_reference_url", R"("example")"},
              {"incompatible_content_ground", ""},
              {"incompatible_content_ground", '"' + std::string(501, 'a') + '"'},
              {"incompatible_content_explanation", R"(" ")"},
              {"incompatible_content_explanation", '"' + std::string(2'001, 'a') + '"'},
              {"incompatible_content_illegal", R"("INCOMPATIBLE_CONTENT_ILLEGAL_YES")"},
              {"content_type", R"(["CONTENT_TYPE_OTHER"])"},
              {"content_type", R"("CONTENT_TYPE_TEXT")"},
              {"category", R"("STATEMENT_CATEGORY_SCOPE_OF_PLATFORM_SERVICE")"},
              {"category", R"(["STATEMENT_CATEGORY_SCAMS_AND_FRAUD"])"},
              {"category_addition", R"(["STATEMENT_CATEGORY_PORNOGRAPHY_OR_SEXUALIZED_CONTENT"])"},
              {"category_specification", R"(["KEYWORD_DISINFORMATION"])"},
              {"territorial_scope", R"(["EL"])"},
              {"territorial_scope", R"(["DE","US"])"},
              {"content_language", R"("english")"},
              {"content_date", R"("1999-12-31")"},
              {"content_date", R"("2025-07-01-12")"},
              {"content_date", R"("2025-02-29")"},
              {"application_date", R"("2019-12-31")"},
              {"application_date", R"("2038-01-02")"},
              {"end_date_visibility_restriction", R"("2025-07-01")"},
              {"decision_facts", too_long},
              {"decision_facts", ""},
              {"source_type", R"("SOURCE_OTHER")"},
              {"automated_detection", R"("yes")"},
              {"automated_decision", R"("Yes")"},
              {"account_type", R"("ACCOUNT_TYPE_OTHER")"}}) {
    Fields fields = whole();
    change(fields, name, value);
    const std::string payload = object_of(fields);
    EXPECT_FALSE(check_reasons(payload).empty()) << name << " " << value.substr(0, 60);
    EXPECT_FALSE(theirs(payload)) << name << " " << value.substr(0, 60);
  }
}

TEST_F(ReasonsDifferentialTest, WhatWeTakeTheyTake) {
  ASSERT_TRUE(check_reasons(object_of(whole())).empty());
  ASSERT_TRUE(theirs(object_of(whole())));
  const std::vector<std::string> names = {"decision_visibility",
                                          "decision_visibility_other",
                                          "decision_monetary",
                                          "decision_monetary_other",
                                          "decision_account",
                                          "decision_ground",
                                          "illegal_content_legal_ground",
                                          "illegal_content_explanation",
                                          "incompatible_content_ground",
                                          "content_type",
                                          "content_type_other",
                                          "category_specification",
                                          "category_specification_other",
                                          "territorial_scope",
                                          "content_date",
                                          "application_date",
                                          "end_date_visibility_restriction",
                                          "end_date_account_restriction",
                                          "source_type",
                                          "source_identity",
                                          "puid",
                                          "decision_facts",
                                          "content_language"};
  const std::vector<std::string> values = {"",
                                           "null",
                                           "7",
                                           "[]",
                                           R"("")",
                                           R"("x")",
                                           R"(["DE","FR"])",
                                           R"(["DE","DE"])",
                                           R"(["DECISION_VISIBILITY_OTHER"])",
                                           R"("DECISION_MONETARY_OTHER")",
                                           R"("DECISION_MONETARY_SUSPENSION")",
                                           R"("DECISION_ACCOUNT_SUSPENDED")",
                                           R"("DECISION_GROUND_ILLEGAL_CONTENT")",
                                           R"(["CONTENT_TYPE_OTHER"])",
                                           R"(["KEYWORD_OTHER"])",
                                           R"("2025-07-02")",
                                           R"("2025-07-01")",
                                           R"("2000-01-01")",
                                           R"("SOURCE_ARTICLE_16")",
                                           R"("DE")",
                                           R"("@jo")"};
  Random random(20'250'701);
  std::size_t both = 0;
  for (int i = 0; i < 4'000; ++i) {
    Fields fields = whole();
    const std::uint64_t changes = 1 + random.below(3);
    for (std::uint64_t j = 0; j < changes; ++j) {
      change(fields, names[random.below(names.size())], values[random.below(values.size())]);
    }
    const std::string payload = object_of(fields);
    if (!check_reasons(payload).empty()) continue;
    ++both;
    ASSERT_TRUE(theirs(payload)) << payload << "\n" << told_;
  }
  EXPECT_GT(both, 100U) << "it must find some that both take";
}

TEST_F(ReasonsDifferentialTest, WhateverIsDecidedIsTakenByBoth) {
  Random random(7);
  const std::vector<std::string> texts = {"clipper:17 wrote to jo@x.example.",
                                          "",
                                          "\n",
                                          "漢字 é",
                                          std::string(6'000, 'z'),
                                          "+32 2 299 11 11 @jo",
                                          "https://x.example/@jo, t.me/jo"};
  for (int i = 0; i < 300; ++i) {
    const auto kind = static_cast<ActionKind>(1 + random.below(kActionKindCount - 1));
    Decision decision;
    decision.id = fmt::format("{:032x}", i);
    decision.draft = draft_about("clipper:17", {kind});
    decision.draft.subject.kind = static_cast<SubjectKind>(random.below(kSubjectKindCount));
    decision.draft.facts_text = texts[random.below(texts.size())];
    decision.draft.clause = texts[random.below(texts.size())];
    decision.draft.facts = {{"finding.status", texts[random.below(texts.size())]}};
    decision.draft.notices = {{"en", texts[random.below(texts.size())]}};
    if (random.below(2) == 0) decision.draft.policy = "eu-restrictive-measures";
    if (random.below(2) == 0) decision.draft.territory = {"DE", "RU"};
    decision.draft.automated_detection = random.below(2) == 0;
    decision.events = {{DecisionEventKind::kProposed, kBegin, "ana", "r"},
                       {DecisionEventKind::kTakenEffect, kBegin, "", ""}};
    if (random.below(2) == 0) {
      decision.events.push_back({DecisionEventKind::kUndone, kBegin + kMicrosPerDay, "apo", "m"});
    }
    PlatformAction action;
    action.key = fmt::format("{:032x}", i);
    action.step = decision.draft.actions.front();
    const std::string payload = render_reasons(state_reasons(decision, action, "salt"));
    EXPECT_TRUE(check_reasons(payload).empty())
        << payload << check_reasons(payload).front().field << check_reasons(payload).front().what;
    EXPECT_TRUE(theirs(payload)) << payload << told_;
  }
}

}  // namespace
}  // namespace overt
