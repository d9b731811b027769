// What is decided and carried out survives: kill -9 at every write in turn, torn writes, full
// disks and reads that fail or come short at every one in turn, kills around every message, sinks
// that lie at every message, a clock that jumps at every look at it. After each fault: nothing that
// was said to be done is lost, nothing is done twice, the ledger has not forked.
//
// A story is told once without faults, and the folder kept as it is before each step. Each fault is
// then one step, begun from there: what it costs does not grow with the story.

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include "adapters/files/action_file.h"
#include "adapters/mastodon/mastodon_sink.h"
#include "adapters/outbound/test_server.h"
#include "adapters/postgres/postgres_decision_store.h"
#include "adapters/postgres/test_postgres.h"
#include "adapters/sqlite/sqlite_decision_store.h"
#include "adapters/sqlite/test_fault_vfs.h"
#include "adapters/webhook/test_receiver.h"
#include "adapters/webhook/webhook_sink.h"
#include "kernel/merkle/tree.h"
#include "pipeline/decision_desk.h"
#include "pipeline/deliver_actions.h"
#include "pipeline/deliver_test_sinks.h"
#include "pipeline/reconcile.h"
#include "stages/decisions/small_notice.h"

namespace overt {
namespace {

const Person kAna{"ana", {StaffRole::kAnalyst}};
const Person kRui{"rui", {StaffRole::kReviewer}};
const Person kRia{"ria", {StaffRole::kReviewer}};
const Person kApo{"apo", {StaffRole::kApprover}};
constexpr TimeUs kBegin = 1'700'000'000'000'000;

TimeUs real_now() {
  // tidy: allow(wall-clock): the receiver refuses messages that are not recent
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
}

DecisionDraft draft_of(const std::string& account) {
  DecisionDraft draft = small_told_draft(account);
  draft.subject.network = "n";
  LadderStep step;
  step.action = ActionKind::kTerminate;
  draft.actions.push_back(step);
  return draft;
}

/// A webhook whose messages carry the real time, while the schedule's clock jumps.
class RestampingSink final : public ActionSink {
 public:
  explicit RestampingSink(ActionSink& inner) : inner_(inner) {}
  SinkAnswer deliver(const SinkMessage& message) override {
    SinkMessage now = message;
    now.at = real_now();
    return inner_.deliver(now);
  }

 private:
  ActionSink& inner_;
};

struct Fault {
  DiskFault disk = DiskFault::kNone;
  std::uint64_t at = 0;
  std::uint64_t lasting = 1;
  KillingSink::When message = KillingSink::When::kNever;
  int message_at = 0;
};

/// A clock that jumps at one look at it.
struct Jump {
  std::uint64_t at = 0;  // from 1; 0: never
  TimeUs by = 0;
};

/// How it is before a step of the story.
struct Before {
  std::string folder;
  TimeUs now = 0;
  std::uint64_t salts = 0;
  std::vector<std::string> ids;
  std::vector<std::string> checkpoints;  // that were committed by then
};

/// How a child ended, and what it had said was done by then.
struct Ended {
  bool killed = false;
  bool hit = false;  // the fault came
  std::uint64_t changes = 0;
  std::vector<std::string> checkpoints;  // that were committed, in order
};

class DeliverFaultsTest : public testing::Test {
 protected:
  DeliverFaultsTest() {
    // Kills need no disk; memory makes a thousand of them quick.
    const bool memory = access("/dev/shm", W_OK) == 0;
    folder_ = (memory ? std::string("/dev/shm") : testing::TempDir()) + "/overt-faults-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
    key_ = merkle::make_key("overt.example/ledger", merkle::KeyType::kEd25519, std::string(32, 'k'))
               .value();
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void SetUp() override {
    place_ = folder_ + "/" + std::to_string(++places_);
    std::filesystem::create_directory(place_);
    now_ = kBegin;
  }

  void next_place() {
    std::filesystem::remove_all(place_);
    SetUp();
  }

  [[nodiscard]] std::string sink_path() const { return place_ + "/actions.ndjson"; }

  Result<std::unique_ptr<DecisionStore>> open_store() const {
    if (!postgres_.empty()) return open_postgres_decision_store(postgres_);
    return open_sqlite_decision_store(place_ + "/decisions.db");
  }

  /// `notices`: what they are written from; none: every one is blocked.
  [[nodiscard]] DecisionDesk desk(DecisionStore& store, const NoticeSettings* notices = nullptr) {
    return {store, key_,
            [this](std::size_t bytes) {
              std::string salt(bytes, 's');
              for (std::size_t i = 0; i < 8; ++i) salt[i] = static_cast<char>(salts_ >> (8 * i));
              ++salts_;
              return salt;
            },
            nullptr, notices};
  }

  TimeUs tick() {
    if (++ticks_ == jump_.at) now_ += jump_.by;
    return ++now_;
  }

  Result<DeliverySummary> deliver(DecisionStore& store, ActionSink& sink) {
    DeliveryRules rules;
    rules.limits = {100'000, 100'000, 100'000, 100'000};
    ActionDelivery delivery(
        {store, sink, sink, [this] { return tick(); }, [] { return 0.5; }, nullptr,
         [](const NoticeAddress& address, TimeUs) { return "token-of-" + address.account; }},
        rules);
    return delivery.run(no_progress());
  }

  using Step = std::function<Result<void>(DecisionStore&, ActionSink&)>;

  /// Three decisions; the first is undone half-way, the last reversed on appeal; the affected are
  /// told.
  std::vector<Step> steps() {
    std::vector<Step> all;
    const auto add = [&](auto&& act) {
      all.emplace_back([this, act](DecisionStore& store, ActionSink&) -> Result<void> {
        auto at_desk = desk(store, &settings_);
        const auto done = act(at_desk);
        if (!done.ok()) return done.error();
        return {};
      });
    };
    const auto send = [&] {
      all.emplace_back([this](DecisionStore& store, ActionSink& sink) -> Result<void> {
        const auto sent = deliver(store, sink);
        if (!sent.ok()) return sent.error();
        return {};
      });
    };
    for (const char* const account : {"1", "2", "3"}) {
      add([this, account](DecisionDesk& at_desk) {
        auto proposed = at_desk.propose(draft_of(accounts_ + account), kAna, "why", tick());
        if (proposed.ok()) ids_.push_back(proposed.value().id);
        return proposed;
      });
      add([this](DecisionDesk& at_desk) { return at_desk.agree(ids_.back(), kRui, tick()); });
      add([this](DecisionDesk& at_desk) { return at_desk.agree(ids_.back(), kApo, tick()); });
      send();
      if (std::string_view(account) != "2") continue;
      add([this](DecisionDesk& at_desk) {
        return at_desk.undo(ids_.front(), kApo, "a mistake", tick());
      });
    }
    add([this](DecisionDesk& at_desk) {
      const TimeUs at = tick();
      return at_desk.appeal(ids_.back(), "not me", at, {accounts_ + "3", at});
    });
    add([this](DecisionDesk& at_desk) {
      return at_desk.hear_appeal(ids_.back(), kRia, {true}, "so it is", tick());
    });
    send();
    return all;
  }

  using Say = std::function<void(const std::string&)>;

  /// All of it, in one process. Tells `say` what was committed.
  Result<void> story(const Fault& fault, const Say& say) {
    ids_.clear();
    ASSIGN_OR_RETURN(const auto store, open_store());
    ASSIGN_OR_RETURN(const auto file, open_action_file(sink_path()));
    KillingSink sink(*file, sink_path(), fault.message, fault.message_at);
    for (const Step& step : steps()) {
      RETURN_IF_ERROR(step(*store, sink));
      ASSIGN_OR_RETURN(const std::string note, store->checkpoint());
      say(note);
    }
    return {};
  }

  /// The story without a fault; how it was before each step.
  std::vector<Before> tell_once() {
    std::vector<Before> all;
    std::vector<std::string> told;
    const auto keep = [&] {
      const std::string copy = folder_ + "/before-" + std::to_string(all.size());
      std::filesystem::copy(place_, copy);
      all.push_back({copy, now_, salts_, ids_, told});
    };
    keep();  // with nothing there: the first step makes the store too
    const auto store = open_store().value();
    const auto file = open_action_file(sink_path()).value();
    for (const Step& step : steps()) {
      if (!told.empty()) keep();
      EXPECT_TRUE(step(*store, *file).ok());
      told.push_back(store->checkpoint().value());
    }
    return all;
  }

  /// One step from where it begins. The fault may also come while the store is opened, and closed.
  Result<void> one_step(std::size_t place, const Fault& fault, const Say& say) {
    FaultVfs vfs;
    FaultVfs::arm(fault.disk, fault.at, fault.lasting);
    ASSIGN_OR_RETURN(auto store, open_store());
    ASSIGN_OR_RETURN(const auto file, open_action_file(sink_path()));
    const auto done = steps().at(place)(*store, *file);
    if (done.ok()) {
      const auto note = store->checkpoint();
      if (note.ok()) say(note.value());
    }
    store.reset();
    return done;
  }

  void go_back_to(const Before& before) {
    std::filesystem::remove_all(place_);
    place_ = folder_ + "/" + std::to_string(++places_);
    std::filesystem::copy(before.folder, place_);
    now_ = before.now;
    salts_ = before.salts;
    ids_ = before.ids;
    ticks_ = 0;
    jump_ = {};
  }

  /// What a child of a fork does; it may be killed.
  Ended run_child(const std::function<void(const Say&)>& act) {
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0) {
      close(ends[0]);
      const auto say = [&](std::string note) {
        note += '\0';
        if (write(ends[1], note.data(), note.size()) < 0) kill(getpid(), SIGKILL);
      };
      act(say);
      say(fmt::format("end {} {}", FaultVfs::changes(), FaultVfs::faults()));
      _exit(0);  // tidy: allow(exiting): the child of a fork
    }
    close(ends[1]);
    std::string told;
    char buffer[4096];
    for (ssize_t got = 0; (got = read(ends[0], buffer, sizeof buffer)) > 0;) {
      told.append(buffer, static_cast<std::size_t>(got));
    }
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) || WTERMSIG(status) == SIGKILL) << "it crashed";
    return read_told(told, WIFSIGNALED(status));
  }

  static Ended read_told(const std::string& told, bool killed) {
    Ended ended;
    ended.killed = killed;
    ended.hit = killed;
    for (std::size_t begin = 0, end = 0; (end = told.find('\0', begin)) != told.npos;
         begin = end + 1) {
      const std::string said = told.substr(begin, end - begin);
      unsigned long long changes = 0;
      unsigned long long faults = 0;
      if (sscanf(said.c_str(), "end %llu %llu", &changes, &faults) == 2) {
        ended.changes = changes;
        ended.hit = ended.hit || faults > 0;
      } else if (!said.empty()) {
        ended.checkpoints.push_back(said);
      }
    }
    return ended;
  }

  void expect_no_fork(DecisionStore& store, const std::vector<std::string>& told) {
    std::vector<merkle::Hash> leaves;
    const std::uint64_t size = store.ledger_size().value();
    leaves.reserve(size);
    for (std::uint64_t i = 0; i < size; ++i) {
      leaves.push_back(merkle::leaf_hash(store.ledger_line(i).value()->entry));
    }
    for (const std::string& note : told) {
      const auto checkpoint = merkle::open_checkpoint(note, key_.verifier).value();
      ASSERT_LE(checkpoint.size, size) << "what was signed is gone";
      const std::vector<merkle::Hash> first(
          leaves.begin(), leaves.begin() + static_cast<std::ptrdiff_t>(checkpoint.size));
      EXPECT_EQ(root_of(first), checkpoint.root) << "the ledger has forked";
    }
  }

  // RFC 6962, section 2.1, as it stands there.
  static merkle::Hash root_of(const std::vector<merkle::Hash>& leaves) {
    if (leaves.empty()) return merkle::empty_root();
    if (leaves.size() == 1) return leaves.front();
    std::size_t left = 1;
    while (left * 2 < leaves.size()) left *= 2;
    const auto middle = leaves.begin() + static_cast<std::ptrdiff_t>(left);
    return merkle::node_hash(root_of({leaves.begin(), middle}), root_of({middle, leaves.end()}));
  }

  void expect_sound(DecisionStore& store) {
    const auto check = check_ledger(store, key_.verifier);
    ASSERT_TRUE(check.ok()) << check.error().message;
    for (const auto& one : check.value().mismatches) ADD_FAILURE() << one.what;
    const auto books = reconcile(store);
    ASSERT_TRUE(books.ok()) << books.error().message;
    for (const auto& one : books.value().mismatches) ADD_FAILURE() << one.what;
  }

  /// Every action that is done is in the file, once; what is there and not done was withdrawn while
  /// it was under way.
  void expect_once_each(DecisionStore& store) {
    std::map<std::string, int> lines;
    std::ifstream in(sink_path());
    for (std::string line; std::getline(in, line);) {
      ASSERT_EQ(line.substr(0, 7), "{\"id\":\"") << line;
      ASSERT_EQ(line.back(), '}') << line;
      ++lines[line.substr(7, line.find('"', 7) - 7)];
    }
    for (const auto& [key, count] : lines) EXPECT_EQ(count, 1) << key;
    EXPECT_EQ(store.count_actions(ActionState::kQueued).value(), 0U);
    EXPECT_EQ(store.count_actions(ActionState::kDead).value(), 0U);
    const auto done = store.actions_in(ActionState::kDone, 1000).value();
    for (const QueuedAction& action : done) EXPECT_EQ(lines.count(action.key), 1U) << action.key;
    for (const auto& [key, count] : lines) {
      const auto action = store.find_action(key).value();
      ASSERT_TRUE(action.has_value()) << "nobody decided " << key;
      const bool known = action->state == ActionState::kDone ||
                         (action->state == ActionState::kWithdrawn && action->tries > 0);
      EXPECT_TRUE(known) << key;
    }
  }

  /// What must hold after any fault, and after going on.
  void expect_recovers(const Ended& ended) {
    const auto store = open_store();
    ASSERT_TRUE(store.ok()) << store.error().message;
    expect_sound(*store.value());
    expect_no_fork(*store.value(), ended.checkpoints);
    const auto file = open_action_file(sink_path());
    ASSERT_TRUE(file.ok()) << file.error().message;
    now_ = std::max(now_, kBegin) + 30 * kMicrosPerDay;
    release(*store.value());
    const auto rest = deliver(*store.value(), *file.value());
    ASSERT_TRUE(rest.ok()) << rest.error().message;
    expect_once_each(*store.value());
    expect_sound(*store.value());
  }

  static void tell(const char* what, std::uint64_t faults, std::uint64_t at_least) {
    std::cout << fmt::format("  {:<34} {:>5} faults, all recovered\n", what, faults);
    EXPECT_GE(faults, at_least) << "the story has become shorter";
  }

  /// One fault after another, at every place in turn, in every step of the story until it ends
  /// without it; how many there were.
  std::uint64_t every_place(Fault fault) {
    std::uint64_t faults = 0;
    const std::vector<Before> told_once = tell_once();
    for (std::size_t step = 0; step < told_once.size(); ++step) {
      for (fault.at = 1;; ++fault.at) {
        go_back_to(told_once[step]);
        Ended ended = run_child([&](const Say& say) { (void)one_step(step, fault, say); });
        SCOPED_TRACE(fmt::format("fault {} at change {} of step {}", static_cast<int>(fault.disk),
                                 fault.at, step));
        ended.checkpoints.insert(ended.checkpoints.begin(), told_once[step].checkpoints.begin(),
                                 told_once[step].checkpoints.end());
        expect_recovers(ended);
        if (HasFatalFailure()) return faults;
        if (!ended.hit) break;
        ++faults;
      }
    }
    return faults;
  }

  std::vector<std::string> decide(DecisionStore& store, int count) {
    std::vector<std::string> ids;
    for (int i = 0; i < count; ++i) {
      auto at_desk = desk(store);
      const auto account = "clipper:" + std::to_string(i);
      ids.push_back(at_desk.propose(draft_of(account), kAna, "why", ++now_).value().id);
      EXPECT_TRUE(at_desk.agree(ids.back(), kRui, ++now_).ok());
      EXPECT_TRUE(at_desk.agree(ids.back(), kApo, ++now_).ok());
    }
    return ids;
  }

  /// What people do after looking into it: breakers are reset, dead letters sent again.
  void release(DecisionStore& store) {
    const auto breakers = DeliveryBreakers::read(store, {}, now_).value();
    for (const auto& [name, step] : breakers.tripped()) {
      DeliveryStep reset = step;
      reset.at = now_;
      reset.kind = DeliveryStepKind::kReset;
      ASSERT_TRUE(store.record_delivery({}, std::vector<DeliveryStep>{reset}).ok());
    }
    replay_dead(store);
  }

  static void replay_dead(DecisionStore& store) {
    auto letters = store.actions_in(ActionState::kDead, 1'000).value();
    for (QueuedAction& dead : letters) {
      dead.state = ActionState::kQueued;
      dead.tries = 0;
      ASSERT_TRUE(store.record_delivery(std::vector<QueuedAction>{dead}, {}).ok());
    }
  }

  static WebhookOptions webhook_to(const std::string& url) {
    WebhookOptions options;
    options.url = url;
    options.secrets.push_back(parse_webhook_secret(kTestWebhookSecret).value());
    options.allow_private = true;
    return options;
  }

  /// By the receiver's own record: every action of the decisions; how many requests there were.
  static std::uint64_t expect_done_once_in_order(const TestReceiver& receiver, DecisionStore& store,
                                                 const std::vector<std::string>& ids) {
    std::map<std::string, std::uint64_t> done_at;
    std::uint64_t requests = 0;
    for (const std::string& request : receiver.requests()) {
      ++requests;
      EXPECT_NE(request.find("\"signed\": true"), std::string::npos) << request;
      const auto key = request.substr(8, request.find('"', 8) - 8);
      if (request.find("\"done\": true") == std::string::npos) continue;
      EXPECT_TRUE(done_at.emplace(key, requests).second) << "twice";
    }
    for (const std::string& id : ids) {
      const auto actions = store.actions_of(id).value();
      EXPECT_EQ(actions.size(), 2U);
      for (const QueuedAction& action : actions) EXPECT_EQ(done_at.count(action.key), 1U);
      EXPECT_LT(done_at[actions[0].key], done_at[actions[1].key]) << "out of order";
    }
    EXPECT_EQ(done_at.size(), 2 * ids.size());
    return requests;
  }

  std::string folder_;
  std::string place_;
  std::string postgres_;               // the address of a database; empty: SQLite
  std::string accounts_ = "clipper:";  // what their names begin with
  int places_ = 0;
  merkle::SignerKey key_;
  NoticeSettings settings_ = small_notice_settings();
  std::uint64_t salts_ = 0;
  TimeUs now_ = kBegin;
  std::vector<std::string> ids_;  // of the story's decisions, as far as it was told
  std::uint64_t ticks_ = 0;
  Jump jump_;
};

// One test for each kind, so that several run at once.
TEST_F(DeliverFaultsTest, AKillAtAnyWriteLosesNothing) {
  tell("kill -9 at a write", every_place({DiskFault::kKill}), 400);
}
TEST_F(DeliverFaultsTest, ATornWriteAndAKillLoseNothing) {
  tell("half a write, then kill -9", every_place({DiskFault::kTornWriteAndKill}), 400);
}
TEST_F(DeliverFaultsTest, AFullDiskLosesNothing) {
  tell("full disk", every_place({DiskFault::kFull}), 400);
}
TEST_F(DeliverFaultsTest, ADiskThatIsFullForAWhileLosesNothing) {
  tell("full disk for five writes", every_place({DiskFault::kFull, 0, 5}), 400);
}
TEST_F(DeliverFaultsTest, AShortWriteLosesNothing) {
  tell("half a write, then an error", every_place({DiskFault::kShortWrite}), 400);
}
TEST_F(DeliverFaultsTest, AReadThatFailsLosesNothing) {
  tell("a read fails", every_place({DiskFault::kUnreadable}), 100);
}
TEST_F(DeliverFaultsTest, AReadThatComesShortLosesNothing) {
  tell("half a read, the rest zeros", every_place({DiskFault::kShortRead}), 100);
}

TEST_F(DeliverFaultsTest, ASinkThatLiesAtAnyMessageGetsEachOnce) {
  const std::vector<Before> told_once = tell_once();
  std::uint64_t lies = 0;
  for (std::size_t step = 0; step < told_once.size(); ++step) {
    for (int lie = 0; lie < LyingSink::kLies; ++lie) {
      for (int at = 1;; ++at) {
        SCOPED_TRACE(fmt::format("lie {} at message {} of step {}", lie, at, step));
        go_back_to(told_once[step]);
        bool told = false;
        {
          const auto store = open_store().value();
          const auto file = open_action_file(sink_path()).value();
          LyingSink sink(*file, static_cast<LyingSink::Lie>(lie), at);
          ASSERT_TRUE(steps().at(step)(*store, sink).ok());
          told = sink.told();
        }
        expect_recovers({false, told, 0, told_once[step].checkpoints});
        ASSERT_FALSE(HasFailure());
        if (!told) break;
        ++lies;
      }
    }
  }
  tell("a sink lies at a message", lies, 60);
}

TEST_F(DeliverFaultsTest, AClockThatJumpsLosesNothing) {
  const std::vector<Before> told_once = tell_once();
  std::uint64_t jumps = 0;
  for (const TimeUs by : {-kMicrosPerDay, kMicrosPerDay}) {
    for (std::size_t step = 0; step < told_once.size(); ++step) {
      for (std::uint64_t at = 1;; ++at) {
        SCOPED_TRACE(fmt::format("by {} at look {} of step {}", by, at, step));
        go_back_to(told_once[step]);
        jump_ = {at, by};
        {
          const auto store = open_store().value();
          const auto file = open_action_file(sink_path()).value();
          // It may be refused: the past is not added to.
          (void)steps().at(step)(*store, *file);
        }
        const bool jumped = ticks_ >= at;
        expect_recovers({false, jumped, 0, told_once[step].checkpoints});
        ASSERT_FALSE(HasFailure());
        if (!jumped) break;
        ++jumps;
      }
    }
  }
  tell("the clock jumps by a day", jumps, 60);
}

TEST_F(DeliverFaultsTest, KillsAroundMessagesLoseNothing) {
  std::uint64_t all = 0;
  for (const auto when :
       {KillingSink::When::kBefore, KillingSink::When::kHalfway, KillingSink::When::kAfter}) {
    for (int at = 1;; ++at) {
      next_place();
      const Ended ended = run_child([&](const Say& say) {
        (void)story({DiskFault::kNone, 0, 1, when, at}, say);
      });
      expect_recovers(ended);
      ASSERT_FALSE(HasFatalFailure());
      if (!ended.killed) break;
      ++all;
    }
  }
  tell("kill -9 around a message", all, 20);
}

TEST_F(DeliverFaultsTest, KillsAndCrashesOnPostgresLoseNothing) {
  if (!TestPostgres::installed()) GTEST_SKIP() << "PostgreSQL 15 is not installed";
  TestPostgres server;
  postgres_ = server.new_database();
  ASSERT_TRUE(open_store().ok());
  constexpr int kKills = 30;
  std::vector<std::string> told;
  int killed = 0;
  for (int kill_after = 0; kill_after < kKills; ++kill_after) {
    SCOPED_TRACE(kill_after);
    accounts_ = fmt::format("clipper:{}-", kill_after);
    salts_ = 1'000U * static_cast<std::uint64_t>(kill_after);
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0) {
      close(ends[0]);
      (void)story({}, [&](const std::string& note) {
        if (write(ends[1], note.c_str(), note.size() + 1) < 0) kill(getpid(), SIGKILL);
      });
      _exit(0);  // tidy: allow(exiting): the child of a fork
    }
    close(ends[1]);
    std::string said;
    char c = 0;
    // After so many answers, and somewhere within the next.
    const int answers = kill_after % 15;
    while (std::count(said.begin(), said.end(), '\0') < answers && read(ends[0], &c, 1) == 1)
      said += c;
    usleep(static_cast<unsigned>(300 * (kill_after % 7)));
    if (kill_after == kKills / 2) server.crash();
    kill(child, SIGKILL);
    while (read(ends[0], &c, 1) == 1) said += c;
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    killed += WIFSIGNALED(status) ? 1 : 0;
    for (const std::string& note : read_told(said, true).checkpoints) told.push_back(note);
    now_ += kMicrosPerDay;
    expect_recovers({true, true, 0, told});
    ASSERT_FALSE(HasFatalFailure());
  }
  EXPECT_GE(killed, kKills / 2);
  std::cout << fmt::format("  {} of {} clients killed in the middle, one crash of the server\n",
                           killed, kKills);
}

TEST_F(DeliverFaultsTest, KilledAroundAMessageItIsSentAgainWithTheSameKey) {
  const TestReceiver receiver(folder_ + "/log");
  std::vector<std::string> ids;
  {
    const auto store = open_store().value();
    ids = decide(*store, 12);
  }
  int kills = 0;
  for (int round = 0;; ++round) {
    ASSERT_LT(round, 500);
    const pid_t child = fork();
    if (child == 0) {
      const auto store = open_store().value();
      const auto webhook = open_webhook_sink(webhook_to(receiver.url("/ok"))).value();
      RestampingSink stamped(*webhook);
      const auto when = round % 2 == 0 ? KillingSink::When::kAfter : KillingSink::When::kBefore;
      KillingSink sink(stamped, {}, when, 1 + round % 3);
      (void)deliver(*store, sink);
      _exit(0);  // tidy: allow(exiting): the child of a fork
    }
    int status = 0;
    waitpid(child, &status, 0);
    now_ += kMicrosPerDay;
    const auto store = open_store().value();
    expect_sound(*store);
    if (!WIFSIGNALED(status) && store->count_actions(ActionState::kQueued).value() == 0) {
      const std::uint64_t requests = expect_done_once_in_order(receiver, *store, ids);
      EXPECT_EQ(store->count_actions(ActionState::kDone).value(), 2 * ids.size());
      EXPECT_GT(requests, 2 * ids.size()) << "some were sent twice, with the same key";
      break;
    }
    kills += WIFSIGNALED(status) ? 1 : 0;
  }
  std::cout << fmt::format("  {} kills around messages to a webhook\n", kills);
  EXPECT_GE(kills, 12);
}

TEST_F(DeliverFaultsTest, AReceiverThatLiesGetsEachActionOnceAndInOrder) {
  const TestReceiver receiver(folder_ + "/log");
  const auto webhook = open_webhook_sink(webhook_to(receiver.url("/chaos/1"))).value();
  RestampingSink sink(*webhook);
  const auto store = open_store().value();
  const std::vector<std::string> ids = decide(*store, 60);
  for (int round = 0; store->count_actions(ActionState::kQueued).value() > 0; ++round) {
    ASSERT_LT(round, 2'000);
    now_ += kMicrosPerHour;
    const auto summary = deliver(*store, sink);
    ASSERT_TRUE(summary.ok()) << summary.error().message;
    for (const DeliveryStep& trip : summary.value().tripped) {
      DeliveryStep reset = trip;
      reset.at = now_;
      reset.kind = DeliveryStepKind::kReset;
      ASSERT_TRUE(store->record_delivery({}, std::vector<DeliveryStep>{reset}).ok());
    }
    replay_dead(*store);
  }
  const std::uint64_t requests = expect_done_once_in_order(receiver, *store, ids);
  std::cout << fmt::format("  {} messages, {} requests, {} of them answered badly or not at all\n",
                           2 * ids.size(), requests, requests - 2 * ids.size());
  EXPECT_GE(requests, 3 * ids.size());
  expect_sound(*store);
}

TEST_F(DeliverFaultsTest, AMastodonServerThatLiesModeratesEachAccountOnce) {
  const std::string log = folder_ + "/log";
  const TestServer server({"python3", TestServer::script("mastodon/receiver.py"), "t0ken", log},
                          log);
  MastodonOptions options;
  options.url = "http://127.0.0.1:" + server.port() + "/chaos/1";
  options.token = "t0ken";
  options.http.allow_private = true;
  const auto sink = open_mastodon_sink(options).value();
  const auto store = open_store().value();
  constexpr int kAccounts = 30;
  for (int i = 1; i <= kAccounts; ++i) {
    auto at_desk = desk(*store);
    const std::string account = fmt::format("mastodon:{}", i);
    const std::string id = at_desk.propose(draft_of(account), kAna, "why", ++now_).value().id;
    ASSERT_TRUE(at_desk.agree(id, kRui, ++now_).ok());
    ASSERT_TRUE(at_desk.agree(id, kApo, ++now_).ok());
  }
  for (int round = 0; store->count_actions(ActionState::kQueued).value() > 0; ++round) {
    ASSERT_LT(round, 2'000);
    now_ += kMicrosPerHour;
    const auto summary = deliver(*store, *sink);
    ASSERT_TRUE(summary.ok()) << summary.error().message;
    replay_dead(*store);
  }
  std::map<std::string, int> changes;
  const auto requests = server.requests();
  for (const std::string& request : requests) {
    EXPECT_NE(request.find(R"("contract": "")"), request.npos) << request;
    const auto begin = request.find(R"("changed": [")");
    if (begin == request.npos) continue;
    const std::string account =
        request.substr(begin + 13, request.find('"', begin + 13) - begin - 13);
    const bool first = ++changes[account] == 1;
    EXPECT_NE(request.find(first ? "type=silence" : "type=suspend"), request.npos) << request;
  }
  EXPECT_EQ(changes.size(), static_cast<std::size_t>(kAccounts));
  for (const auto& [account, count] : changes) EXPECT_EQ(count, 2) << account;
  std::cout << fmt::format("  {} actions, {} requests to a server that lies\n", 2 * kAccounts,
                           requests.size());
  expect_sound(*store);
}

}  // namespace
}  // namespace overt
