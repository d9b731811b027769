#include "kernel/csv/csv_scanner.h"

namespace overt {

std::string_view unescaped(const CsvField& field, Arena& arena) {
  CHECK(field.data != nullptr);
  char* place = arena.allocate(field.size);
  char* out = place;
  for (std::size_t i = 0; i < field.size; ++i) {
    *out++ = field.data[i];
    if (field.data[i] == '"') ++i;
  }
  return {place, static_cast<std::size_t>(out - place)};
}

// Reads a quoted field whose quote stands at `begin`, and what follows it. True: another field
// starts at the new `begin`. False: the record ended, as `outcome` says.
bool CsvScanner::read_quoted(const char*& begin, CsvOutcome& outcome) {
  const char* content = begin + 1;
  bool escaped = false;
  const char* close = next_quote();
  while (close != nullptr && close + 1 < end_ && close[1] == '"') {
    escaped = true;
    next_quote();
    close = next_quote();
  }
  if (close == nullptr) {
    outcome = resume_at_next_line(CsvOutcome::kUnfinished);
    return false;
  }
  push(content, close, escaped);
  const char* after = close + 1;
  if (after < end_ && *after == dialect_.delimiter) {
    next_special();
    begin = after + 1;
    return true;
  }
  if (after < end_ && *after == '\r') ++after;
  if (after == end_) {
    outcome = finish(after, false);
  } else if (*after == '\n') {
    next_special();
    outcome = finish(after, true);
  } else {
    outcome = resume_at_next_line(CsvOutcome::kBroken);
  }
  return false;
}

// No line end before the limit: the last line of the text, or one that is too long.
CsvOutcome CsvScanner::close_at_end(const char* begin) {
  if (limit_ != end_) return resume_at_next_line(CsvOutcome::kTooLong);
  push(begin, end_ > begin && end_[-1] == '\r' ? end_ - 1 : end_, false);
  return finish(end_, false);
}

// Gives up the record that starts at start_: its first line is what is lost.
CsvOutcome CsvScanner::resume_at_next_line(CsvOutcome why) {
  CHECK(start_ != nullptr);
  const auto find_newline = [](const char* from, const char* to) {
    return static_cast<const char*>(std::memchr(from, '\n', static_cast<std::size_t>(to - from)));
  };
  const char* line_end = find_newline(start_, limit_);
  if (line_end == nullptr && limit_ != end_) {
    why = CsvOutcome::kTooLong;
    line_end = find_newline(limit_, end_);
  } else if (why != CsvOutcome::kBroken && limit_ != end_) {
    why = CsvOutcome::kBroken;  // an open quote ran into the limit
  }
  terminated_ = line_end != nullptr;
  if (line_end == nullptr) line_end = end_;
  position_ = line_end + (terminated_ ? 1 : 0);
  raw_ = {start_, static_cast<std::size_t>(line_end - start_)};
  if (!raw_.empty() && raw_.back() == '\r') raw_.remove_suffix(1);
  seek(position_);
  return why;
}

std::size_t whole_csv_records(std::string_view text, CsvDialect dialect,
                              std::uint64_t record_bytes_max) {
  const bool any_quote = dialect.quoted && text.find('"') != std::string_view::npos;
  if (!any_quote) return text.rfind('\n') + 1;  // npos + 1 = 0
  CsvScanner scanner(text, dialect, record_bytes_max, {});
  std::size_t whole = 0;
  for (;;) {
    const CsvOutcome outcome = scanner.next();
    if (outcome == CsvOutcome::kEnd) return whole;
    // An open quote may still close in bytes that are yet to come.
    if (outcome == CsvOutcome::kUnfinished || !scanner.terminated()) return whole;
    whole = static_cast<std::size_t>(scanner.position() - text.data());
  }
}

}  // namespace overt
