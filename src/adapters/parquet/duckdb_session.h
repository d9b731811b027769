#pragma once
// DuckdbSession: an in-memory DuckDB of one's own, with no extensions loaded from outside, no
// network and no spilling. One thread at a time.

#include <cstdint>
#include <memory>
#include <string>

#include <duckdb.h>

#include "adapters/parquet/duckdb_library.h"
#include "base/result.h"

namespace overt {

struct DuckdbLimits {
  std::size_t threads = 1;
  std::uint64_t memory_bytes_max = std::uint64_t{1} << 30;
};

class DuckdbSession {
 public:
  static Result<std::unique_ptr<DuckdbSession>> open(const DuckdbLimits& limits);
  ~DuckdbSession();
  DuckdbSession(const DuckdbSession&) = delete;
  DuckdbSession& operator=(const DuckdbSession&) = delete;

  [[nodiscard]] duckdb_connection connection() const { return connection_; }

  /// Runs a statement whose rows do not matter; the error is DuckDB's text.
  Result<void> run(const std::string& sql);

 private:
  DuckdbSession() = default;

  duckdb_database database_ = nullptr;
  duckdb_connection connection_ = nullptr;
};

/// Owns the result of a query.
class DuckdbResult {
 public:
  DuckdbResult() = default;
  ~DuckdbResult() { duckdb().destroy_result(&result_); }
  DuckdbResult(const DuckdbResult&) = delete;
  DuckdbResult& operator=(const DuckdbResult&) = delete;

  duckdb_result& get() { return result_; }
  [[nodiscard]] std::string error() {
    const char* text = duckdb().result_error(&result_);
    return text == nullptr ? "unknown error" : text;
  }

 private:
  duckdb_result result_{};
};

/// "'/proc/self/fd/7'": an open file as a SQL string. It cannot be mistaken for a pattern or an
/// address, as a path could.
std::string sql_name_of_file(int file);

/// The first line of DuckDB's text, that file named by the path it was opened under.
std::string with_path(std::string text, int file, const std::string& path);

}  // namespace overt
