#include "adapters/sqlite/sqlite_database.h"

#include <cerrno>
#include <map>

#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include "base/system_error.h"

namespace overt {
namespace {

struct Remedy {
  int code;  // primary, or extended where that says more
  ErrorCode kind;
  std::string_view words;
};

constexpr Remedy kRemedies[] = {
    {SQLITE_READONLY_DBMOVED, ErrorCode::kUnavailable,
     "it was taken away or replaced meanwhile; run this again"},
    {SQLITE_BUSY, ErrorCode::kUnavailable,
     "it is being written by another process; try again when that has finished"},
    {SQLITE_LOCKED, ErrorCode::kUnavailable,
     "it is being written by another process; try again when that has finished"},
    {SQLITE_FULL, ErrorCode::kIo,
     "there is no space left on the disk, or a limit on its size is reached; nothing was changed"},
    {SQLITE_IOERR, ErrorCode::kIo, "it cannot be read or written to the end; nothing was changed"},
    {SQLITE_READONLY, ErrorCode::kPermissionDenied,
     "it may not be written; change the permissions of the file and its folder"},
    {SQLITE_CANTOPEN, ErrorCode::kPermissionDenied,
     "it cannot be opened; look at the permissions of the file and its folder"},
    {SQLITE_NOTADB, ErrorCode::kBadInput, "it is not a registry; name another file"},
    {SQLITE_CORRUPT, ErrorCode::kBadInput,
     "it is damaged; restore it from a copy, or make it anew from its sources"},
};

Error error_of(const std::string& path, int code, std::string_view details) {
  for (const Remedy& remedy : kRemedies) {
    if (remedy.code != code && remedy.code != (code & 0xFF)) continue;
    return {remedy.kind, fmt::format("{}: {} ({})", path, remedy.words, details)};
  }
  return {ErrorCode::kIo, fmt::format("{}: {}", path, details)};
}

int flags_of(SqliteDatabase::Access access) {
  switch (access) {
    case SqliteDatabase::Access::kRead:
      return SQLITE_OPEN_READONLY;
    case SqliteDatabase::Access::kWrite:
      return SQLITE_OPEN_READWRITE;
    case SqliteDatabase::Access::kCreate:
      return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  }
  CHECK(false);
}

}  // namespace

/// Statements that nobody has at the moment, by their text. Understanding a text costs more than
/// most questions do, and servers ask the same few all day.
class IdleStatements {
 public:
  ~IdleStatements() { close(); }

  /// nullptr where none is idle.
  sqlite3_stmt* take(std::string_view sql) {
    const auto found = by_text_.find(sql);
    if (found == by_text_.end()) return nullptr;
    return by_text_.extract(found).mapped();
  }

  void give_back(sqlite3_stmt* statement) {
    if (closed_ || by_text_.size() >= kIdleMax) {
      sqlite3_finalize(statement);
      return;
    }
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    by_text_.emplace(sqlite3_sql(statement), statement);
  }

  /// Before the database is closed; what comes back afterwards is not kept.
  void close() {
    closed_ = true;
    for (const auto& [text, statement] : by_text_) sqlite3_finalize(statement);
    by_text_.clear();
  }

 private:
  static constexpr std::size_t kIdleMax = 64;
  std::multimap<std::string, sqlite3_stmt*, std::less<>> by_text_;
  bool closed_ = false;
};

void SqliteStatement::GiveBack::operator()(sqlite3_stmt* statement) const {
  idle->give_back(statement);
}

void SqliteStatement::bind(int parameter, std::int64_t value) {
  CHECK_EQ(sqlite3_bind_int64(statement_.get(), parameter, value), SQLITE_OK);
}

void SqliteStatement::bind(int parameter, std::string_view text) {
  // A null pointer would be NULL, which an empty text is not.
  const char* const data = text.data() == nullptr ? "" : text.data();
  CHECK_EQ(sqlite3_bind_text64(statement_.get(), parameter, data, text.size(), SQLITE_STATIC,
                               SQLITE_UTF8),
           SQLITE_OK);
}

void SqliteStatement::bind_blob(int parameter, std::span<const unsigned char> bytes) {
  CHECK_EQ(
      sqlite3_bind_blob64(statement_.get(), parameter, bytes.data(), bytes.size(), SQLITE_STATIC),
      SQLITE_OK);
}

void SqliteStatement::bind_null(int parameter) {
  CHECK_EQ(sqlite3_bind_null(statement_.get(), parameter), SQLITE_OK);
}

Result<bool> SqliteStatement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) {
    reset();
    return false;
  }
  Error error = database_->error();
  reset();
  return error;
}

Result<void> SqliteStatement::run() {
  ASSIGN_OR_RETURN(const bool row, step());
  if (row) reset();
  return {};
}

void SqliteStatement::reset() { sqlite3_reset(statement_.get()); }

std::int64_t SqliteStatement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string_view SqliteStatement::text(int column) const {
  // The pointer before the size: asking for it may convert.
  const auto* const data = sqlite3_column_text(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  if (data == nullptr) return {};
  return {reinterpret_cast<const char*>(data), static_cast<std::size_t>(size)};
}

std::span<const unsigned char> SqliteStatement::blob(int column) const {
  const void* const data = sqlite3_column_blob(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return {static_cast<const unsigned char*>(data), static_cast<std::size_t>(size)};
}

bool SqliteStatement::is_null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

Result<std::unique_ptr<SqliteDatabase>> SqliteDatabase::open(const std::string& path, Access access,
                                                             int wait_ms) {
  if (access != Access::kCreate && ::access(path.c_str(), F_OK) != 0) {
    return cannot_read(path, errno);
  }
  sqlite3* handle = nullptr;
  // A database belongs to one thread at a time, so no call need lock it.
  const int flags = flags_of(access) | SQLITE_OPEN_NOMUTEX;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  std::unique_ptr<SqliteDatabase> database(new SqliteDatabase(path, handle));
  if (code != SQLITE_OK) return database->error();
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, wait_ms);
  return database;
}

SqliteDatabase::SqliteDatabase(std::string path, sqlite3* handle)
    : path_(std::move(path)), handle_(handle), idle_(std::make_shared<IdleStatements>()) {}

SqliteDatabase::~SqliteDatabase() {
  idle_->close();
  sqlite3_close_v2(handle_);
}

Result<void> SqliteDatabase::run(const std::string& sql) {
  if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return error();
}

Result<SqliteStatement> SqliteDatabase::prepare(std::string_view sql) {
  sqlite3_stmt* prepared = idle_->take(sql);
  if (prepared == nullptr) {
    const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
    if (code != SQLITE_OK) return error();
  }
  SqliteStatement statement;
  statement.database_ = this;
  statement.statement_ = {prepared, SqliteStatement::GiveBack{idle_}};
  return statement;
}

Result<std::int64_t> SqliteDatabase::integer(std::string_view sql) {
  ASSIGN_OR_RETURN(SqliteStatement statement, prepare(sql));
  ASSIGN_OR_RETURN(const bool row, statement.step());
  return row ? statement.integer(0) : 0;
}

bool SqliteDatabase::changed() const { return sqlite3_changes(handle_) > 0; }

bool SqliteDatabase::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

std::int64_t SqliteDatabase::last_row() const { return sqlite3_last_insert_rowid(handle_); }

Result<void> SqliteDatabase::set_cache_bytes(std::uint64_t bytes) {
  return run(fmt::format("PRAGMA cache_size = -{}", bytes / 1024));
}

Error SqliteDatabase::error() const {
  if (handle_ == nullptr) return {ErrorCode::kLimitExceeded, path_ + ": no memory to open it"};
  return error_of(path_, sqlite3_extended_errcode(handle_), sqlite3_errmsg(handle_));
}

}  // namespace overt
