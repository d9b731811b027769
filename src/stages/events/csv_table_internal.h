#pragma once
// CsvTable: what the header of a CSV file says, and the loop that hands the file's good rows to a
// format and sets its bad ones aside. Immutable once made.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/utf8.h"
#include "kernel/csv/csv_scanner.h"
#include "model/visitor.h"
#include "stages/events/decode_events.h"
#include "stages/events/reject_internal.h"

namespace overt {

/// One more than any file should have; a header with more is not a header.
inline constexpr std::size_t kColumnsMax = 4096;

struct CsvHeader {
  CsvDialect dialect;
  std::vector<std::string> names;  // trimmed, as written
  std::size_t bytes = 0;
  std::uint64_t lines = 0;

  /// Position of the column, without regard to ASCII case.
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view name) const;
};

/// The header at the start of `text`. Without a delimiter the one of , ; tab | that gives most
/// columns is taken. Errors are one clause without the file's name.
Result<CsvHeader> read_csv_header(std::string_view text, std::optional<char> delimiter,
                                  bool quoted);

/// "a", "b", "c" and 4 more.
std::string list_columns(const std::vector<std::string>& names);

struct CsvTable {
  CsvDialect dialect;
  std::vector<std::string> names;
  // Columns whose values never hold a line end (ids and times): one there means that a stray
  // quote has swallowed lines.
  std::vector<std::uint32_t> key_columns;
  std::uint64_t record_bytes_max = 0;
  // Where set, keys may hold line ends, unless every line of the record is a row by itself: as
  // many columns, quotes aside, and a time in this one.
  std::optional<std::uint32_t> row_time_column = {};
};

struct CsvRow {
  const CsvField* fields = nullptr;  // as many as the table has columns
  std::string_view raw;
  std::uint64_t line = 0;
};

/// Whether all bytes are UTF-8 and none is NUL.
bool is_clean_text(std::string_view text);

/// Reads one chunk; not for reuse.
class CsvChunkReader {
 public:
  CsvChunkReader(const Chunk& chunk, const CsvTable& table, EventVisitor& visitor)
      : table_(table),
        visitor_(visitor),
        fields_(table.names.size()),
        scanner_(chunk.bytes, table.dialect, table.record_bytes_max, fields_),
        text_end_(chunk.bytes.data() + chunk.bytes.size()),
        line_(chunk.first_line),
        last_(chunk.last),
        clean_(is_clean_text(chunk.bytes)) {}

  /// Calls on_row(row) for every well-formed row; the others go to the visitor as rejects.
  template <typename OnRow>
  void for_each_row(const OnRow& on_row) {
    for (;;) {
      const CsvOutcome outcome = scanner_.next();
      if (outcome == CsvOutcome::kRecord) [[likely]] {
        const bool plain = clean_ && !scanner_.multi_line();
        if (scanner_.field_count() == fields_.size() && (plain || accepted())) [[likely]] {
          on_row(CsvRow{fields_.data(), scanner_.raw(), line_});
        } else {
          set_aside();
        }
        line_ += lines_of_record();
        if (salvaging_) salvage();
      } else if (!reject_broken(outcome)) {
        return;
      }
    }
  }

 private:
  bool accepted() const { return !fault().has_value(); }
  [[nodiscard]] std::optional<RecordFault> fault() const;
  [[nodiscard]] std::optional<RecordFault> key_fault() const;
  [[nodiscard]] bool every_line_is_a_row(std::uint32_t time_column) const;
  [[nodiscard]] bool is_row(std::string_view line, std::uint32_t time_column) const;
  void set_aside();
  void salvage();
  bool reject_broken(CsvOutcome outcome);
  [[nodiscard]] std::uint64_t lines_of_record() const {
    if (!scanner_.multi_line() || salvaging_) [[likely]]
      return 1;
    const auto raw = scanner_.raw();
    return 1 + static_cast<std::uint64_t>(std::count(raw.begin(), raw.end(), '\n'));
  }

  const CsvTable& table_;
  EventVisitor& visitor_;
  std::vector<CsvField> fields_;
  CsvScanner scanner_;
  const char* text_end_;
  const char* record_end_ = nullptr;  // while the lines of one bad record are read one by one
  std::uint64_t line_;
  bool last_;
  bool clean_;
  bool salvaging_ = false;
};

}  // namespace overt
