#include "adapters/postgres/postgres_decision_store.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "adapters/postgres/access_tables_internal.h"
#include "adapters/postgres/case_tables_internal.h"
#include "adapters/postgres/postgres_connection.h"
#include "base/check.h"

namespace overt {
namespace {

constexpr std::int64_t kVersion = 2;
constexpr std::int64_t kPage = 256;

// Locks of the whole database, by numbers that nobody else is likely to take: "OVDC" and what for.
constexpr std::string_view kLockWriters = "SELECT pg_advisory_xact_lock(1331053635, 1)";
constexpr std::string_view kTakeTurn = "SELECT pg_try_advisory_lock(1331053635, 2)::int";
constexpr std::string_view kTakeStatementsTurn = "SELECT pg_try_advisory_lock(1331053635, 3)::int";

constexpr std::string_view kTables = R"sql(
CREATE SCHEMA IF NOT EXISTS overt;
CREATE TABLE overt.about(version integer NOT NULL);
INSERT INTO overt.about VALUES(1);
CREATE TABLE overt.decision(number bigserial PRIMARY KEY, id text NOT NULL UNIQUE,
  draft text NOT NULL);
CREATE TABLE overt.event(decision bigint NOT NULL REFERENCES overt.decision,
  number integer NOT NULL, said text NOT NULL, PRIMARY KEY(decision, number));
CREATE TABLE overt.action(number bigserial PRIMARY KEY, key text NOT NULL UNIQUE,
  decision text NOT NULL, said text NOT NULL, state smallint NOT NULL, tries integer NOT NULL,
  next_at bigint NOT NULL, answer text NOT NULL);
CREATE INDEX action_decision ON overt.action(decision);
CREATE INDEX action_queued ON overt.action(number) WHERE state = 0;
CREATE INDEX action_dead ON overt.action(number) WHERE state = 2;
CREATE TABLE overt.person(id text COLLATE "C" PRIMARY KEY, roles text NOT NULL);
CREATE TABLE overt.line(number bigint PRIMARY KEY, entry text NOT NULL, record text NOT NULL,
  salt bytea NOT NULL, decision text NOT NULL, event integer NOT NULL);
CREATE UNIQUE INDEX line_decision ON overt.line(decision, event);
CREATE TABLE overt.tile(level integer NOT NULL, number bigint NOT NULL, hashes bytea NOT NULL,
  PRIMARY KEY(level, number));
CREATE TABLE overt.checkpoint(number bigserial PRIMARY KEY, note text NOT NULL);
CREATE TABLE overt.step(number bigserial PRIMARY KEY, at bigint NOT NULL, kind smallint NOT NULL,
  key text NOT NULL, breaker text NOT NULL, policy text NOT NULL, person text NOT NULL,
  network text NOT NULL, subject text NOT NULL, words text NOT NULL);
CREATE INDEX step_at ON overt.step(at);
CREATE INDEX step_key ON overt.step(key) WHERE key <> '';
CREATE INDEX step_breaker ON overt.step(number) WHERE breaker <> '';
)sql";

// Since version 2: records beside the events of decisions, and lanes of messages.
constexpr std::string_view kRecordTables = R"sql(
CREATE TABLE overt.record(number bigserial PRIMARY KEY, kind smallint NOT NULL,
  subject text NOT NULL, place integer NOT NULL, decision text NOT NULL, said text NOT NULL);
CREATE UNIQUE INDEX record_subject ON overt.record(kind, subject, place);
CREATE INDEX record_decision ON overt.record(decision) WHERE decision <> '';
ALTER TABLE overt.action ADD COLUMN lane smallint NOT NULL DEFAULT 0;
CREATE INDEX action_lane ON overt.action(lane, number) WHERE state = 0;
UPDATE overt.about SET version = 2;
)sql";

LedgerRecord read_record(const PostgresRows& rows, std::size_t row) {
  LedgerRecord record;
  record.kind = static_cast<RecordKind>(rows.integer(row, 0));
  record.subject = rows.text(row, 1);
  record.number = static_cast<std::uint32_t>(rows.integer(row, 2));
  record.decision = rows.text(row, 3);
  record.text = rows.text(row, 4);
  return record;
}

std::vector<QueuedAction> read_actions(const PostgresRows& rows) {
  std::vector<QueuedAction> actions(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    QueuedAction& action = actions[i];
    action.number = static_cast<std::uint64_t>(rows.integer(i, 0));
    action.key = rows.text(i, 1);
    action.decision = rows.text(i, 2);
    action.action = rows.text(i, 3);
    action.state = static_cast<ActionState>(rows.integer(i, 4));
    action.tries = static_cast<std::uint32_t>(rows.integer(i, 5));
    action.next_at = rows.integer(i, 6);
    action.answer = rows.text(i, 7);
    action.lane = static_cast<OutboxLane>(rows.integer(i, 8));
  }
  return actions;
}

std::vector<DeliveryStep> read_steps(const PostgresRows& rows) {
  std::vector<DeliveryStep> steps(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    DeliveryStep& step = steps[i];
    step.at = rows.integer(i, 0);
    step.kind = static_cast<DeliveryStepKind>(rows.integer(i, 1));
    int column = 2;
    for (std::string* const text : {&step.key, &step.breaker, &step.policy, &step.person,
                                    &step.network, &step.subject, &step.words}) {
      *text = rows.text(i, column++);
    }
  }
  return steps;
}

std::int64_t number_of(std::uint64_t number) { return static_cast<std::int64_t>(number); }

class PostgresDecisionStore final : public DecisionStore {
 public:
  explicit PostgresDecisionStore(std::unique_ptr<PostgresConnection> connection)
      : connection_(std::move(connection)) {}

  Result<void> prepare(bool write) {
    ASSIGN_OR_RETURN(bool there, has_tables());
    if (!there && write) {
      RETURN_IF_ERROR(at_once([&]() { return make_tables(); }));
      there = true;
    }
    if (!there) {
      return Error{
          ErrorCode::kNotFound,
          fmt::format("{}: there are no decisions in it; any command that writes makes them",
                      connection_->name())};
    }
    ASSIGN_OR_RETURN(const bool older, is_of_version(1));
    if (older && write) {
      RETURN_IF_ERROR(at_once([&]() { return bring_up_to_date(); }));
    } else if (older) {
      return Error{ErrorCode::kBadInput,
                   fmt::format("{}: made by an older version of Overt; any command that writes to "
                               "it brings it up to date",
                               connection_->name())};
    }
    ASSIGN_OR_RETURN(const bool current, is_of_version(kVersion));
    if (current) return {};
    return Error{
        ErrorCode::kBadInput,
        fmt::format("{}: its decisions are not of version {}; use the version of Overt that "
                    "made them",
                    connection_->name(), kVersion)};
  }

  Result<void> commit(const DecisionBatch& batch) override {
    CHECK_EQ(batch.events.size() + batch.records.size(), batch.lines.size());
    return at_once([&] { return put(batch); });
  }

  Result<std::optional<KeptDecision>> find(std::string_view id) override {
    ASSIGN_OR_RETURN(const auto rows,
                     connection_->query("SELECT d.id, d.draft, e.said FROM overt.decision d LEFT "
                                        "JOIN overt.event e ON e.decision = d.number WHERE d.id = "
                                        "$1 ORDER BY e.number",
                                        {id}));
    auto found = read_decisions(rows);
    if (found.empty()) return std::optional<KeptDecision>();
    return std::optional<KeptDecision>(std::move(found.front()));
  }

  // By pages: the visitor may ask the store for other things meanwhile.
  Result<void> all(const std::function<bool(const KeptDecision&)>& visit) override {
    for (std::int64_t after = 0;;) {
      ASSIGN_OR_RETURN(const auto rows,
                       connection_->query("SELECT d.id, d.draft, e.said, d.number FROM (SELECT * "
                                          "FROM overt.decision WHERE number > $1 ORDER BY number "
                                          "LIMIT $2) d LEFT JOIN overt.event e ON e.decision = "
                                          "d.number ORDER BY d.number, e.number",
                                          {after, kPage}));
      if (rows.empty()) return {};
      after = rows.integer(rows.size() - 1, 3);
      for (const KeptDecision& kept : read_decisions(rows)) {
        if (!visit(kept)) return {};
      }
    }
  }

  Result<std::optional<LedgerRecord>> find_record(RecordKind kind, std::string_view subject,
                                                  std::uint32_t number) override {
    ASSIGN_OR_RETURN(
        const auto rows,
        connection_->query("SELECT kind, subject, place, decision, said FROM overt.record WHERE "
                           "kind = $1 AND subject = $2 AND place = $3",
                           {static_cast<std::int64_t>(kind), subject, std::int64_t{number}}));
    if (rows.empty()) return std::optional<LedgerRecord>();
    return std::optional<LedgerRecord>(read_record(rows, 0));
  }

  Result<void> records(RecordKind kind,
                       const std::function<bool(const LedgerRecord&)>& visit) override {
    for (std::int64_t after = 0;;) {
      ASSIGN_OR_RETURN(
          const auto rows,
          connection_->query("SELECT kind, subject, place, decision, said, number FROM "
                             "overt.record WHERE kind = $1 AND number > $2 ORDER BY number LIMIT "
                             "$3",
                             {static_cast<std::int64_t>(kind), after, kPage}));
      if (rows.empty()) return {};
      after = rows.integer(rows.size() - 1, 5);
      for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!visit(read_record(rows, i))) return {};
      }
    }
  }

  Result<std::vector<LedgerRecord>> records_of(std::string_view decision) override {
    ASSIGN_OR_RETURN(
        const auto rows,
        connection_->query("SELECT kind, subject, place, decision, said FROM overt.record WHERE "
                           "decision = $1 AND decision <> '' ORDER BY number",
                           {decision}));
    std::vector<LedgerRecord> found;
    for (std::size_t i = 0; i < rows.size(); ++i) found.push_back(read_record(rows, i));
    return found;
  }

  Result<void> put_person(const Person& person) override {
    return did(
        connection_->query("INSERT INTO overt.person(id, roles) VALUES($1, $2) ON CONFLICT "
                           "(id) DO UPDATE SET roles = excluded.roles",
                           {person.id, role_words(person.roles)}));
  }

  Result<std::optional<Person>> find_person(std::string_view id) override {
    ASSIGN_OR_RETURN(const auto rows,
                     connection_->query("SELECT id, roles FROM overt.person WHERE id = $1", {id}));
    if (rows.empty()) return std::optional<Person>();
    return std::optional<Person>(
        Person{std::string(rows.text(0, 0)), roles_in_words(rows.text(0, 1))});
  }

  Result<std::vector<Person>> people() override {
    ASSIGN_OR_RETURN(const auto rows,
                     connection_->query("SELECT id, roles FROM overt.person ORDER BY id", {}));
    std::vector<Person> people;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      people.push_back({std::string(rows.text(i, 0)), roles_in_words(rows.text(i, 1))});
    }
    return people;
  }

  Result<std::vector<QueuedAction>> actions_of(std::string_view decision) override {
    ASSIGN_OR_RETURN(
        const auto rows,
        connection_->query("SELECT number, key, decision, said, state, tries, next_at, "
                           "answer, lane FROM overt.action WHERE decision = $1 ORDER BY "
                           "number",
                           {decision}));
    return read_actions(rows);
  }

  Result<std::optional<QueuedAction>> find_action(std::string_view key) override {
    ASSIGN_OR_RETURN(
        const auto rows,
        connection_->query("SELECT number, key, decision, said, state, tries, next_at, "
                           "answer, lane FROM overt.action WHERE key = $1",
                           {key}));
    auto found = read_actions(rows);
    if (found.empty()) return std::optional<QueuedAction>();
    return std::optional<QueuedAction>(std::move(found.front()));
  }

  Result<std::vector<QueuedAction>> due_actions(const DueActions& wanted) override {
    ASSIGN_OR_RETURN(const auto rows,
                     connection_->query(
                         "SELECT a.number, a.key, a.decision, a.said, a.state, a.tries, a.next_at, "
                         "a.answer, a.lane FROM overt.action a WHERE a.state = 0 AND a.number > $1 "
                         "AND a.next_at <= $2 AND a.lane = $4 AND NOT EXISTS (SELECT 1 FROM "
                         "overt.action e WHERE e.decision = a.decision AND e.lane = $5 AND "
                         "e.number < a.number AND e.state IN (0, 2)) ORDER BY a.number LIMIT $3",
                         {number_of(wanted.after), wanted.now, number_of(wanted.max),
                          static_cast<std::int64_t>(wanted.lane),
                          static_cast<std::int64_t>(lane_before(wanted.lane))}));
    return read_actions(rows);
  }

  Result<std::vector<QueuedAction>> actions_in(ActionState state, std::size_t max) override {
    ASSIGN_OR_RETURN(
        const auto rows,
        connection_->query("SELECT number, key, decision, said, state, tries, next_at, "
                           "answer, lane FROM overt.action WHERE state = $1 ORDER BY number "
                           "LIMIT $2",
                           {static_cast<std::int64_t>(state), number_of(max)}));
    return read_actions(rows);
  }

  Result<std::uint64_t> count_actions(ActionState state) override {
    ASSIGN_OR_RETURN(const auto rows,
                     connection_->query("SELECT count(*) FROM overt.action WHERE state = $1",
                                        {static_cast<std::int64_t>(state)}));
    return static_cast<std::uint64_t>(rows.integer(0, 0));
  }

  Result<void> take_delivery_turn(DeliveryTurn turn) override {
    bool& has_turn = has_turns_.at(static_cast<std::size_t>(turn));
    if (has_turn) return {};
    ASSIGN_OR_RETURN(const auto rows,
                     connection_->query(
                         turn == DeliveryTurn::kStatements ? kTakeStatementsTurn : kTakeTurn, {}));
    has_turn = rows.integer(0, 0) == 1;
    if (has_turn) return {};
    return Error{
        ErrorCode::kUnavailable,
        fmt::format("{}: another process is delivering; one at a time, so that the order is "
                    "kept",
                    connection_->name())};
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
    ASSIGN_OR_RETURN(const auto rows,
                     connection_->query("SELECT at, kind, key, breaker, policy, person, network, "
                                        "subject, words FROM overt.step WHERE at >= $1 ORDER BY "
                                        "number",
                                        {since}));
    return read_steps(rows);
  }

  Result<std::vector<DeliveryStep>> delivery_steps_of(std::string_view key) override {
    ASSIGN_OR_RETURN(
        const auto rows,
        connection_->query("SELECT at, kind, key, breaker, policy, person, network, "
                           "subject, words FROM overt.step WHERE key = $1 AND key <> '' "
                           "ORDER BY number",
                           {key}));
    return read_steps(rows);
  }

  Result<std::vector<DeliveryStep>> breaker_steps() override {
    ASSIGN_OR_RETURN(
        const auto rows,
        connection_->query("SELECT at, kind, key, breaker, policy, person, network, "
                           "subject, words FROM overt.step WHERE breaker <> '' ORDER BY "
                           "number",
                           {}));
    return read_steps(rows);
  }

  Result<std::uint64_t> ledger_size() override {
    ASSIGN_OR_RETURN(const auto rows,
                     connection_->query("SELECT coalesce(max(number) + 1, 0) FROM overt.line", {}));
    return static_cast<std::uint64_t>(rows.integer(0, 0));
  }

  Result<std::optional<LedgerLine>> ledger_line(std::uint64_t index) override {
    ASSIGN_OR_RETURN(
        const auto rows,
        connection_->query("SELECT entry, record, salt FROM overt.line WHERE number = $1",
                           {number_of(index)}));
    if (rows.empty()) return std::optional<LedgerLine>();
    return std::optional<LedgerLine>(
        LedgerLine{std::string(rows.text(0, 0)), std::string(rows.text(0, 1)), rows.bytes(0, 2)});
  }

  Result<std::optional<std::uint64_t>> ledger_place(std::string_view reference,
                                                    std::uint32_t number) override {
    ASSIGN_OR_RETURN(
        const auto rows,
        connection_->query("SELECT number FROM overt.line WHERE decision = $1 AND event "
                           "= $2",
                           {reference, std::int64_t{number}}));
    if (rows.empty()) return std::optional<std::uint64_t>();
    return std::optional<std::uint64_t>(static_cast<std::uint64_t>(rows.integer(0, 0)));
  }

  Result<std::optional<std::string>> ledger_tile(unsigned level, std::uint64_t index) override {
    ASSIGN_OR_RETURN(
        const auto rows,
        connection_->query("SELECT hashes FROM overt.tile WHERE level = $1 AND number = "
                           "$2",
                           {std::int64_t{level}, number_of(index)}));
    if (rows.empty()) return std::optional<std::string>();
    return std::optional<std::string>(rows.bytes(0, 0));
  }

  Result<std::string> checkpoint() override {
    ASSIGN_OR_RETURN(
        const auto rows,
        connection_->query("SELECT note FROM overt.checkpoint ORDER BY number DESC LIMIT "
                           "1",
                           {}));
    return rows.empty() ? std::string() : std::string(rows.text(0, 0));
  }

  Result<void> erase_records(std::string_view decision) override {
    ASSIGN_OR_RETURN(const auto kept, find(decision));
    if (!kept) {
      return Error{ErrorCode::kNotFound,
                   fmt::format("{}: there is no decision '{}'", connection_->name(), decision)};
    }
    return at_once([&] { return erase(decision); });
  }

  Result<void> erase_subject(RecordKind kind, std::string_view subject) override {
    const std::string reference = record_reference(kind, subject);
    ASSIGN_OR_RETURN(const auto first, find_record(kind, subject, 0));
    if (!first) {
      return Error{ErrorCode::kNotFound,
                   fmt::format("{}: there is no record of '{}'", connection_->name(), reference)};
    }
    return at_once([&]() -> Result<void> {
      RETURN_IF_ERROR(did(connection_->query(
          "UPDATE overt.line SET record = '', salt = '' WHERE decision = $1", {reference})));
      return did(
          connection_->query("UPDATE overt.record SET said = '' WHERE kind = $1 AND subject = $2",
                             {static_cast<std::int64_t>(kind), subject}));
    });
  }

 private:
  static Result<void> did(const Result<PostgresRows>& result) {
    if (!result.ok()) return result.error();
    return {};
  }

  Result<bool> has_tables() {
    ASSIGN_OR_RETURN(
        const auto rows,
        connection_->query("SELECT (to_regclass('overt.about') IS NOT NULL)::int", {}));
    return rows.integer(0, 0) == 1;
  }

  Result<void> make_tables() {
    // Another process may have made them while this one waited.
    ASSIGN_OR_RETURN(const bool there, has_tables());
    if (there) return {};
    RETURN_IF_ERROR(connection_->run(std::string(kTables)));
    return connection_->run(std::string(kRecordTables));
  }

  Result<void> bring_up_to_date() {
    ASSIGN_OR_RETURN(const bool still, is_of_version(1));
    return still ? connection_->run(std::string(kRecordTables)) : Result<void>();
  }

  Result<bool> is_of_version(std::int64_t version) {
    ASSIGN_OR_RETURN(const auto rows, connection_->query("SELECT version FROM overt.about", {}));
    return rows.size() == 1 && rows.integer(0, 0) == version;
  }

  /// In one transaction, and no other writer meanwhile: what is read first still holds at the end.
  template <typename Work>
  Result<void> at_once(const Work& work) {
    RETURN_IF_ERROR(connection_->run("BEGIN"));
    Result<void> done = did(connection_->query(kLockWriters, {}));
    if (done.ok()) done = work();
    if (done.ok()) done = connection_->run("COMMIT");
    // The first error is the one to tell.
    if (!done.ok() && connection_->in_transaction()) (void)connection_->run("ROLLBACK");
    return done;
  }

  /// Rows of id, draft, event, in the order of their decisions.
  static std::vector<KeptDecision> read_decisions(const PostgresRows& rows) {
    std::vector<KeptDecision> decisions;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (decisions.empty() || decisions.back().id != rows.text(i, 0)) {
        decisions.push_back({std::string(rows.text(i, 0)), std::string(rows.text(i, 1)), {}});
      }
      decisions.back().events.emplace_back(rows.text(i, 2));
    }
    return decisions;
  }

  Result<void> erase(std::string_view decision) {
    for (const std::string_view sql :
         {"UPDATE overt.line SET record = '', salt = '' WHERE decision = $1",
          "UPDATE overt.event SET said = '' WHERE decision = (SELECT number FROM overt.decision "
          "WHERE id = $1)",
          "UPDATE overt.step SET network = '', subject = '', words = '' WHERE key <> '' AND key "
          "IN "
          "(SELECT key FROM overt.action WHERE decision = $1)",
          "UPDATE overt.action SET said = '', answer = '' WHERE decision = $1",
          "UPDATE overt.record SET said = '' WHERE decision = $1",
          "UPDATE overt.decision SET draft = '' WHERE id = $1"}) {
      RETURN_IF_ERROR(did(connection_->query(sql, {decision})));
    }
    ASSIGN_OR_RETURN(const auto records, records_of(decision));
    for (const LedgerRecord& record : records) {
      RETURN_IF_ERROR(did(connection_->query(
          "UPDATE overt.line SET record = '', salt = '' WHERE decision = $1 AND event = $2",
          {record_reference(record.kind, record.subject), std::int64_t{record.number}})));
    }
    return {};
  }

  Result<void> put(const DecisionBatch& batch) {
    ASSIGN_OR_RETURN(const std::uint64_t size, ledger_size());
    if (size != batch.ledger_size) {
      return Error{ErrorCode::kUnavailable,
                   fmt::format("{}: somebody else decided something meanwhile; try again",
                               connection_->name())};
    }
    RETURN_IF_ERROR(put_cases(*connection_, batch.cases));
    for (const NewDecisionEvent& event : batch.events) RETURN_IF_ERROR(put_event(event));
    for (const LedgerRecord& record : batch.records) RETURN_IF_ERROR(put_record(record));
    std::set<std::string_view> undone;
    for (const NewMessage& message : batch.messages) {
      RETURN_IF_ERROR(put_message(message));
      if (message.undo) undone.insert(message.decision);
    }
    for (const std::string_view decision : undone) {
      RETURN_IF_ERROR(withdraw_undone(batch, decision));
    }
    std::uint64_t number = size;
    const auto* line = batch.lines.data();
    for (const NewDecisionEvent& event : batch.events) {
      RETURN_IF_ERROR(put_line(number++, *line++, event.decision, event.number));
    }
    for (const LedgerRecord& record : batch.records) {
      RETURN_IF_ERROR(put_line(number++, *line++, record_reference(record.kind, record.subject),
                               record.number));
    }
    for (const Person& person : batch.credentials.people) RETURN_IF_ERROR(put_person(person));
    RETURN_IF_ERROR(put_credentials(*connection_, batch.credentials));
    for (const LedgerTile& tile : batch.tiles) {
      RETURN_IF_ERROR(did(connection_->query(
          "INSERT INTO overt.tile(level, number, hashes) VALUES($1, $2, $3) ON CONFLICT (level, "
          "number) DO UPDATE SET hashes = excluded.hashes",
          {std::int64_t{tile.level}, number_of(tile.index), PostgresValue::bytes(tile.bytes)})));
    }
    if (batch.checkpoint.empty()) return {};
    return did(
        connection_->query("INSERT INTO overt.checkpoint(note) VALUES($1)", {batch.checkpoint}));
  }

  Result<void> put_event(const NewDecisionEvent& event) {
    if (event.number == 0) {
      RETURN_IF_ERROR(did(connection_->query(
          "INSERT INTO overt.decision(id, draft) VALUES($1, $2) ON CONFLICT (id) DO NOTHING",
          {event.decision, event.draft})));
    }
    ASSIGN_OR_RETURN(
        const auto next,
        connection_->query("SELECT d.number, (SELECT count(*) FROM overt.event e WHERE "
                           "e.decision = d.number) FROM overt.decision d WHERE d.id = "
                           "$1",
                           {event.decision}));
    if (next.empty() || next.integer(0, 1) != std::int64_t{event.number}) {
      return Error{ErrorCode::kUnavailable,
                   fmt::format("{}: somebody else changed decision {} meanwhile; read it again",
                               connection_->name(), event.decision)};
    }
    return did(
        connection_->query("INSERT INTO overt.event(decision, number, said) VALUES($1, $2, $3)",
                           {next.integer(0, 0), std::int64_t{event.number}, event.event}));
  }

  Result<void> put_record(const LedgerRecord& record) {
    CHECK(is_record_subject(record.subject));
    ASSIGN_OR_RETURN(
        const auto count,
        connection_->query("SELECT count(*) FROM overt.record WHERE kind = $1 AND subject = $2",
                           {static_cast<std::int64_t>(record.kind), record.subject}));
    if (count.integer(0, 0) != std::int64_t{record.number}) {
      return Error{ErrorCode::kUnavailable,
                   fmt::format("{}: somebody else added to {} meanwhile; read it again",
                               connection_->name(), record_reference(record.kind, record.subject))};
    }
    return did(
        connection_->query("INSERT INTO overt.record(kind, subject, place, decision, said) "
                           "VALUES($1, $2, $3, $4, $5)",
                           {static_cast<std::int64_t>(record.kind), record.subject,
                            std::int64_t{record.number}, record.decision, record.text}));
  }

  Result<void> put_message(const NewMessage& message) {
    return did(connection_->query(
        "INSERT INTO overt.action(key, decision, said, state, tries, "
        "next_at, answer, lane) VALUES($1, $2, $3, 0, 0, 0, '', $4) ON CONFLICT "
        "(key) DO NOTHING",
        {message.key, message.decision, message.text, static_cast<std::int64_t>(message.lane)}));
  }

  // Once an undoing is queued, what it undoes must not go out after it.
  Result<void> withdraw_undone(const DecisionBatch& batch, std::string_view decision) {
    for (const NewMessage& message : batch.messages) {
      if (message.undo || message.decision != decision) continue;
      RETURN_IF_ERROR(did(connection_->query(
          "UPDATE overt.action SET state = 3 WHERE key = $1 AND state IN (0, 2)", {message.key})));
    }
    return {};
  }

  Result<void> update_action(const QueuedAction& action) {
    // Done is done; of what was withdrawn while it was under way, only that it was done is news.
    return did(
        connection_->query("UPDATE overt.action SET state = CASE WHEN state = 1 OR $1 = 1 THEN 1 "
                           "WHEN state = 3 THEN 3 "
                           "ELSE $1 END, tries = $2, next_at = $3, answer = $4 WHERE key = $5",
                           {static_cast<std::int64_t>(action.state), std::int64_t{action.tries},
                            action.next_at, action.answer, action.key}));
  }

  Result<void> add_step(const DeliveryStep& step) {
    return did(connection_->query(
        "INSERT INTO overt.step(at, kind, key, breaker, policy, person, network, subject, words) "
        "VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        {step.at, static_cast<std::int64_t>(step.kind), step.key, step.breaker, step.policy,
         step.person, step.network, step.subject, step.words}));
  }

  Result<void> put_line(std::uint64_t number, const LedgerLine& line, const std::string& reference,
                        std::uint32_t place) {
    return did(connection_->query(
        "INSERT INTO overt.line(number, entry, record, salt, decision, event) VALUES($1, $2, $3, "
        "$4, "
        "$5, $6)",
        {number_of(number), line.entry, line.record, PostgresValue::bytes(line.salt), reference,
         std::int64_t{place}}));
  }

  std::unique_ptr<PostgresConnection> connection_;
  std::array<bool, kDeliveryTurnCount> has_turns_{};  // the lock is the session's, and ends with it
};

}  // namespace

Result<std::unique_ptr<DecisionStore>> open_postgres_decision_store(
    const std::string& url, const PostgresDecisionStoreOptions& options) {
  ASSIGN_OR_RETURN(auto connection, PostgresConnection::open(url));
  RETURN_IF_ERROR(connection->run(fmt::format(
      "SET synchronous_commit = on; SET lock_timeout = {}; SET default_transaction_read_only = {}",
      options.wait_ms, options.write ? "off" : "on")));
  auto store = std::make_unique<PostgresDecisionStore>(std::move(connection));
  RETURN_IF_ERROR(store->prepare(options.write));
  return std::unique_ptr<DecisionStore>(std::move(store));
}

}  // namespace overt
