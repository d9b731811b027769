#include "adapters/sqlite/sqlite_case_store.h"

#include <utility>

#include <fmt/format.h>

#include "adapters/sqlite/case_tables_internal.h"
#include "adapters/sqlite/sqlite_database.h"
#include "ports/case_store_words.h"

namespace overt {
namespace {

constexpr int kWaitMs = 2'000;
Result<void> make_tables(SqliteDatabase& database) {
  RETURN_IF_ERROR(database.run("BEGIN IMMEDIATE"));
  auto made = make_case_tables(database);
  if (made.ok()) made = database.run("COMMIT");
  if (!made.ok() && database.in_transaction()) (void)database.run("ROLLBACK");
  return made;
}

class SqliteCaseStore final : public CaseStore {
 public:
  explicit SqliteCaseStore(std::unique_ptr<SqliteDatabase> database)
      : database_(std::move(database)) {}

  Result<void> append(std::string_view id, std::size_t number, const CaseEvent& event) override {
    return whole([&] { return put_case_event(*database_, id, number, event); });
  }

  Result<std::optional<Case>> find(std::string_view id) override {
    ASSIGN_OR_RETURN(const bool there, has_tables());
    if (!there) return std::optional<Case>();
    ASSIGN_OR_RETURN(auto select, prepare_select("WHERE id = ?"));
    select.bind(1, id);
    ASSIGN_OR_RETURN(const bool found, select.step());
    if (!found) return std::optional<Case>();
    ASSIGN_OR_RETURN(Case one, read_case(select));
    return std::optional<Case>(std::move(one));
  }

  Result<std::vector<Case>> all() override {
    std::vector<Case> cases;
    ASSIGN_OR_RETURN(const bool there, has_tables());
    if (!there) return cases;
    ASSIGN_OR_RETURN(auto select, prepare_select("ORDER BY number"));
    for (;;) {
      ASSIGN_OR_RETURN(const bool row, select.step());
      if (!row) return cases;
      ASSIGN_OR_RETURN(Case one, read_case(select));
      cases.push_back(std::move(one));
    }
  }

  Result<void> record(std::size_t number, const DeskRecord& record) override {
    return whole([&]() -> Result<void> {
      ASSIGN_OR_RETURN(const std::int64_t next,
                       database_->integer("SELECT count(*) FROM case_desk"));
      if (static_cast<std::size_t>(next) != number) {
        return Error{ErrorCode::kUnavailable,
                     fmt::format("{}: somebody else changed the rules of the desk meanwhile; read "
                                 "them again",
                                 database_->path())};
      }
      ASSIGN_OR_RETURN(auto insert,
                       database_->prepare("INSERT INTO case_desk(number, kind, at, by, about, "
                                          "value, said) VALUES(?,?,?,?,?,?,?)"));
      insert.bind(1, next);
      insert.bind(2, static_cast<std::int64_t>(record.kind));
      insert.bind(3, record.at);
      insert.bind(4, record.by);
      insert.bind(5, record.about);
      insert.bind(6, record.value);
      insert.bind(7, record.text);
      return insert.run();
    });
  }

  Result<std::vector<DeskRecord>> records() override {
    std::vector<DeskRecord> records;
    ASSIGN_OR_RETURN(const bool there, has_tables("case_desk"));
    if (!there) return records;
    ASSIGN_OR_RETURN(auto select, database_->prepare("SELECT kind, at, by, about, value, said FROM "
                                                     "case_desk ORDER BY number"));
    for (;;) {
      ASSIGN_OR_RETURN(const bool row, select.step());
      if (!row) return records;
      records.push_back({static_cast<DeskRecordKind>(select.integer(0)), select.integer(1),
                         std::string(select.text(2)), std::string(select.text(3)),
                         std::string(select.text(4)), std::string(select.text(5))});
    }
  }

 private:
  Result<bool> has_tables(std::string_view name = "case_file") {
    ASSIGN_OR_RETURN(auto select, database_->prepare("SELECT count(*) FROM sqlite_master WHERE "
                                                     "name = ?"));
    select.bind(1, name);
    ASSIGN_OR_RETURN(const bool row, select.step());
    return row && select.integer(0) > 0;
  }

  /// Whether the tables have the columns of this version: those of an earlier one get them when
  /// somebody writes.
  Result<bool> is_current() {
    if (current_) return true;
    ASSIGN_OR_RETURN(current_, has_current_case_tables(*database_));
    return current_;
  }

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
    ASSIGN_OR_RETURN(const bool current, is_current());
    return database_->prepare(fmt::format(
        "SELECT number, id, kind, subject, run, title, due_at, {} FROM case_file {}",
        current ? "queue, tier, reach, election, hard, touches" : "'', '', 0, 0, 0, ''", which));
  }

  Result<Case> read_case(const SqliteStatement& row) {
    Case one;
    one.id = row.text(1);
    one.kind = static_cast<SubjectKind>(row.integer(2));
    one.subject = row.text(3);
    one.run = row.text(4);
    one.title = row.text(5);
    one.due_at = row.integer(6);
    one.queue = row.text(7);
    one.tier = row.text(8);
    one.reach = static_cast<std::uint64_t>(row.integer(9));
    one.election = row.integer(10) != 0;
    one.hard = row.integer(11) != 0;
    one.touches = touches_from(row.text(12));
    ASSIGN_OR_RETURN(const bool current, is_current());
    ASSIGN_OR_RETURN(auto events,
                     database_->prepare(fmt::format(
                         "SELECT kind, at, by, whom, said, {} FROM case_event WHERE file = ? ORDER "
                         "BY number",
                         current ? "about, until, likelihood, confidence" : "'', 0, -1, -1")));
    events.bind(1, row.integer(0));
    for (;;) {
      ASSIGN_OR_RETURN(const bool more, events.step());
      if (!more) return one;
      CaseEvent& event = one.events.emplace_back();
      event.kind = static_cast<CaseEventKind>(events.integer(0));
      event.at = events.integer(1);
      event.by = events.text(2);
      event.to = events.text(3);
      event.text = events.text(4);
      event.about = events.text(5);
      event.until = events.integer(6);
      event.likelihood = likelihood_numbered(events.integer(7));
      event.confidence = confidence_numbered(events.integer(8));
    }
  }

  std::unique_ptr<SqliteDatabase> database_;
  bool current_ = false;
};

}  // namespace

Result<std::unique_ptr<CaseStore>> open_sqlite_case_store(const std::string& path, bool write) {
  const auto access = write ? SqliteDatabase::Access::kWrite : SqliteDatabase::Access::kRead;
  ASSIGN_OR_RETURN(auto database, SqliteDatabase::open(path, access, kWaitMs));
  if (write) {
    RETURN_IF_ERROR(database->run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL"));
    RETURN_IF_ERROR(make_tables(*database));
  }
  return std::unique_ptr<CaseStore>(std::make_unique<SqliteCaseStore>(std::move(database)));
}

}  // namespace overt
