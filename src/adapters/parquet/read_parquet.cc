#include <algorithm>
#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include "adapters/parquet/duckdb_session.h"
#include "adapters/parquet/event_columns.h"
#include "adapters/parquet/parquet.h"
#include "base/check.h"
#include "base/file.h"
#include "base/system_error.h"

namespace overt {
namespace {

struct Statement {
  duckdb_prepared_statement handle = nullptr;
  Statement() = default;
  ~Statement() { duckdb().destroy_prepare(&handle); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
};

struct Pending {
  duckdb_pending_result handle = nullptr;
  Pending() = default;
  ~Pending() { duckdb().destroy_pending(&handle); }
  Pending(const Pending&) = delete;
  Pending& operator=(const Pending&) = delete;
};

// One open Parquet file and the session that reads it.
class Reader {
 public:
  Reader(std::string path, FileDescriptor file, std::unique_ptr<DuckdbSession> session)
      : path_(std::move(path)), file_(std::move(file)), session_(std::move(session)) {}

  Result<std::vector<ColumnFound>> columns();
  Result<std::uint64_t> count();
  Result<void> read(EventColumns& columns, EventVisitor& visitor, Progress& progress,
                    ParquetReadSummary& summary);

 private:
  [[nodiscard]] std::string select(std::string_view what) const {
    return fmt::format("SELECT {} FROM read_parquet({}, hive_partitioning = false)", what,
                       sql_name_of_file(file_.number()));
  }
  [[nodiscard]] Error describe(const std::string& text) const {
    return {ErrorCode::kBadInput,
            fmt::format("'{}' cannot be read as Parquet; check that it was written and copied "
                        "whole: {}",
                        path_, with_path(text, file_.number(), path_))};
  }
  Result<void> query(const std::string& sql, DuckdbResult& result) {
    if (duckdb().query(session_->connection(), sql.c_str(), &result.get()) == DuckDBSuccess)
      return {};
    return describe(result.error());
  }
  Result<void> start(const std::string& sql, DuckdbResult& result);

  std::string path_;
  FileDescriptor file_;
  std::unique_ptr<DuckdbSession> session_;
};

ColumnFound column_found(duckdb_result& result, idx_t index) {
  ColumnFound found;
  found.name = duckdb().column_name(&result, index);
  duckdb_logical_type type = duckdb().column_logical_type(&result, index);
  found.type = duckdb().get_type_id(type);
  if (found.type == DUCKDB_TYPE_LIST) {
    duckdb_logical_type item = duckdb().list_type_child_type(type);
    found.item_type = duckdb().get_type_id(item);
    duckdb().destroy_logical_type(&item);
  }
  duckdb().destroy_logical_type(&type);
  return found;
}

Result<std::vector<ColumnFound>> Reader::columns() {
  DuckdbResult result;
  RETURN_IF_ERROR(query(select("*") + " LIMIT 0", result));
  std::vector<ColumnFound> all;
  for (idx_t i = 0; i < duckdb().column_count(&result.get()); ++i) {
    all.push_back(column_found(result.get(), i));
  }
  return all;
}

Result<std::uint64_t> Reader::count() {
  DuckdbResult result;
  RETURN_IF_ERROR(query(select("count(*)"), result));
  duckdb_data_chunk chunk = duckdb().fetch_chunk(result.get());
  CHECK(chunk != nullptr);
  const auto* data = duckdb().vector_get_data(duckdb().data_chunk_get_vector(chunk, 0));
  const auto rows = *static_cast<const std::int64_t*>(data);
  duckdb().destroy_data_chunk(&chunk);
  return static_cast<std::uint64_t>(rows);
}

// A result whose rows are made as they are fetched.
Result<void> Reader::start(const std::string& sql, DuckdbResult& result) {
  Statement statement;
  if (duckdb().prepare(session_->connection(), sql.c_str(), &statement.handle) != DuckDBSuccess) {
    return describe(duckdb().prepare_error(statement.handle));
  }
  Pending pending;
  if (duckdb().pending_prepared_streaming(statement.handle, &pending.handle) != DuckDBSuccess) {
    return describe(duckdb().pending_error(pending.handle));
  }
  if (duckdb().execute_pending(pending.handle, &result.get()) != DuckDBSuccess) {
    return describe(result.error());
  }
  return {};
}

Result<void> Reader::read(EventColumns& columns, EventVisitor& visitor, Progress& progress,
                          ParquetReadSummary& summary) {
  DuckdbResult result;
  RETURN_IF_ERROR(start(select(columns.selection()), result));
  for (;;) {
    if (progress.cancelled()) return Error{ErrorCode::kCancelled, "interrupted"};
    duckdb_data_chunk chunk = duckdb().fetch_chunk(result.get());
    if (chunk == nullptr) break;
    const idx_t rows = duckdb().data_chunk_get_size(chunk);
    columns.open_chunk(chunk);
    for (idx_t row = 0; row < rows; ++row) columns.read_row(row, ++summary.rows, visitor);
    duckdb().destroy_data_chunk(&chunk);
    progress.advance(rows);
    if (rows == 0) break;
  }
  const char* text = duckdb().result_error(&result.get());
  return text == nullptr ? Result<void>() : describe(text);
}

Result<FileDescriptor> open_file(const std::string& path) {
  FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.open()) return cannot_read(path, errno);
  struct stat status {};
  if (::fstat(file.number(), &status) != 0) return cannot_read(path, errno);
  if (S_ISDIR(status.st_mode)) return cannot_read(path, EISDIR);
  if (S_ISREG(status.st_mode)) return file;
  return Error{
      ErrorCode::kInvalidArgument,
      fmt::format("'{}' is not a file on a disk: Parquet is read from its end, so write it "
                  "to a file first",
                  path)};
}

std::string unknown_columns_note(const std::string& path, const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  return fmt::format("'{}': columns that are no field of an event were left out: {}", path, list);
}

}  // namespace

bool looks_like_parquet(std::string_view head) { return head.starts_with("PAR1"); }

Result<ParquetReadSummary> read_parquet_events(const std::string& path,
                                               const ParquetReadOptions& options,
                                               EventVisitor& visitor, Progress& progress) {
  ASSIGN_OR_RETURN(FileDescriptor file, open_file(path));
  ASSIGN_OR_RETURN(auto session, DuckdbSession::open({options.threads, options.memory_bytes_max}));
  Reader reader(path, std::move(file), std::move(session));
  ASSIGN_OR_RETURN(const auto found, reader.columns());
  ASSIGN_OR_RETURN(EventColumns columns, EventColumns::match(found, path));
  ASSIGN_OR_RETURN(const std::uint64_t rows, reader.count());
  ParquetReadSummary summary;
  if (!columns.unknown().empty()) {
    summary.notes.push_back(unknown_columns_note(path, columns.unknown()));
  }
  progress.begin("reading events", rows, "records");
  const auto read = reader.read(columns, visitor, progress, summary);
  progress.end();
  if (!read.ok()) return read.error();
  return summary;
}

}  // namespace overt
