#include <fmt/format.h>

#include "adapters/postgres/case_tables_internal.h"
#include "ports/case_store_words.h"

namespace overt {
namespace {

// A lock of the whole database, as the decisions' (postgres_decision_store.cc), for this.
constexpr std::string_view kLockCases = "SELECT pg_advisory_xact_lock(1331053635, 5)";
constexpr std::string_view kTables = R"sql(
CREATE SCHEMA IF NOT EXISTS overt;
CREATE TABLE IF NOT EXISTS overt.case_file(number bigserial PRIMARY KEY, id text NOT NULL UNIQUE,
  kind smallint NOT NULL, subject text NOT NULL, run text NOT NULL, title text NOT NULL,
  due_at bigint NOT NULL, queue text NOT NULL, tier text NOT NULL, reach bigint NOT NULL,
  election smallint NOT NULL, hard smallint NOT NULL, touches text NOT NULL);
CREATE TABLE IF NOT EXISTS overt.case_event(file bigint NOT NULL REFERENCES overt.case_file,
  number integer NOT NULL, kind smallint NOT NULL, at bigint NOT NULL, by text NOT NULL,
  whom text NOT NULL, said text NOT NULL, about text NOT NULL, until bigint NOT NULL,
  likelihood smallint NOT NULL, confidence smallint NOT NULL, PRIMARY KEY(file, number));
CREATE TABLE IF NOT EXISTS overt.case_desk(number bigint PRIMARY KEY, kind smallint NOT NULL,
  at bigint NOT NULL, by text NOT NULL, about text NOT NULL, value text NOT NULL,
  said text NOT NULL);
)sql";

std::int64_t count_of(std::size_t number) { return static_cast<std::int64_t>(number); }

Result<void> did(const Result<PostgresRows>& answer) {
  if (answer.ok()) return {};
  return answer.error();
}

Result<void> put_case(PostgresConnection& connection, const Case& one) {
  const std::string touches = touches_in_words(one.touches);
  ASSIGN_OR_RETURN(
      const auto added,
      connection.query(
          "INSERT INTO overt.case_file(id, kind, subject, run, title, due_at, queue, tier, "
          "reach, election, hard, touches) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, "
          "$12) ON CONFLICT (id) DO NOTHING RETURNING number",
          {one.id, static_cast<std::int64_t>(one.kind), one.subject, one.run, one.title, one.due_at,
           one.queue, one.tier, static_cast<std::int64_t>(one.reach), std::int64_t{one.election},
           std::int64_t{one.hard}, touches}));
  if (added.empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{}: there is a case {} about {} {} already", connection.name(),
                             one.id, name_of(one.kind), one.subject)};
  }
  for (std::size_t i = 0; i < one.events.size(); ++i) {
    RETURN_IF_ERROR(put_case_event(connection, one.id, i, one.events[i]));
  }
  return {};
}

}  // namespace

Result<void> lock_cases(PostgresConnection& connection) {
  return did(connection.query(kLockCases, {}));
}

Result<void> make_case_tables(PostgresConnection& connection) {
  return connection.run(std::string(kTables));
}

Result<void> put_cases(PostgresConnection& connection, const std::vector<Case>& cases) {
  if (cases.empty()) return {};
  RETURN_IF_ERROR(lock_cases(connection));
  RETURN_IF_ERROR(make_case_tables(connection));
  for (const Case& one : cases) RETURN_IF_ERROR(put_case(connection, one));
  return {};
}

Result<void> put_case_event(PostgresConnection& connection, std::string_view id, std::size_t number,
                            const CaseEvent& event) {
  ASSIGN_OR_RETURN(
      const auto next,
      connection.query("SELECT f.number, (SELECT count(*) FROM overt.case_event e WHERE e.file "
                       "= f.number) FROM overt.case_file f WHERE f.id = $1",
                       {id}));
  if (next.empty() || next.integer(0, 1) != count_of(number)) {
    return Error{ErrorCode::kUnavailable,
                 fmt::format("{}: somebody else worked on case {} meanwhile; read it again",
                             connection.name(), id)};
  }
  return did(connection.query(
      "INSERT INTO overt.case_event(file, number, kind, at, by, whom, said, about, until, "
      "likelihood, confidence) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      {next.integer(0, 0), count_of(number), static_cast<std::int64_t>(event.kind), event.at,
       event.by, event.to, event.text, event.about, event.until, number_of(event.likelihood),
       number_of(event.confidence)}));
}

}  // namespace overt
