#pragma once
// TableWriter: typed columns out, row group by row group (a Parquet file, or another table format).

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace overt {

enum class ColumnType : std::uint8_t { kString, kUInt32, kUInt64, kInt64, kDouble, kTimestampUs };

struct ColumnSpec {
  std::string name;
  ColumnType type = ColumnType::kString;
};

/// One column of a batch: the alternative must match the column's type (kTimestampUs and kInt64
/// both take int64). All columns of a batch have the same length. A double that is NaN is no value.
using ColumnData = std::variant<std::span<const std::string_view>, std::span<const std::uint32_t>,
                                std::span<const std::uint64_t>, std::span<const std::int64_t>,
                                std::span<const double>>;

class TableWriter {
 public:
  virtual ~TableWriter() = default;
  virtual Result<void> append(std::span<const ColumnData> columns) = 0;
  /// Writes what is left and closes the file.
  virtual Result<void> close() = 0;
};

}  // namespace overt
