#pragma once
// What tests of this module share: SQL to look into the tables that a run writes. Not thread-safe.

#include <string>

#include "adapters/parquet/duckdb_session.h"

namespace overt {

/// The first value of a query's answer as text; "NULL", or the error.
inline std::string query_text(const std::string& sql) {
  const auto session = DuckdbSession::open({}).value();
  DuckdbResult result;
  if (duckdb().query(session->connection(), sql.c_str(), &result.get()) != DuckDBSuccess) {
    return result.error();
  }
  char* text = duckdb().value_varchar(&result.get(), 0, 0);
  std::string copy = text == nullptr ? "NULL" : text;
  duckdb().free(text);
  return copy;
}

}  // namespace overt
