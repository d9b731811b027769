#include "adapters/sqlite/sqlite_case_store.h"

#include <utility>

#include <fmt/format.h>

#include "adapters/sqlite/sqlite_database.h"

namespace overt {
namespace {

constexpr int kWaitMs = 2'000;
constexpr std::string_view kTables = R"sql(
CREATE TABLE IF NOT EXISTS case_file(number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
  kind INTEGER NOT NULL, subject TEXT NOT NULL, run TEXT NOT NULL, title TEXT NOT NULL,
  due_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS case_event(file INTEGER NOT NULL, number INTEGER NOT NULL,
  kind INTEGER NOT NULL, at INTEGER NOT NULL, by TEXT NOT NULL, whom TEXT NOT NULL,
  said TEXT NOT NULL, PRIMARY KEY(file, number)) WITHOUT ROWID;
)sql";

class SqliteCaseStore final : public CaseStore {
 public:
  explicit SqliteCaseStore(std::unique_ptr<SqliteDatabase> database)
      : database_(std::move(database)) {}

  Result<void> add(const std::vector<Case>& cases) override {
    return whole([&]() -> Result<void> {
      for (const Case& one : cases) RETURN_IF_ERROR(put_case(one));
      return {};
    });
  }

  Result<void> append(std::string_view id, std::size_t number, const CaseEvent& event) override {
    return whole([&] { return put_event(id, number, event); });
  }

  Result<std::optional<Case>> find(std::string_view id) override {
    ASSIGN_OR_RETURN(auto select, prepare_select("WHERE id = ?"));
    select.bind(1, id);
    ASSIGN_OR_RETURN(const bool found, select.step());
    if (!found) return std::optional<Case>();
    ASSIGN_OR_RETURN(Case one, read_case(select));
    return std::optional<Case>(std::move(one));
  }

  Result<std::vector<Case>> all() override {
    std::vector<Case> cases;
    ASSIGN_OR_RETURN(const std::int64_t tables,
                     database_->integer("SELECT count(*) FROM sqlite_master WHERE name = "
                                        "'case_file'"));
    if (tables == 0) return cases;
    ASSIGN_OR_RETURN(auto select, prepare_select("ORDER BY number"));
    for (;;) {
      ASSIGN_OR_RETURN(const bool row, select.step());
      if (!row) return cases;
      ASSIGN_OR_RETURN(Case one, read_case(select));
      cases.push_back(std::move(one));
    }
  }

 private:
  template <typename Work>
  Result<void> whole(const Work& work) {
    RETURN_IF_ERROR(database_->run("BEGIN IMMEDIATE"));
    Result<void> done = work();
    if (done.ok()) done = database_->run("COMMIT");
    if (!done.ok() && database_->in_transaction()) {
      // The first error is the one to tell.
      (void)database_->run("ROLLBACK");
    }
    return done;
  }

  Result<SqliteStatement> prepare_select(std::string_view which) {
    return database_->prepare(fmt::format(
        "SELECT number, id, kind, subject, run, title, due_at FROM case_file {}", which));
  }

  Result<void> put_case(const Case& one) {
    ASSIGN_OR_RETURN(const auto kept, find(one.id));
    if (kept) {
      return Error{ErrorCode::kInvalidArgument,
                   fmt::format("{}: there is a case {} about {} {} already", database_->path(),
                               one.id, name_of(one.kind), one.subject)};
    }
    ASSIGN_OR_RETURN(auto insert,
                     database_->prepare("INSERT INTO case_file(id, kind, subject, run, title, "
                                        "due_at) VALUES(?,?,?,?,?,?)"));
    insert.bind(1, one.id);
    insert.bind(2, static_cast<std::int64_t>(one.kind));
    insert.bind(3, one.subject);
    insert.bind(4, one.run);
    insert.bind(5, one.title);
    insert.bind(6, one.due_at);
    RETURN_IF_ERROR(insert.run());
    for (std::size_t i = 0; i < one.events.size(); ++i) {
      RETURN_IF_ERROR(put_event(one.id, i, one.events[i]));
    }
    return {};
  }

  Result<void> put_event(std::string_view id, std::size_t number, const CaseEvent& event) {
    ASSIGN_OR_RETURN(auto next,
                     database_->prepare("SELECT f.number, (SELECT count(*) FROM case_event e WHERE "
                                        "e.file = f.number) FROM case_file f WHERE f.id = ?"));
    next.bind(1, id);
    ASSIGN_OR_RETURN(const bool found, next.step());
    if (!found || static_cast<std::size_t>(next.integer(1)) != number) {
      return Error{ErrorCode::kUnavailable,
                   fmt::format("{}: somebody else worked on case {} meanwhile; read it again",
                               database_->path(), id)};
    }
    ASSIGN_OR_RETURN(auto insert,
                     database_->prepare("INSERT INTO case_event(file, number, kind, at, by, whom, "
                                        "said) VALUES(?,?,?,?,?,?,?)"));
    insert.bind(1, next.integer(0));
    insert.bind(2, static_cast<std::int64_t>(number));
    insert.bind(3, static_cast<std::int64_t>(event.kind));
    insert.bind(4, event.at);
    insert.bind(5, event.by);
    insert.bind(6, event.to);
    insert.bind(7, event.text);
    return insert.run();
  }

  Result<Case> read_case(const SqliteStatement& row) {
    Case one;
    one.id = row.text(1);
    one.kind = static_cast<SubjectKind>(row.integer(2));
    one.subject = row.text(3);
    one.run = row.text(4);
    one.title = row.text(5);
    one.due_at = row.integer(6);
    ASSIGN_OR_RETURN(auto events,
                     database_->prepare("SELECT kind, at, by, whom, said FROM case_event WHERE "
                                        "file = ? ORDER BY number"));
    events.bind(1, row.integer(0));
    for (;;) {
      ASSIGN_OR_RETURN(const bool more, events.step());
      if (!more) return one;
      one.events.push_back({static_cast<CaseEventKind>(events.integer(0)), events.integer(1),
                            std::string(events.text(2)), std::string(events.text(3)),
                            std::string(events.text(4))});
    }
  }

  std::unique_ptr<SqliteDatabase> database_;
};

}  // namespace

Result<std::unique_ptr<CaseStore>> open_sqlite_case_store(const std::string& path, bool write) {
  const auto access = write ? SqliteDatabase::Access::kWrite : SqliteDatabase::Access::kRead;
  ASSIGN_OR_RETURN(auto database, SqliteDatabase::open(path, access, kWaitMs));
  if (write) {
    RETURN_IF_ERROR(database->run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL"));
    RETURN_IF_ERROR(database->run(std::string(kTables)));
  }
  return std::unique_ptr<CaseStore>(std::make_unique<SqliteCaseStore>(std::move(database)));
}

}  // namespace overt
