#pragma once
// CsvRows: the good rows of a CSV text by column name, and the bad ones as rejects. Rows in which
// every field is empty are passed over. Cost O(bytes).

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/result.h"
#include "kernel/csv/csv_scanner.h"
#include "stages/claims/claim_sink_internal.h"

namespace overt {

using Column = std::optional<std::size_t>;

struct ListHeader {
  CsvDialect dialect;
  std::vector<std::string> names;  // trimmed, in small letters
  std::size_t bytes = 0;           // with a byte-order mark before it
  std::uint64_t lines = 0;

  [[nodiscard]] Column find(std::string_view name) const;
  /// The first of several names that is there.
  [[nodiscard]] Column find(std::initializer_list<std::string_view> names) const;
  [[nodiscard]] bool has(std::initializer_list<std::string_view> names) const;
};

/// The header at the start of a text; nullopt where there is none. Tab-separated where the first
/// line holds a tab, and then without quoting.
std::optional<ListHeader> read_csv_header(std::string_view text);

struct ClaimRow {
  const std::vector<std::string_view>* values = nullptr;  // as many as the header has names
  std::string_view raw;
  std::uint64_t line = 0;

  /// The field as it stands; empty where the column is not there.
  [[nodiscard]] std::string_view whole(Column column) const {
    return column ? (*values)[*column] : std::string_view();
  }
  /// Without the white space around it.
  [[nodiscard]] std::string_view get(Column column) const;
};

/// A stretch of whole rows.
struct CsvText {
  std::string_view bytes;
  std::uint64_t first_line = 1;
  std::uint64_t record_bytes_max = 0;
};

class CsvRows {
 public:
  CsvRows(const ListHeader& header, const CsvText& text)
      : columns_(header.names.size()),
        fields_(columns_),
        scanner_(text.bytes, header.dialect, text.record_bytes_max, fields_),
        line_(text.first_line) {}

  /// Moves to the next good row; bad ones go to the sink. False at the end.
  bool next(ClaimSink& sink, ClaimVisitor& visitor);
  [[nodiscard]] const ClaimRow& row() const { return row_; }
  /// Where the text goes on.
  [[nodiscard]] std::uint64_t line() const { return line_; }

 private:
  bool take_fields();
  [[nodiscard]] std::optional<RejectReason> fault(CsvOutcome outcome) const;

  std::size_t columns_;
  std::vector<CsvField> fields_;
  CsvScanner scanner_;
  std::uint64_t line_;
  Arena arena_;
  std::vector<std::string_view> values_;
  ClaimRow row_;
};

}  // namespace overt
