#pragma once
// SqliteDatabase and SqliteStatement: SQLite's C interface with owners and with errors that name
// the file and the remedy. Thread safety: one database and its statements belong to one thread.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace overt {

class SqliteDatabase;
class IdleStatements;

/// A prepared statement. Parameters count from 1, columns from 0.
class SqliteStatement {
 public:
  SqliteStatement() = default;

  void bind(int parameter, std::int64_t value);
  /// The text or bytes must stay as they are until the next reset().
  void bind(int parameter, std::string_view text);
  void bind_blob(int parameter, std::span<const unsigned char> bytes);
  void bind_null(int parameter);

  /// True where there is a row; false at the end. Resets itself at the end.
  Result<bool> step();
  /// For statements without rows.
  Result<void> run();
  void reset();

  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::string_view text(int column) const;  // valid until the next step
  [[nodiscard]] std::span<const unsigned char> blob(int column) const;
  [[nodiscard]] bool is_null(int column) const;

 private:
  friend class SqliteDatabase;
  struct GiveBack {
    std::shared_ptr<IdleStatements> idle;
    void operator()(sqlite3_stmt* statement) const;
  };
  SqliteDatabase* database_ = nullptr;
  std::unique_ptr<sqlite3_stmt, GiveBack> statement_;
};

class SqliteDatabase {
 public:
  enum class Access : std::uint8_t { kRead, kWrite, kCreate };

  /// kCreate makes the file where there is none. `wait_ms`: how long to wait for another writer.
  static Result<std::unique_ptr<SqliteDatabase>> open(const std::string& path, Access access,
                                                      int wait_ms);
  ~SqliteDatabase();
  SqliteDatabase(const SqliteDatabase&) = delete;
  SqliteDatabase& operator=(const SqliteDatabase&) = delete;

  Result<void> run(const std::string& sql);
  /// Cheap for what was asked before: statements that are done with are kept, up to a number.
  Result<SqliteStatement> prepare(std::string_view sql);
  /// The first column of the first row of a query; 0 where there is no row.
  Result<std::int64_t> integer(std::string_view sql);
  /// Rows that the last statement inserted.
  [[nodiscard]] bool changed() const;
  [[nodiscard]] bool in_transaction() const;
  /// The number of the row that was inserted last.
  [[nodiscard]] std::int64_t last_row() const;
  /// Pages from main memory, at most.
  Result<void> set_cache_bytes(std::uint64_t bytes);

  [[nodiscard]] const std::string& path() const { return path_; }
  /// For what SQLite offers beyond statements.
  [[nodiscard]] sqlite3* handle() const { return handle_; }
  /// What went wrong last, in words for the user.
  [[nodiscard]] Error error() const;

 private:
  SqliteDatabase(std::string path, sqlite3* handle);

  std::string path_;
  sqlite3* handle_;
  std::shared_ptr<IdleStatements> idle_;
};

}  // namespace overt
