#include "adapters/postgres/postgres_case_store.h"

#include <utility>

#include <fmt/format.h>

#include "adapters/postgres/case_tables_internal.h"
#include "adapters/postgres/postgres_connection.h"
#include "ports/case_store_words.h"

namespace overt {
namespace {

std::int64_t count_of(std::size_t number) { return static_cast<std::int64_t>(number); }

Case case_in(const PostgresRows& rows, std::size_t row) {
  Case one;
  one.id = rows.text(row, 1);
  one.kind = static_cast<SubjectKind>(rows.integer(row, 2));
  one.subject = rows.text(row, 3);
  one.run = rows.text(row, 4);
  one.title = rows.text(row, 5);
  one.due_at = rows.integer(row, 6);
  one.queue = rows.text(row, 7);
  one.tier = rows.text(row, 8);
  one.reach = static_cast<std::uint64_t>(rows.integer(row, 9));
  one.election = rows.integer(row, 10) != 0;
  one.hard = rows.integer(row, 11) != 0;
  one.touches = touches_from(rows.text(row, 12));
  return one;
}

constexpr int kEventColumn = 13;

CaseEvent event_in(const PostgresRows& rows, std::size_t row) {
  CaseEvent event;
  int column = kEventColumn;
  event.kind = static_cast<CaseEventKind>(rows.integer(row, column++));
  event.at = rows.integer(row, column++);
  event.by = rows.text(row, column++);
  event.to = rows.text(row, column++);
  event.text = rows.text(row, column++);
  event.about = rows.text(row, column++);
  event.until = rows.integer(row, column++);
  event.likelihood = likelihood_numbered(rows.integer(row, column++));
  event.confidence = confidence_numbered(rows.integer(row, column));
  return event;
}

/// Rows of cases and their events, those of a case together and in order.
std::vector<Case> cases_in(const PostgresRows& rows) {
  std::vector<Case> cases;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (cases.empty() || cases.back().id != rows.text(row, 1)) {
      cases.push_back(case_in(rows, row));
    }
    cases.back().events.push_back(event_in(rows, row));
  }
  return cases;
}

class PostgresCaseStore final : public CaseStore {
 public:
  PostgresCaseStore(std::unique_ptr<PostgresConnection> connection, bool write)
      : connection_(std::move(connection)), write_(write) {}

  Result<void> prepare() {
    if (write_) {
      RETURN_IF_ERROR(connection_->run("SET synchronous_commit = on"));
      RETURN_IF_ERROR(at_once([&] { return make_case_tables(*connection_); }));
    }
    ASSIGN_OR_RETURN(
        const auto rows,
        connection_->query("SELECT (to_regclass('overt.case_desk') IS NOT NULL)::int", {}));
    there_ = rows.integer(0, 0) == 1;
    return {};
  }

  Result<void> append(std::string_view id, std::size_t number, const CaseEvent& event) override {
    return at_once([&] { return put_case_event(*connection_, id, number, event); });
  }

  Result<std::optional<Case>> find(std::string_view id) override {
    if (!there_) return std::optional<Case>();
    ASSIGN_OR_RETURN(
        const auto rows,
        connection_->query(
            "SELECT f.number, f.id, f.kind, f.subject, f.run, f.title, f.due_at, f.queue, f.tier, "
            "f.reach, f.election, f.hard, f.touches, e.kind, e.at, e.by, e.whom, e.said, e.about, "
            "e.until, e.likelihood, e.confidence FROM overt.case_file f JOIN overt.case_event e ON "
            "e.file = f.number WHERE f.id = $1 ORDER BY e.number",
            {id}));
    std::vector<Case> found = cases_in(rows);
    if (found.empty()) return std::optional<Case>();
    return std::optional<Case>(std::move(found.front()));
  }

  Result<std::vector<Case>> all() override {
    if (!there_) return std::vector<Case>();
    ASSIGN_OR_RETURN(
        const auto rows,
        connection_->query(
            "SELECT f.number, f.id, f.kind, f.subject, f.run, f.title, f.due_at, f.queue, f.tier, "
            "f.reach, f.election, f.hard, f.touches, e.kind, e.at, e.by, e.whom, e.said, e.about, "
            "e.until, e.likelihood, e.confidence FROM overt.case_file f JOIN overt.case_event e ON "
            "e.file = f.number ORDER BY f.number, e.number",
            {}));
    return cases_in(rows);
  }

  Result<void> record(std::size_t number, const DeskRecord& record) override {
    return at_once([&]() -> Result<void> {
      ASSIGN_OR_RETURN(const auto next,
                       connection_->query("SELECT count(*) FROM overt.case_desk", {}));
      if (next.integer(0, 0) != count_of(number)) {
        return Error{ErrorCode::kUnavailable,
                     fmt::format("{}: somebody else changed the rules of the desk meanwhile; read "
                                 "them again",
                                 connection_->name())};
      }
      return did(connection_->query(
          "INSERT INTO overt.case_desk(number, kind, at, by, about, value, said) "
          "VALUES($1, $2, $3, $4, $5, $6, $7)",
          {count_of(number), static_cast<std::int64_t>(record.kind), record.at, record.by,
           record.about, record.value, record.text}));
    });
  }

  Result<std::vector<DeskRecord>> records() override {
    std::vector<DeskRecord> records;
    if (!there_) return records;
    ASSIGN_OR_RETURN(const auto rows,
                     connection_->query("SELECT kind, at, by, about, value, said FROM "
                                        "overt.case_desk ORDER BY number",
                                        {}));
    for (std::size_t row = 0; row < rows.size(); ++row) {
      records.push_back({static_cast<DeskRecordKind>(rows.integer(row, 0)), rows.integer(row, 1),
                         std::string(rows.text(row, 2)), std::string(rows.text(row, 3)),
                         std::string(rows.text(row, 4)), std::string(rows.text(row, 5))});
    }
    return records;
  }

 private:
  static Result<void> did(const Result<PostgresRows>& answer) {
    if (answer.ok()) return {};
    return answer.error();
  }

  template <typename Work>
  Result<void> at_once(const Work& work) {
    if (!write_) {
      return Error{ErrorCode::kPermissionDenied,
                   connection_->name() + ": its cases were opened for reading only"};
    }
    RETURN_IF_ERROR(connection_->run("BEGIN"));
    // One writer at a time, so that of two that saw the same last event only one is the next.
    Result<void> done = lock_cases(*connection_);
    if (done.ok()) done = work();
    if (done.ok()) done = connection_->run("COMMIT");
    if (!done.ok() && connection_->in_transaction()) {
      // The first error is the one to tell.
      (void)connection_->run("ROLLBACK");
    }
    return done;
  }

  std::unique_ptr<PostgresConnection> connection_;
  bool write_;
  bool there_ = false;
};

}  // namespace

Result<std::unique_ptr<CaseStore>> open_postgres_case_store(const std::string& url, bool write) {
  ASSIGN_OR_RETURN(auto connection, PostgresConnection::open(url));
  auto store = std::make_unique<PostgresCaseStore>(std::move(connection), write);
  RETURN_IF_ERROR(store->prepare());
  return std::unique_ptr<CaseStore>(std::move(store));
}

}  // namespace overt
