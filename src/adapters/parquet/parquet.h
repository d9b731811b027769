#pragma once
// Parquet through DuckDB's C interface, with extension loading switched off.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "model/visitor.h"
#include "ports/table_writer.h"

namespace overt {

/// True where the bytes start like a Parquet file.
bool looks_like_parquet(std::string_view head);

struct ParquetReadOptions {
  std::size_t threads = 1;
  std::uint64_t memory_bytes_max = std::uint64_t{1} << 30;
};

struct ParquetReadSummary {
  std::uint64_t rows = 0;
  std::vector<std::string> notes;  // columns that are not in the vocabulary, …
};

/// Canonical events (docs/formats/events.md) from a Parquet file, in file order. Columns are
/// matched by name; list columns may be LIST of VARCHAR or a JSON array in a VARCHAR; created_at
/// may be a TIMESTAMP (with or without zone), an integer (epoch s, ms or µs) or RFC 3339 text.
Result<ParquetReadSummary> read_parquet_events(const std::string& path,
                                               const ParquetReadOptions& options,
                                               EventVisitor& visitor, Progress& progress);

/// kIo where Parquet cannot be read or written here: for whoever would learn it after long work.
Result<void> prepare_parquet();

/// A new Parquet file (zstd), columns in the order given, rows in the order appended. The file has
/// the same bytes for the same rows, however they are batched, and on however many threads it is
/// written: `threads` at most.
Result<std::unique_ptr<TableWriter>> create_parquet(const std::string& path,
                                                    std::vector<ColumnSpec> columns,
                                                    std::size_t threads = 1);

}  // namespace overt
