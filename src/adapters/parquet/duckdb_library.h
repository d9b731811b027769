#pragma once
// DuckDB's library, loaded when Parquet is asked for and not before: a run without Parquet never
// maps its 70 MB. This is the one list of the functions of its C interface that are used.
//
// Thread safety: load_duckdb() from any thread; duckdb() once it has succeeded.

#include <string>

#include <duckdb.h>

#include "base/result.h"

namespace overt {

#define OVERT_DUCKDB_FUNCTIONS(X) \
  X(arrow_scan)                   \
  X(close)                        \
  X(column_count)                 \
  X(column_logical_type)          \
  X(column_name)                  \
  X(connect)                      \
  X(create_config)                \
  X(data_chunk_get_size)          \
  X(data_chunk_get_vector)        \
  X(destroy_config)               \
  X(destroy_data_chunk)           \
  X(destroy_logical_type)         \
  X(destroy_pending)              \
  X(destroy_prepare)              \
  X(destroy_result)               \
  X(disconnect)                   \
  X(execute_pending)              \
  X(fetch_chunk)                  \
  X(free)                         \
  X(get_type_id)                  \
  X(list_type_child_type)         \
  X(list_vector_get_child)        \
  X(open_ext)                     \
  X(pending_error)                \
  X(pending_prepared_streaming)   \
  X(prepare)                      \
  X(prepare_error)                \
  X(query)                        \
  X(result_error)                 \
  X(set_config)                   \
  X(value_varchar)                \
  X(vector_get_data)              \
  X(vector_get_validity)

/// duckdb_open_ext() is open_ext, and so on.
struct DuckdbLibrary {
// NOLINTNEXTLINE(bugprone-macro-parentheses): the name of a member
#define OVERT_DUCKDB_FUNCTION(name) decltype(&::duckdb_##name) name = nullptr;
  OVERT_DUCKDB_FUNCTIONS(OVERT_DUCKDB_FUNCTION)
#undef OVERT_DUCKDB_FUNCTION
};

/// All functions of the library in that file, a path or a name for the loader to find. It is never
/// unloaded. kIo where it is missing, or lacks a function.
Result<DuckdbLibrary> open_duckdb_library(const std::string& file);

/// Loads the library at the first call, from ../lib/overt or ../lib beside the program; later ones
/// say the same.
Result<void> load_duckdb();

namespace internal {
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): filled in once
extern DuckdbLibrary loaded_duckdb;
}  // namespace internal
inline const DuckdbLibrary& duckdb() { return internal::loaded_duckdb; }

}  // namespace overt
