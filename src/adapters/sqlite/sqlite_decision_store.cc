#include "adapters/sqlite/sqlite_decision_store.h"

#include <array>
#include <cerrno>
#include <map>
#include <set>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>

#include "adapters/sqlite/access_tables_internal.h"
#include "adapters/sqlite/case_tables_internal.h"
#include "adapters/sqlite/sqlite_database.h"
#include "base/check.h"
#include "base/file.h"
#include "base/system_error.h"

namespace overt {
namespace {

constexpr std::int64_t kApplication = 0x4F564443;  // "OVDC"
constexpr std::int64_t kVersion = 3;
/// A batch of thousands of decisions is more than SQLite's own 2 MB: its pages would be written
/// and read again before the batch is whole. Used as it is needed.
constexpr std::uint64_t kCacheBytes = std::uint64_t{64} << 20;

constexpr std::string_view kTables = R"sql(
CREATE TABLE decision(number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, draft TEXT NOT NULL);
CREATE TABLE event(decision INTEGER NOT NULL, number INTEGER NOT NULL, said TEXT NOT NULL,
  PRIMARY KEY(decision, number)) WITHOUT ROWID;
CREATE TABLE action(number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, decision TEXT NOT NULL,
  said TEXT NOT NULL, state INTEGER NOT NULL, tries INTEGER NOT NULL, next_at INTEGER NOT NULL,
  answer TEXT NOT NULL);
CREATE INDEX action_decision ON action(decision);
CREATE INDEX action_due ON action(next_at) WHERE state = 0;
CREATE TABLE person(id TEXT PRIMARY KEY, roles TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE line(number INTEGER PRIMARY KEY, entry TEXT NOT NULL, record TEXT NOT NULL,
  salt BLOB NOT NULL, decision TEXT NOT NULL, event INTEGER NOT NULL);
CREATE UNIQUE INDEX line_decision ON line(decision, event);
CREATE TABLE tile(level INTEGER NOT NULL, number INTEGER NOT NULL, hashes BLOB NOT NULL,
  PRIMARY KEY(level, number)) WITHOUT ROWID;
CREATE TABLE checkpoint(number INTEGER PRIMARY KEY, note TEXT NOT NULL);
)sql";

// Since version 2: what became of the actions.
constexpr std::string_view kDeliveryTables = R"sql(
CREATE INDEX action_queued ON action(number) WHERE state = 0;
CREATE INDEX action_dead ON action(number) WHERE state = 2;
CREATE TABLE step(number INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind INTEGER NOT NULL,
  key TEXT NOT NULL, breaker TEXT NOT NULL, policy TEXT NOT NULL, person TEXT NOT NULL,
  network TEXT NOT NULL, subject TEXT NOT NULL, words TEXT NOT NULL);
CREATE INDEX step_at ON step(at);
CREATE INDEX step_key ON step(key) WHERE key <> '';
CREATE INDEX step_breaker ON step(number) WHERE breaker <> '';
)sql";

// Since version 3: records beside the events of decisions, and lanes of messages.
constexpr std::string_view kRecordTables = R"sql(
CREATE TABLE record(number INTEGER PRIMARY KEY, kind INTEGER NOT NULL, subject TEXT NOT NULL,
  place INTEGER NOT NULL, decision TEXT NOT NULL, said TEXT NOT NULL);
CREATE UNIQUE INDEX record_subject ON record(kind, subject, place);
CREATE INDEX record_decision ON record(decision) WHERE decision <> '';
ALTER TABLE action ADD COLUMN lane INTEGER NOT NULL DEFAULT 0;
CREATE INDEX action_lane ON action(lane, number) WHERE state = 0;
)sql";

constexpr std::string_view kActionColumns =
    "SELECT number, key, decision, said, state, tries, next_at, answer, lane FROM action ";
constexpr std::string_view kRecordColumns =
    "SELECT kind, subject, place, decision, said FROM record ";
constexpr std::string_view kStepColumns =
    "SELECT at, kind, key, breaker, policy, person, network, subject, words FROM step ";

std::span<const unsigned char> octets(std::string_view text) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): characters seen as bytes
  return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}

std::string characters(std::span<const unsigned char> bytes) {
  return {bytes.begin(), bytes.end()};
}

Result<void> make_tables(SqliteDatabase& database) {
  RETURN_IF_ERROR(database.run("BEGIN IMMEDIATE"));
  // Another process may have made them while this one waited.
  ASSIGN_OR_RETURN(const std::int64_t tables,
                   database.integer("SELECT count(*) FROM sqlite_master"));
  ASSIGN_OR_RETURN(const std::int64_t application, database.integer("PRAGMA application_id"));
  ASSIGN_OR_RETURN(const std::int64_t version, database.integer("PRAGMA user_version"));
  const bool ours = tables != 0 && application == kApplication;
  if (tables == 0) RETURN_IF_ERROR(database.run(std::string(kTables)));
  if (tables == 0 || (ours && version == 1)) {
    RETURN_IF_ERROR(database.run(std::string(kDeliveryTables)));
  }
  if (tables == 0 || (ours && version >= 1 && version < kVersion)) {
    RETURN_IF_ERROR(database.run(std::string(kRecordTables)));
    RETURN_IF_ERROR(database.run(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}",
                                             kApplication, kVersion)));
  }
  return database.run("COMMIT");
}

Result<void> prepare_tables(SqliteDatabase& database, bool write) {
  ASSIGN_OR_RETURN(const std::int64_t tables,
                   database.integer("SELECT count(*) FROM sqlite_master"));
  ASSIGN_OR_RETURN(const std::int64_t before, database.integer("PRAGMA user_version"));
  if (write && (tables == 0 || (before >= 1 && before < kVersion))) {
    const Result<void> made = make_tables(database);
    if (!made.ok() && database.in_transaction()) (void)database.run("ROLLBACK");
    RETURN_IF_ERROR(made);
  }
  ASSIGN_OR_RETURN(const std::int64_t application, database.integer("PRAGMA application_id"));
  ASSIGN_OR_RETURN(const std::int64_t version, database.integer("PRAGMA user_version"));
  if (application != kApplication) {
    return Error{ErrorCode::kBadInput,
                 database.path() + ": this is no file of Overt's decisions; name another"};
  }
  if (version == kVersion) return {};
  if (version < kVersion) {
    return Error{ErrorCode::kBadInput,
                 fmt::format("{}: made by an older version of Overt; any command that writes to it "
                             "brings it up to date",
                             database.path())};
  }
  return Error{ErrorCode::kBadInput,
               fmt::format("{}: made by a newer version of Overt (tables of version {}, this one "
                           "knows {}); use that version",
                           database.path(), version, kVersion)};
}

class SqliteDecisionStore final : public DecisionStore {
 public:
  explicit SqliteDecisionStore(std::unique_ptr<SqliteDatabase> database)
      : database_(std::move(database)) {}

  Result<void> commit(const DecisionBatch& batch) override {
    CHECK_EQ(batch.events.size() + batch.records.size(), batch.lines.size());
    return at_once([&] { return put(batch); });
  }

  Result<std::optional<KeptDecision>> find(std::string_view id) override {
    ASSIGN_OR_RETURN(auto* const select,
                     kept("SELECT number, id, draft FROM decision WHERE id = ?"));
    select->bind(1, id);
    ASSIGN_OR_RETURN(const bool found, select->step());
    if (!found) return std::optional<KeptDecision>();
    auto read = read_decision(*select);
    select->reset();
    if (!read.ok()) return std::move(read).error();
    return std::optional<KeptDecision>(std::move(read).value());
  }

  Result<void> all(const std::function<bool(const KeptDecision&)>& visit) override {
    ASSIGN_OR_RETURN(auto select,
                     database_->prepare("SELECT number, id, draft FROM decision ORDER BY number"));
    for (;;) {
      ASSIGN_OR_RETURN(const bool row, select.step());
      if (!row) return {};
      ASSIGN_OR_RETURN(const KeptDecision kept, read_decision(select));
      if (!visit(kept)) return {};
    }
  }

  Result<std::optional<LedgerRecord>> find_record(RecordKind kind, std::string_view subject,
                                                  std::uint32_t number) override {
    ASSIGN_OR_RETURN(auto select,
                     prepare_on(kRecordColumns, "WHERE kind = ? AND subject = ? AND place = ?"));
    select.bind(1, static_cast<std::int64_t>(kind));
    select.bind(2, subject);
    select.bind(3, static_cast<std::int64_t>(number));
    ASSIGN_OR_RETURN(const bool found, select.step());
    if (!found) return std::optional<LedgerRecord>();
    return std::optional<LedgerRecord>(read_record(select));
  }

  Result<void> records(RecordKind kind,
                       const std::function<bool(const LedgerRecord&)>& visit) override {
    ASSIGN_OR_RETURN(auto select, prepare_on(kRecordColumns, "WHERE kind = ? ORDER BY number"));
    select.bind(1, static_cast<std::int64_t>(kind));
    for (;;) {
      ASSIGN_OR_RETURN(const bool row, select.step());
      if (!row || !visit(read_record(select))) return {};
    }
  }

  Result<std::vector<LedgerRecord>> records_of(std::string_view decision) override {
    std::vector<LedgerRecord> found;
    ASSIGN_OR_RETURN(auto select, prepare_on(kRecordColumns,
                                             "WHERE decision = ? AND decision <> "
                                             "'' ORDER BY number"));
    select.bind(1, decision);
    for (;;) {
      ASSIGN_OR_RETURN(const bool row, select.step());
      if (!row) return found;
      found.push_back(read_record(select));
    }
  }

  Result<void> put_person(const Person& person) override {
    ASSIGN_OR_RETURN(auto insert,
                     database_->prepare("INSERT OR REPLACE INTO person(id, roles) VALUES(?,?)"));
    const std::string roles = role_words(person.roles);
    insert.bind(1, person.id);
    insert.bind(2, roles);
    return insert.run();
  }

  Result<std::optional<Person>> find_person(std::string_view id) override {
    ASSIGN_OR_RETURN(auto select, database_->prepare("SELECT id, roles FROM person WHERE id = ?"));
    select.bind(1, id);
    ASSIGN_OR_RETURN(const bool found, select.step());
    if (!found) return std::optional<Person>();
    return std::optional<Person>(
        Person{std::string(select.text(0)), roles_in_words(select.text(1))});
  }

  Result<std::vector<Person>> people() override {
    std::vector<Person> people;
    ASSIGN_OR_RETURN(auto select, database_->prepare("SELECT id, roles FROM person ORDER BY id"));
    for (;;) {
      ASSIGN_OR_RETURN(const bool row, select.step());
      if (!row) return people;
      people.push_back({std::string(select.text(0)), roles_in_words(select.text(1))});
    }
  }

  Result<std::vector<QueuedAction>> actions_of(std::string_view decision) override {
    ASSIGN_OR_RETURN(auto select, prepare_on(kActionColumns, "WHERE decision = ? ORDER BY number"));
    select.bind(1, decision);
    return read_actions(select);
  }

  Result<std::optional<QueuedAction>> find_action(std::string_view key) override {
    ASSIGN_OR_RETURN(auto select, prepare_on(kActionColumns, "WHERE key = ?"));
    select.bind(1, key);
    ASSIGN_OR_RETURN(auto found, read_actions(select));
    if (found.empty()) return std::optional<QueuedAction>();
    return std::optional<QueuedAction>(std::move(found.front()));
  }

  // Through the index of queued actions: where many are done, they are not looked at.
  Result<std::vector<QueuedAction>> due_actions(const DueActions& wanted) override {
    ASSIGN_OR_RETURN(
        auto select,
        prepare_on(kActionColumns,
                   "INDEXED BY action_lane WHERE state = 0 AND lane = ? AND number > ? AND next_at "
                   "<= ? AND NOT EXISTS (SELECT 1 FROM action e WHERE e.decision = "
                   "action.decision AND e.lane = ? AND e.number < action.number AND "
                   "e.state IN (0, 2)) ORDER BY number LIMIT ?"));
    select.bind(1, static_cast<std::int64_t>(wanted.lane));
    select.bind(2, static_cast<std::int64_t>(wanted.after));
    select.bind(3, wanted.now);
    select.bind(4, static_cast<std::int64_t>(lane_before(wanted.lane)));
    select.bind(5, static_cast<std::int64_t>(wanted.max));
    return read_actions(select);
  }

  Result<std::vector<QueuedAction>> actions_in(ActionState state, std::size_t max) override {
    // The state as a literal: so the index of that state is used.
    ASSIGN_OR_RETURN(auto select,
                     prepare_on(kActionColumns, fmt::format("WHERE state = {} ORDER BY number "
                                                            "LIMIT ?",
                                                            static_cast<int>(state))));
    select.bind(1, static_cast<std::int64_t>(max));
    return read_actions(select);
  }

  Result<std::uint64_t> count_actions(ActionState state) override {
    ASSIGN_OR_RETURN(const std::int64_t count,
                     database_->integer(fmt::format("SELECT count(*) FROM action WHERE state = {}",
                                                    static_cast<int>(state))));
    return static_cast<std::uint64_t>(count);
  }

  Result<void> take_delivery_turn(DeliveryTurn wanted) override {
    const std::string path =
        database_->path() +
        (wanted == DeliveryTurn::kStatements ? ".deliver-statements" : ".deliver");
    FileDescriptor& turn = turns_.at(static_cast<std::size_t>(wanted));
    if (turn.open()) return {};
    FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!file.open()) return cannot_write(path, errno);
    if (::flock(file.number(), LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK) return cannot_write(path, errno);
      return Error{
          ErrorCode::kUnavailable,
          fmt::format("{}: another process is delivering; one at a time, so that the order "
                      "is kept",
                      database_->path())};
    }
    turn = std::move(file);
    return {};
  }

  Result<void> record_delivery(std::span<const QueuedAction> actions,
                               std::span<const DeliveryStep> steps) override {
    return at_once([&]() -> Result<void> {
      for (const QueuedAction& action : actions) RETURN_IF_ERROR(update_action(action));
      for (const DeliveryStep& step : steps) RETURN_IF_ERROR(add_step(step));
      return {};
    });
  }

  Result<std::vector<DeliveryStep>> delivery_steps_since(TimeUs since) override {
    ASSIGN_OR_RETURN(auto select, prepare_on(kStepColumns, "WHERE at >= ? ORDER BY number"));
    select.bind(1, since);
    return read_steps(select);
  }

  Result<std::vector<DeliveryStep>> delivery_steps_of(std::string_view key) override {
    ASSIGN_OR_RETURN(auto select,
                     prepare_on(kStepColumns, "WHERE key = ? AND key <> '' ORDER BY number"));
    select.bind(1, key);
    return read_steps(select);
  }

  Result<std::vector<DeliveryStep>> breaker_steps() override {
    ASSIGN_OR_RETURN(auto select, prepare_on(kStepColumns, "WHERE breaker <> '' ORDER BY number"));
    return read_steps(select);
  }

  Result<std::uint64_t> ledger_size() override {
    ASSIGN_OR_RETURN(const std::int64_t size,
                     database_->integer("SELECT coalesce(max(number) + 1, 0) FROM line"));
    return static_cast<std::uint64_t>(size);
  }

  Result<std::optional<LedgerLine>> ledger_line(std::uint64_t index) override {
    ASSIGN_OR_RETURN(auto select,
                     database_->prepare("SELECT entry, record, salt FROM line WHERE number = ?"));
    select.bind(1, static_cast<std::int64_t>(index));
    ASSIGN_OR_RETURN(const bool found, select.step());
    if (!found) return std::optional<LedgerLine>();
    return std::optional<LedgerLine>(LedgerLine{
        std::string(select.text(0)), std::string(select.text(1)), characters(select.blob(2))});
  }

  Result<std::optional<std::uint64_t>> ledger_place(std::string_view reference,
                                                    std::uint32_t number) override {
    ASSIGN_OR_RETURN(auto select, database_->prepare(
                                      "SELECT number FROM line WHERE decision = ? AND event = ?"));
    select.bind(1, reference);
    select.bind(2, static_cast<std::int64_t>(number));
    ASSIGN_OR_RETURN(const bool found, select.step());
    if (!found) return std::optional<std::uint64_t>();
    return std::optional<std::uint64_t>(static_cast<std::uint64_t>(select.integer(0)));
  }

  Result<std::optional<std::string>> ledger_tile(unsigned level, std::uint64_t index) override {
    ASSIGN_OR_RETURN(auto select,
                     database_->prepare("SELECT hashes FROM tile WHERE level = ? AND number = ?"));
    select.bind(1, static_cast<std::int64_t>(level));
    select.bind(2, static_cast<std::int64_t>(index));
    ASSIGN_OR_RETURN(const bool found, select.step());
    if (!found) return std::optional<std::string>();
    return std::optional<std::string>(characters(select.blob(0)));
  }

  Result<std::string> checkpoint() override {
    ASSIGN_OR_RETURN(auto select, database_->prepare(
                                      "SELECT note FROM checkpoint ORDER BY number DESC LIMIT 1"));
    ASSIGN_OR_RETURN(const bool found, select.step());
    return found ? std::string(select.text(0)) : std::string();
  }

  Result<void> erase_records(std::string_view decision) override {
    ASSIGN_OR_RETURN(const auto kept, find(decision));
    if (!kept) {
      return Error{ErrorCode::kNotFound,
                   fmt::format("{}: there is no decision '{}'", database_->path(), decision)};
    }
    return at_once([&] { return erase(decision); });
  }

  Result<void> erase_subject(RecordKind kind, std::string_view subject) override {
    ASSIGN_OR_RETURN(const auto first, find_record(kind, subject, 0));
    if (!first) {
      return Error{ErrorCode::kNotFound,
                   fmt::format("{}: there is no record of '{}'", database_->path(),
                               record_reference(kind, subject))};
    }
    const std::string reference = record_reference(kind, subject);
    return at_once([&]() -> Result<void> {
      RETURN_IF_ERROR(
          run_on("UPDATE line SET record = '', salt = x'' WHERE decision = ?", reference));
      return run_on(fmt::format("UPDATE record SET said = '' WHERE kind = {} AND subject = ?",
                                static_cast<int>(kind)),
                    subject);
    });
  }

 private:
  /// In one transaction.
  template <typename Work>
  Result<void> at_once(const Work& work) {
    RETURN_IF_ERROR(database_->run("BEGIN IMMEDIATE"));
    Result<void> done = work();
    if (done.ok()) done = database_->run("COMMIT");
    // The first error is the one to tell.
    if (!done.ok() && database_->in_transaction()) (void)database_->run("ROLLBACK");
    return done;
  }

  Result<SqliteStatement> prepare_on(std::string_view columns, std::string_view where) {
    return database_->prepare(std::string(columns) + std::string(where));
  }

  Result<void> run_on(std::string_view sql, std::string_view decision) {
    ASSIGN_OR_RETURN(auto statement, database_->prepare(sql));
    statement.bind(1, decision);
    return statement.run();
  }

  // Prepared once; for statements that nothing runs within each other.
  Result<SqliteStatement*> kept(std::string_view sql) {
    const auto found = statements_.find(sql);
    if (found != statements_.end()) return &found->second;
    ASSIGN_OR_RETURN(auto statement, database_->prepare(sql));
    return &statements_.emplace(sql, std::move(statement)).first->second;
  }

  Result<void> erase(std::string_view decision) {
    for (const std::string_view sql :
         {"UPDATE line SET record = '', salt = x'' WHERE decision = ?",
          "UPDATE event SET said = '' WHERE decision = (SELECT number FROM decision WHERE id = "
          "?)",
          "UPDATE step SET network = '', subject = '', words = '' WHERE key <> '' AND key IN "
          "(SELECT key FROM action WHERE decision = ?)",
          "UPDATE action SET said = '', answer = '' WHERE decision = ?",
          "UPDATE record SET said = '' WHERE decision = ?",
          "UPDATE decision SET draft = '' WHERE id = ?"}) {
      RETURN_IF_ERROR(run_on(sql, decision));
    }
    ASSIGN_OR_RETURN(const auto records, records_of(decision));
    for (const LedgerRecord& record : records) RETURN_IF_ERROR(erase_line(record));
    return {};
  }

  Result<void> erase_line(const LedgerRecord& record) {
    ASSIGN_OR_RETURN(auto update, database_->prepare("UPDATE line SET record = '', salt = x'' "
                                                     "WHERE decision = ? AND event = ?"));
    const std::string reference = record_reference(record.kind, record.subject);
    update.bind(1, reference);
    update.bind(2, static_cast<std::int64_t>(record.number));
    return update.run();
  }

  Result<void> put(const DecisionBatch& batch) {
    ASSIGN_OR_RETURN(const std::uint64_t size, ledger_size());
    if (size != batch.ledger_size) {
      return Error{ErrorCode::kUnavailable,
                   fmt::format("{}: somebody else decided something meanwhile; try again",
                               database_->path())};
    }
    RETURN_IF_ERROR(put_cases(*database_, batch.cases));
    for (const NewDecisionEvent& event : batch.events) RETURN_IF_ERROR(put_event(event));
    std::uint64_t number = size;
    for (const LedgerRecord& record : batch.records) RETURN_IF_ERROR(put_record(record));
    std::set<std::string_view> undone;
    for (const NewMessage& message : batch.messages) {
      RETURN_IF_ERROR(put_message(message));
      if (message.undo) undone.insert(message.decision);
    }
    for (const std::string_view decision : undone) {
      RETURN_IF_ERROR(withdraw_undone(batch, decision));
    }
    const auto* line = batch.lines.data();
    for (const NewDecisionEvent& event : batch.events) {
      RETURN_IF_ERROR(put_line(number++, *line++, event.decision, event.number));
    }
    for (const LedgerRecord& record : batch.records) {
      RETURN_IF_ERROR(put_line(number++, *line++, record_reference(record.kind, record.subject),
                               record.number));
    }
    for (const Person& person : batch.credentials.people) RETURN_IF_ERROR(put_person(person));
    RETURN_IF_ERROR(put_credentials(*database_, batch.credentials));
    for (const LedgerTile& tile : batch.tiles) RETURN_IF_ERROR(put_tile(tile));
    if (batch.checkpoint.empty()) return {};
    ASSIGN_OR_RETURN(auto insert, database_->prepare("INSERT INTO checkpoint(note) VALUES(?)"));
    insert.bind(1, batch.checkpoint);
    return insert.run();
  }

  Result<void> put_event(const NewDecisionEvent& event) {
    if (event.number == 0) {
      ASSIGN_OR_RETURN(auto* const insert, kept("INSERT INTO decision(id, draft) VALUES(?,?)"));
      insert->bind(1, event.decision);
      insert->bind(2, event.draft);
      RETURN_IF_ERROR(insert->run());
      return insert_event(database_->last_row(), event);
    }
    ASSIGN_OR_RETURN(auto* const next,
                     kept("SELECT d.number, (SELECT count(*) FROM event e WHERE "
                          "e.decision = d.number) FROM decision d WHERE d.id = ?"));
    next->bind(1, event.decision);
    ASSIGN_OR_RETURN(const bool found, next->step());
    const std::int64_t decision = found ? next->integer(0) : 0;
    const std::int64_t events = found ? next->integer(1) : -1;
    next->reset();
    if (events != static_cast<std::int64_t>(event.number)) {
      return Error{ErrorCode::kUnavailable,
                   fmt::format("{}: somebody else changed decision {} meanwhile; read it again",
                               database_->path(), event.decision)};
    }
    return insert_event(decision, event);
  }

  Result<void> insert_event(std::int64_t decision, const NewDecisionEvent& event) {
    ASSIGN_OR_RETURN(auto* const insert,
                     kept("INSERT INTO event(decision, number, said) VALUES(?,?,?)"));
    insert->bind(1, decision);
    insert->bind(2, static_cast<std::int64_t>(event.number));
    insert->bind(3, event.event);
    return insert->run();
  }

  Result<void> put_record(const LedgerRecord& record) {
    CHECK(is_record_subject(record.subject));
    ASSIGN_OR_RETURN(auto* const count,
                     kept("SELECT count(*) FROM record WHERE kind = ? AND subject = ?"));
    count->bind(1, static_cast<std::int64_t>(record.kind));
    count->bind(2, record.subject);
    ASSIGN_OR_RETURN(const bool found, count->step());
    const std::int64_t before = found ? count->integer(0) : 0;
    count->reset();
    if (before != static_cast<std::int64_t>(record.number)) {
      return Error{ErrorCode::kUnavailable,
                   fmt::format("{}: somebody else added to {} meanwhile; read it again",
                               database_->path(), record_reference(record.kind, record.subject))};
    }
    ASSIGN_OR_RETURN(auto* const insert, kept("INSERT INTO record(kind, subject, place, decision, "
                                              "said) VALUES(?,?,?,?,?)"));
    insert->bind(1, static_cast<std::int64_t>(record.kind));
    insert->bind(2, record.subject);
    insert->bind(3, static_cast<std::int64_t>(record.number));
    insert->bind(4, record.decision);
    insert->bind(5, record.text);
    return insert->run();
  }

  Result<void> put_message(const NewMessage& message) {
    ASSIGN_OR_RETURN(auto* const insert,
                     kept("INSERT OR IGNORE INTO action(key, decision, said, state, "
                          "tries, next_at, answer, lane) VALUES(?,?,?,0,0,0,'',?)"));
    insert->bind(1, message.key);
    insert->bind(2, message.decision);
    insert->bind(3, message.text);
    insert->bind(4, static_cast<std::int64_t>(message.lane));
    return insert->run();
  }

  // Once an undoing is queued, what it undoes must not go out after it.
  Result<void> withdraw_undone(const DecisionBatch& batch, std::string_view decision) {
    for (const NewMessage& message : batch.messages) {
      if (message.undo || message.decision != decision) continue;
      ASSIGN_OR_RETURN(auto* const update,
                       kept("UPDATE action SET state = 3 WHERE key = ? AND state IN (0, 2)"));
      update->bind(1, message.key);
      RETURN_IF_ERROR(update->run());
    }
    return {};
  }

  Result<void> update_action(const QueuedAction& action) {
    // Done is done; of what was withdrawn while it was under way, only that it was done is news.
    ASSIGN_OR_RETURN(auto* const update,
                     kept("UPDATE action SET state = CASE WHEN state = 1 OR ?1 = 1 THEN 1 WHEN "
                          "state = 3 THEN 3 ELSE ?1 END, tries = ?2, next_at = ?3, answer = ?4 "
                          "WHERE key = ?5"));
    update->bind(1, static_cast<std::int64_t>(action.state));
    update->bind(2, static_cast<std::int64_t>(action.tries));
    update->bind(3, action.next_at);
    update->bind(4, action.answer);
    update->bind(5, action.key);
    return update->run();
  }

  Result<void> add_step(const DeliveryStep& step) {
    ASSIGN_OR_RETURN(auto* const insert,
                     kept("INSERT INTO step(at, kind, key, breaker, policy, person, network, "
                          "subject, words) VALUES(?,?,?,?,?,?,?,?,?)"));
    insert->bind(1, step.at);
    insert->bind(2, static_cast<std::int64_t>(step.kind));
    int parameter = 3;
    for (const std::string* const text : {&step.key, &step.breaker, &step.policy, &step.person,
                                          &step.network, &step.subject, &step.words}) {
      insert->bind(parameter++, std::string_view(*text));
    }
    return insert->run();
  }

  Result<void> put_line(std::uint64_t number, const LedgerLine& line, std::string_view reference,
                        std::uint32_t place) {
    ASSIGN_OR_RETURN(auto* const insert, kept("INSERT INTO line(number, entry, record, salt, "
                                              "decision, event) VALUES(?,?,?,?,?,?)"));
    insert->bind(1, static_cast<std::int64_t>(number));
    insert->bind(2, line.entry);
    insert->bind(3, line.record);
    insert->bind_blob(4, octets(line.salt));
    insert->bind(5, reference);
    insert->bind(6, static_cast<std::int64_t>(place));
    return insert->run();
  }

  Result<void> put_tile(const LedgerTile& tile) {
    ASSIGN_OR_RETURN(auto* const insert, kept("INSERT OR REPLACE INTO tile(level, number, "
                                              "hashes) VALUES(?,?,?)"));
    insert->bind(1, static_cast<std::int64_t>(tile.level));
    insert->bind(2, static_cast<std::int64_t>(tile.index));
    insert->bind_blob(3, octets(tile.bytes));
    return insert->run();
  }

  Result<KeptDecision> read_decision(const SqliteStatement& row) {
    KeptDecision kept;
    kept.id = row.text(1);
    kept.draft = row.text(2);
    ASSIGN_OR_RETURN(auto events, database_->prepare(
                                      "SELECT said FROM event WHERE decision = ? ORDER BY number"));
    events.bind(1, row.integer(0));
    for (;;) {
      ASSIGN_OR_RETURN(const bool more, events.step());
      if (!more) return kept;
      kept.events.emplace_back(events.text(0));
    }
  }

  static LedgerRecord read_record(const SqliteStatement& row) {
    LedgerRecord record;
    record.kind = static_cast<RecordKind>(row.integer(0));
    record.subject = row.text(1);
    record.number = static_cast<std::uint32_t>(row.integer(2));
    record.decision = row.text(3);
    record.text = row.text(4);
    return record;
  }

  static Result<std::vector<QueuedAction>> read_actions(SqliteStatement& select) {
    std::vector<QueuedAction> actions;
    for (;;) {
      ASSIGN_OR_RETURN(const bool row, select.step());
      if (!row) return actions;
      QueuedAction& action = actions.emplace_back();
      action.number = static_cast<std::uint64_t>(select.integer(0));
      action.key = select.text(1);
      action.decision = select.text(2);
      action.action = select.text(3);
      action.state = static_cast<ActionState>(select.integer(4));
      action.tries = static_cast<std::uint32_t>(select.integer(5));
      action.next_at = select.integer(6);
      action.answer = select.text(7);
      action.lane = static_cast<OutboxLane>(select.integer(8));
    }
  }

  static Result<std::vector<DeliveryStep>> read_steps(SqliteStatement& select) {
    std::vector<DeliveryStep> steps;
    for (;;) {
      ASSIGN_OR_RETURN(const bool row, select.step());
      if (!row) return steps;
      DeliveryStep& step = steps.emplace_back();
      step.at = select.integer(0);
      step.kind = static_cast<DeliveryStepKind>(select.integer(1));
      int column = 2;
      for (std::string* const text : {&step.key, &step.breaker, &step.policy, &step.person,
                                      &step.network, &step.subject, &step.words}) {
        *text = select.text(column++);
      }
    }
  }

  std::unique_ptr<SqliteDatabase> database_;
  std::array<FileDescriptor, kDeliveryTurnCount> turns_;  // open: this sends
  // The texts are literals. Gone before the database.
  std::map<std::string_view, SqliteStatement> statements_;
};

}  // namespace

Result<std::unique_ptr<DecisionStore>> open_sqlite_decision_store(
    const std::string& path, const SqliteDecisionStoreOptions& options) {
  const auto access =
      options.write ? SqliteDatabase::Access::kCreate : SqliteDatabase::Access::kRead;
  ASSIGN_OR_RETURN(auto database, SqliteDatabase::open(path, access, options.wait_ms));
  if (options.write) {
    RETURN_IF_ERROR(database->run(
        "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL"));
    RETURN_IF_ERROR(database->set_cache_bytes(kCacheBytes));
  }
  RETURN_IF_ERROR(prepare_tables(*database, options.write));
  return std::unique_ptr<DecisionStore>(std::make_unique<SqliteDecisionStore>(std::move(database)));
}

}  // namespace overt
