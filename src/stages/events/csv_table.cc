#include <array>

#include <fmt/format.h>

#include "stages/events/csv_table_internal.h"
#include "stages/events/record_time_internal.h"
#include "stages/events/trimmed_internal.h"

namespace overt {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

Result<CsvHeader> read_header_as(std::string_view text, CsvDialect dialect) {
  std::vector<CsvField> fields(kColumnsMax);
  CsvScanner scanner(text, dialect, text.size(), fields);
  if (scanner.next() != CsvOutcome::kRecord) {
    return Error{ErrorCode::kBadInput, "the header's quotes are broken"};
  }
  if (scanner.field_count() > kColumnsMax) {
    return Error{ErrorCode::kLimitExceeded,
                 fmt::format("the header has more than {} columns", kColumnsMax)};
  }
  CsvHeader header;
  header.dialect = dialect;
  Arena arena;
  for (std::size_t i = 0; i < scanner.field_count(); ++i) {
    header.names.emplace_back(trimmed(csv_value(fields[i], arena)));
  }
  header.bytes = static_cast<std::size_t>(scanner.position() - text.data());
  const auto read = text.substr(0, header.bytes);
  header.lines = static_cast<std::uint64_t>(std::count(read.begin(), read.end(), '\n'));
  return header;
}

}  // namespace

std::optional<std::uint32_t> CsvHeader::find(std::string_view name) const {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (same_name(names[i], name)) return static_cast<std::uint32_t>(i);
  }
  return {};
}

Result<CsvHeader> read_csv_header(std::string_view text, std::optional<char> delimiter,
                                  bool quoted) {
  if (delimiter) return read_header_as(text, {*delimiter, quoted});
  std::optional<CsvHeader> best;
  constexpr std::array<char, 4> kDelimiters = {',', ';', '\t', '|'};
  for (const char candidate : kDelimiters) {
    auto header = read_header_as(text, {candidate, quoted});
    if (!header) continue;
    if (!best || header.value().names.size() > best->names.size()) {
      best = std::move(header).value();
    }
  }
  if (!best) return Error{ErrorCode::kBadInput, "the header's quotes are broken"};
  return *std::move(best);
}

std::string list_columns(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 40;
  constexpr std::size_t kNameBytes = 60;
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < kShown; ++i) {
    if (i > 0) text += ", ";
    text += '"';
    text += std::string_view(names[i]).substr(0, kNameBytes);
    text += '"';
  }
  if (names.size() > kShown) text += fmt::format(" and {} more", names.size() - kShown);
  return text;
}

std::optional<RecordFault> CsvChunkReader::key_fault() const {
  for (const std::uint32_t column : table_.key_columns) {
    if (fields_[column].view().find('\n') == std::string_view::npos) continue;
    if (table_.row_time_column && !every_line_is_a_row(*table_.row_time_column)) return {};
    return RecordFault{RejectReason::kMalformed, table_.names[column]};
  }
  return {};
}

bool CsvChunkReader::every_line_is_a_row(std::uint32_t time_column) const {
  std::string_view rest = scanner_.raw();
  for (;;) {
    const std::size_t end = rest.find('\n');
    if (!is_row(rest.substr(0, end), time_column)) return false;
    if (end == std::string_view::npos) return true;
    rest.remove_prefix(end + 1);
  }
}

bool CsvChunkReader::is_row(std::string_view line, std::uint32_t time_column) const {
  std::size_t columns = 0;
  std::string_view time;
  for (;;) {
    const std::size_t end = line.find(table_.dialect.delimiter);
    if (columns == time_column) time = line.substr(0, end);
    ++columns;
    if (end == std::string_view::npos) break;
    line.remove_prefix(end + 1);
  }
  time = trimmed(time);
  while (time.starts_with('"')) time.remove_prefix(1);
  while (time.ends_with('"')) time.remove_suffix(1);
  return columns == fields_.size() && parse_record_time(time).fault == TimeFault::kNone;
}

std::optional<RecordFault> CsvChunkReader::fault() const {
  const std::string_view raw = scanner_.raw();
  if (!clean_ && raw.find('\0') != std::string_view::npos) {
    return RecordFault{RejectReason::kNulByte, {}};
  }
  if (!clean_ && !is_valid_utf8(raw)) return RecordFault{RejectReason::kBadEncoding, {}};
  if (scanner_.field_count() != fields_.size()) {
    const bool cut =
        last_ && !salvaging_ && !scanner_.terminated() && scanner_.field_count() < fields_.size();
    return RecordFault{cut ? RejectReason::kTruncated : RejectReason::kMalformed, {}};
  }
  return scanner_.multi_line() ? key_fault() : std::nullopt;
}

// Rejects the current record. Where it spans lines and its shape is wrong, a stray quote is the
// likely cause: only its first line is given up, and the others are read each on its own.
void CsvChunkReader::set_aside() {
  std::string_view raw = scanner_.raw();
  if (raw.empty()) return;  // an empty line
  const RecordFault why = *fault();
  const bool shape =
      why.reason == RejectReason::kMalformed || why.reason == RejectReason::kTruncated;
  if (scanner_.multi_line() && shape && record_end_ == nullptr) {
    record_end_ = scanner_.position();
    salvaging_ = true;
    raw = raw.substr(0, raw.find('\n'));
    scanner_.restart(raw.data() + raw.size() + 1, record_end_);
    if (!raw.empty() && raw.back() == '\r') raw.remove_suffix(1);
  }
  reject_record(visitor_, why, line_, raw);
}

void CsvChunkReader::salvage() {
  if (scanner_.position() != record_end_) return;
  salvaging_ = false;
  scanner_.restart(record_end_, text_end_);
  record_end_ = nullptr;
}

// Handles what is not a record; false at the end of the chunk.
bool CsvChunkReader::reject_broken(CsvOutcome outcome) {
  if (outcome == CsvOutcome::kEnd) return false;
  RejectReason reason = RejectReason::kMalformed;
  if (outcome == CsvOutcome::kTooLong) reason = RejectReason::kTooLong;
  // In a chunk that is not the last, what follows has shown that the quote does not close.
  const bool cut = outcome == CsvOutcome::kUnfinished && last_ && !salvaging_;
  if (cut) reason = RejectReason::kTruncated;
  if (!clean_ && reason != RejectReason::kTooLong) {
    const auto raw = scanner_.raw();
    if (raw.find('\0') != std::string_view::npos) reason = RejectReason::kNulByte;
  }
  reject_record(visitor_, {reason, {}}, line_, scanner_.raw());
  ++line_;
  if (salvaging_) salvage();
  return true;
}

}  // namespace overt
