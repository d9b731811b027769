#pragma once
// EventColumns: which column of a Parquet file gives which field of an event, how it is selected,
// and how one row of the selection becomes an Event or a Reject. Not thread-safe.

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <duckdb.h>

#include "base/arena.h"
#include "base/result.h"
#include "model/visitor.h"

namespace overt {

struct ColumnFound {
  std::string name;
  duckdb_type type = DUCKDB_TYPE_INVALID;
  duckdb_type item_type = DUCKDB_TYPE_INVALID;  // of a list
};

class EventColumns {
 public:
  /// `path` is for messages. Fails where account_id or created_at is missing, or where a column
  /// cannot hold its field.
  static Result<EventColumns> match(const std::vector<ColumnFound>& found, const std::string& path);

  /// The expressions to select, comma-separated, in the order read_row() expects.
  [[nodiscard]] std::string selection() const;
  /// Columns that are no field of an event, in the order of the file.
  [[nodiscard]] const std::vector<std::string>& unknown() const { return unknown_; }

  /// Points at the vectors of a chunk, for read_row().
  void open_chunk(duckdb_data_chunk chunk);
  /// Hands row `row` of the chunk to the visitor; `line` is its number in the file, from 1.
  void read_row(idx_t row, std::uint64_t line, EventVisitor& visitor);

 private:
  enum class Reading {
    kText,
    kRoundedId,  // from a floating-point column: whole numbers only
    kList,
    kJsonList,
    kTimeMicros,
    kTimeSeconds,
    kTimeMillis,
    kTimeNanos,
    kDate,
    kEpoch,
    kEpochFraction,
    kTimeText,
  };

  struct Column {
    std::size_t field = 0;  // index into the vocabulary
    std::string name;       // as in the file
    std::string expression;
    Reading reading = Reading::kText;
    bool unchecked = false;  // bytes: nobody has looked yet whether they are UTF-8
    // Of the open chunk:
    duckdb_vector vector = nullptr;
    const void* data = nullptr;
    std::uint64_t* validity = nullptr;
  };

  struct Fault {
    RejectReason reason;
    std::string_view field;
  };

  EventColumns() = default;
  Result<void> add(const ColumnFound& found, const std::string& path);
  static Result<Reading> plan_time(const ColumnFound& found, const std::string& path);
  void plan_text(const ColumnFound& found, Column& column);
  static Result<void> plan_list(const ColumnFound& found, const std::string& path, Column& column);

  std::optional<Fault> read_column(const Column& column, idx_t row, Event& event);
  std::optional<Fault> read_text(const Column& column, idx_t row, Event& event);
  std::optional<Fault> read_list(const Column& column, idx_t row, Event& event);
  std::optional<Fault> read_time(const Column& column, idx_t row, Event& event);
  void read_items(const Column& column, idx_t row, std::vector<std::string_view>& items);
  std::string_view row_as_json(idx_t row);

  std::vector<Column> columns_;
  std::vector<std::string> unknown_;
  std::vector<std::vector<std::string_view>> items_;  // one a column, for the row being read
  Arena arena_;
  std::string raw_;
};

}  // namespace overt
