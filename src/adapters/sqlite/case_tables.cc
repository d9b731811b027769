#include <iterator>

#include <fmt/format.h>

#include "adapters/sqlite/case_tables_internal.h"
#include "ports/case_store_words.h"

namespace overt {
namespace {

constexpr std::string_view kTables = R"sql(
CREATE TABLE IF NOT EXISTS case_file(number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
  kind INTEGER NOT NULL, subject TEXT NOT NULL, run TEXT NOT NULL, title TEXT NOT NULL,
  due_at INTEGER NOT NULL, queue TEXT NOT NULL DEFAULT '', tier TEXT NOT NULL DEFAULT '',
  reach INTEGER NOT NULL DEFAULT 0, election INTEGER NOT NULL DEFAULT 0,
  hard INTEGER NOT NULL DEFAULT 0, touches TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS case_event(file INTEGER NOT NULL, number INTEGER NOT NULL,
  kind INTEGER NOT NULL, at INTEGER NOT NULL, by TEXT NOT NULL, whom TEXT NOT NULL,
  said TEXT NOT NULL, about TEXT NOT NULL DEFAULT '', until INTEGER NOT NULL DEFAULT 0,
  likelihood INTEGER NOT NULL DEFAULT -1, confidence INTEGER NOT NULL DEFAULT -1,
  PRIMARY KEY(file, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS case_desk(number INTEGER PRIMARY KEY, kind INTEGER NOT NULL,
  at INTEGER NOT NULL, by TEXT NOT NULL, about TEXT NOT NULL, value TEXT NOT NULL,
  said TEXT NOT NULL);
)sql";

// What tables of an earlier version do not have.
struct AddedColumn {
  std::string_view table;
  std::string_view name;
  std::string_view type;
};
constexpr AddedColumn kAddedColumns[] = {
    {"case_file", "queue", "TEXT NOT NULL DEFAULT ''"},
    {"case_file", "tier", "TEXT NOT NULL DEFAULT ''"},
    {"case_file", "reach", "INTEGER NOT NULL DEFAULT 0"},
    {"case_file", "election", "INTEGER NOT NULL DEFAULT 0"},
    {"case_file", "hard", "INTEGER NOT NULL DEFAULT 0"},
    {"case_file", "touches", "TEXT NOT NULL DEFAULT ''"},
    {"case_event", "about", "TEXT NOT NULL DEFAULT ''"},
    {"case_event", "until", "INTEGER NOT NULL DEFAULT 0"},
    {"case_event", "likelihood", "INTEGER NOT NULL DEFAULT -1"},
    {"case_event", "confidence", "INTEGER NOT NULL DEFAULT -1"}};

Result<bool> has_column(SqliteDatabase& database, const AddedColumn& column) {
  ASSIGN_OR_RETURN(auto select,
                   database.prepare("SELECT count(*) FROM pragma_table_info(?) WHERE name = ?"));
  select.bind(1, column.table);
  select.bind(2, column.name);
  ASSIGN_OR_RETURN(const bool row, select.step());
  return row && select.integer(0) > 0;
}

Result<void> put_case(SqliteDatabase& database, const Case& one) {
  ASSIGN_OR_RETURN(auto there, database.prepare("SELECT count(*) FROM case_file WHERE id = ?"));
  there.bind(1, one.id);
  ASSIGN_OR_RETURN(const bool row, there.step());
  if (row && there.integer(0) > 0) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{}: there is a case {} about {} {} already", database.path(), one.id,
                             name_of(one.kind), one.subject)};
  }
  ASSIGN_OR_RETURN(auto insert,
                   database.prepare("INSERT INTO case_file(id, kind, subject, run, title, "
                                    "due_at, queue, tier, reach, election, hard, touches) "
                                    "VALUES(?,?,?,?,?,?,?,?,?,?,?,?)"));
  const std::string touches = touches_in_words(one.touches);
  insert.bind(1, one.id);
  insert.bind(2, static_cast<std::int64_t>(one.kind));
  insert.bind(3, one.subject);
  insert.bind(4, one.run);
  insert.bind(5, one.title);
  insert.bind(6, one.due_at);
  insert.bind(7, one.queue);
  insert.bind(8, one.tier);
  insert.bind(9, static_cast<std::int64_t>(one.reach));
  insert.bind(10, std::int64_t{one.election});
  insert.bind(11, std::int64_t{one.hard});
  insert.bind(12, touches);
  RETURN_IF_ERROR(insert.run());
  for (std::size_t i = 0; i < one.events.size(); ++i) {
    RETURN_IF_ERROR(put_case_event(database, one.id, i, one.events[i]));
  }
  return {};
}

}  // namespace

Result<void> make_case_tables(SqliteDatabase& database) {
  RETURN_IF_ERROR(database.run(std::string(kTables)));
  for (const AddedColumn& column : kAddedColumns) {
    ASSIGN_OR_RETURN(const bool there, has_column(database, column));
    if (there) continue;
    RETURN_IF_ERROR(database.run(
        fmt::format("ALTER TABLE {} ADD COLUMN {} {}", column.table, column.name, column.type)));
  }
  return {};
}

Result<bool> has_current_case_tables(SqliteDatabase& database) {
  return has_column(database, std::end(kAddedColumns)[-1]);
}

Result<void> put_cases(SqliteDatabase& database, const std::vector<Case>& cases) {
  if (cases.empty()) return {};
  RETURN_IF_ERROR(make_case_tables(database));
  for (const Case& one : cases) RETURN_IF_ERROR(put_case(database, one));
  return {};
}

Result<void> put_case_event(SqliteDatabase& database, std::string_view id, std::size_t number,
                            const CaseEvent& event) {
  ASSIGN_OR_RETURN(auto next,
                   database.prepare("SELECT f.number, (SELECT count(*) FROM case_event e WHERE "
                                    "e.file = f.number) FROM case_file f WHERE f.id = ?"));
  next.bind(1, id);
  ASSIGN_OR_RETURN(const bool found, next.step());
  if (!found || static_cast<std::size_t>(next.integer(1)) != number) {
    return Error{ErrorCode::kUnavailable,
                 fmt::format("{}: somebody else worked on case {} meanwhile; read it again",
                             database.path(), id)};
  }
  ASSIGN_OR_RETURN(auto insert,
                   database.prepare("INSERT INTO case_event(file, number, kind, at, by, whom, "
                                    "said, about, until, likelihood, confidence) "
                                    "VALUES(?,?,?,?,?,?,?,?,?,?,?)"));
  insert.bind(1, next.integer(0));
  insert.bind(2, static_cast<std::int64_t>(number));
  insert.bind(3, static_cast<std::int64_t>(event.kind));
  insert.bind(4, event.at);
  insert.bind(5, event.by);
  insert.bind(6, event.to);
  insert.bind(7, event.text);
  insert.bind(8, event.about);
  insert.bind(9, event.until);
  insert.bind(10, number_of(event.likelihood));
  insert.bind(11, number_of(event.confidence));
  return insert.run();
}

}  // namespace overt
