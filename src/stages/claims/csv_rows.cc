#include "base/utf8.h"
#include "stages/claims/csv_rows_internal.h"
#include "stages/claims/text_internal.h"

namespace overt {
namespace {

constexpr std::size_t kColumnsMax = 512;

}  // namespace

Column ListHeader::find(std::string_view name) const {
  const auto place = std::find(names.begin(), names.end(), name);
  if (place == names.end()) return {};
  return static_cast<std::size_t>(place - names.begin());
}

Column ListHeader::find(std::initializer_list<std::string_view> wanted) const {
  for (const std::string_view name : wanted) {
    if (const Column column = find(name)) return column;
  }
  return {};
}

bool ListHeader::has(std::initializer_list<std::string_view> wanted) const {
  return std::all_of(wanted.begin(), wanted.end(),
                     [this](std::string_view name) { return find(name).has_value(); });
}

std::optional<ListHeader> read_csv_header(std::string_view text) {
  const std::size_t mark = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  text.remove_prefix(mark);
  const bool tabs = text.substr(0, text.find('\n')).find('\t') != std::string_view::npos;
  ListHeader header;
  header.dialect = tabs ? CsvDialect{'\t', false} : CsvDialect{};
  std::vector<CsvField> fields(kColumnsMax);
  CsvScanner scanner(text, header.dialect, text.size(), fields);
  if (scanner.next() != CsvOutcome::kRecord || scanner.field_count() > kColumnsMax) return {};
  Arena arena;
  for (std::size_t i = 0; i < scanner.field_count(); ++i) {
    header.names.push_back(lowered(trimmed(csv_value(fields[i], arena))));
  }
  const std::size_t bytes = static_cast<std::size_t>(scanner.position() - text.data());
  const auto read = text.substr(0, bytes);
  header.bytes = bytes + mark;
  header.lines = static_cast<std::uint64_t>(std::count(read.begin(), read.end(), '\n'));
  return header;
}

std::string_view ClaimRow::get(Column column) const { return trimmed(whole(column)); }

bool CsvRows::take_fields() {
  values_.clear();
  arena_.clear();
  bool any = false;
  for (const CsvField& field : fields_) {
    values_.push_back(csv_value(field, arena_));
    any = any || !values_.back().empty();
  }
  return any;
}

std::optional<RejectReason> CsvRows::fault(CsvOutcome outcome) const {
  const std::string_view raw = scanner_.raw();
  if (outcome == CsvOutcome::kTooLong) return RejectReason::kTooLong;
  if (raw.find('\0') != std::string_view::npos) return RejectReason::kNulByte;
  if (!is_valid_utf8(raw)) return RejectReason::kBadEncoding;
  if (outcome == CsvOutcome::kUnfinished) return RejectReason::kTruncated;
  if (outcome == CsvOutcome::kBroken || scanner_.field_count() != columns_) {
    return RejectReason::kMalformed;
  }
  return {};
}

bool CsvRows::next(ClaimSink& sink, ClaimVisitor& visitor) {
  for (;;) {
    const CsvOutcome outcome = scanner_.next();
    if (outcome == CsvOutcome::kEnd) return false;
    const std::string_view raw = scanner_.raw();
    const std::uint64_t line = line_;
    line_ += 1 + (scanner_.multi_line() && outcome == CsvOutcome::kRecord
                      ? static_cast<std::uint64_t>(std::count(raw.begin(), raw.end(), '\n'))
                      : 0);
    if (outcome == CsvOutcome::kRecord && raw.empty()) continue;
    if (const auto why = fault(outcome)) {
      sink.reject(visitor, {*why, line, {}, raw});
    } else if (take_fields()) {
      row_ = {&values_, raw, line};
      return true;
    }
  }
}

}  // namespace overt
