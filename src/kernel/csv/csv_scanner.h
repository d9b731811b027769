#pragma once
// CsvScanner: finds the records of a CSV text and their fields, in one pass over blocks of 64
// bytes. Quoting is RFC 4180, strictly: a quote opens only at the start of a field, is doubled
// inside, and only a delimiter or a line end may follow the closing one.
//
// How damage is bounded: a record that breaks these rules, or that does not end within
// record_bytes_max, costs its first line only; scanning resumes at the next line. As every quote
// in accepted text toggles "inside", a line that was once inside an open quote ends at its own
// line end when read again, so the scan stays linear in the bytes.
//
// Not thread-safe; reads no byte outside the text.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "base/arena.h"
#include "base/check.h"

namespace overt {

struct CsvDialect {
  char delimiter = ',';
  bool quoted = true;  // false: '"' is a byte like any other
};

struct CsvField {
  const char* data = nullptr;
  std::uint32_t size = 0;
  bool escaped = false;  // doubled quotes inside

  [[nodiscard]] std::string_view view() const { return {data, size}; }
};

/// The field's value: the view itself, or a copy in the arena with doubled quotes made single.
inline std::string_view csv_value(const CsvField& field, Arena& arena);

enum class CsvOutcome : std::uint8_t {
  kRecord,      // fields() and raw() are set
  kBroken,      // raw() is the first line of a record that breaks the quoting rules
  kTooLong,     // raw() is a line longer than the limit
  kUnfinished,  // the text ends inside quotes; raw() is the record's first line
  kEnd,
};

class CsvScanner {
 public:
  CsvScanner(std::string_view text, CsvDialect dialect, std::uint64_t record_bytes_max,
             std::span<CsvField> fields)
      : end_(text.data() + text.size()),
        position_(text.data()),
        fields_(fields.data()),
        capacity_(fields.size()),
        record_bytes_max_(record_bytes_max < kRecordCap ? record_bytes_max : kRecordCap),
        dialect_(dialect) {
    limit_ = end_;
    seek(position_);
  }

  /// Moves to the next record; fields beyond the capacity are counted and not kept.
  CsvOutcome next();

  [[nodiscard]] std::string_view raw() const { return raw_; }  // without its line end
  [[nodiscard]] std::size_t field_count() const { return count_; }
  [[nodiscard]] bool multi_line() const { return multi_line_; }
  /// False where the text ends before the record's line end.
  [[nodiscard]] bool terminated() const { return terminated_; }
  /// Where the next record starts.
  [[nodiscard]] const char* position() const { return position_; }

  /// Goes on from `place`, and stops at `end`; both inside the text.
  void restart(const char* place, const char* end) {
    end_ = end;
    limit_ = end;
    position_ = place;
    seek(place);
  }

 private:
  static constexpr std::uint64_t kRecordCap = std::uint64_t{1} << 31;
  static constexpr std::ptrdiff_t kBlock = 64;

  void seek(const char* place);
  void load();
  bool advance() {
    block_ += kBlock;
    if (block_ >= limit_) return false;
    load();
    return true;
  }
  const char* next_special();
  const char* next_quote();
  void push(const char* begin, const char* end, bool escaped) {
    if (count_ < capacity_) {
      fields_[count_] = {begin, static_cast<std::uint32_t>(end - begin), escaped};
    }
    ++count_;
  }
  bool read_quoted(const char*& begin, CsvOutcome& outcome);
  CsvOutcome close_line(const char* begin, const char* line_end);
  CsvOutcome close_at_end(const char* begin);
  CsvOutcome finish(const char* line_end, bool terminated);
  CsvOutcome resume_at_next_line(CsvOutcome why);

  const char* block_ = nullptr;
  std::uint64_t any_ = 0;       // delimiters, line ends and quotes of the block not yet returned
  std::uint64_t quotes_ = 0;    // all quotes of the block
  std::uint64_t newlines_ = 0;  // all line ends of the block
  const char* end_;
  const char* limit_ = nullptr;  // where the current record becomes too long, or the end
  const char* position_;
  const char* start_ = nullptr;
  CsvField* fields_;
  std::size_t capacity_;
  std::size_t count_ = 0;
  std::uint64_t record_bytes_max_;
  std::string_view raw_;
  CsvDialect dialect_;
  bool multi_line_ = false;
  bool terminated_ = true;
};

/// Length of the longest prefix of `text` that ends with a whole record, by the scanner's rules.
std::size_t whole_csv_records(std::string_view text, CsvDialect dialect,
                              std::uint64_t record_bytes_max);

/// With its doubled quotes made single.
std::string_view unescaped(const CsvField& field, Arena& arena);

inline std::string_view csv_value(const CsvField& field, Arena& arena) {
  if (!field.escaped) [[likely]]
    return field.view();
  return unescaped(field, arena);
}

#if defined(__SSE2__)
inline std::uint64_t bits_equal(const char* block, char wanted) {
  const __m128i pattern = _mm_set1_epi8(wanted);
  std::uint64_t bits = 0;
  for (int i = 0; i < 4; ++i) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block + 16 * i));
    const auto mask = static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, pattern)));
    bits |= static_cast<std::uint64_t>(mask) << (16 * i);
  }
  return bits;
}
#else
inline std::uint64_t bits_equal(const char* block, char wanted) {
  std::uint64_t bits = 0;
  for (int i = 0; i < 64; ++i) bits |= static_cast<std::uint64_t>(block[i] == wanted) << i;
  return bits;
}
#endif

inline void CsvScanner::load() {
  char tail[kBlock];
  const char* bytes = block_;
  if (end_ - block_ < kBlock) [[unlikely]] {
    std::memset(tail, 0, sizeof tail);
    std::memcpy(tail, block_, static_cast<std::size_t>(end_ - block_));
    bytes = tail;
  }
  newlines_ = bits_equal(bytes, '\n');
  quotes_ = dialect_.quoted ? bits_equal(bytes, '"') : 0;
  any_ = newlines_ | quotes_ | bits_equal(bytes, dialect_.delimiter);
}

inline void CsvScanner::seek(const char* place) {
  block_ = place;
  any_ = quotes_ = newlines_ = 0;
  if (place < end_) load();
}

inline const char* CsvScanner::next_special() {
  while (any_ == 0) {
    if (!advance()) return nullptr;
  }
  const char* place = block_ + __builtin_ctzll(any_);
  any_ &= any_ - 1;
  return place;
}

// The next quote; notes the line ends passed on the way.
inline const char* CsvScanner::next_quote() {
  for (;;) {
    const std::uint64_t open = any_ & quotes_;
    if (open != 0) {
      const std::uint64_t through = open ^ (open - 1);  // the bits up to the quote
      multi_line_ = multi_line_ || (any_ & newlines_ & through) != 0;
      any_ &= ~through;
      return block_ + __builtin_ctzll(open);
    }
    multi_line_ = multi_line_ || (any_ & newlines_) != 0;
    any_ = 0;
    if (!advance()) return nullptr;
  }
}

inline CsvOutcome CsvScanner::finish(const char* line_end, bool terminated) {
  if (static_cast<std::uint64_t>(line_end - start_) > record_bytes_max_) [[unlikely]] {
    return resume_at_next_line(CsvOutcome::kBroken);
  }
  terminated_ = terminated;
  position_ = line_end + (terminated ? 1 : 0);
  if (line_end > start_ && line_end[-1] == '\r') --line_end;
  raw_ = {start_, static_cast<std::size_t>(line_end - start_)};
  return CsvOutcome::kRecord;
}

inline CsvOutcome CsvScanner::close_line(const char* begin, const char* line_end) {
  push(begin, line_end > begin && line_end[-1] == '\r' ? line_end - 1 : line_end, false);
  return finish(line_end, true);
}

inline CsvOutcome CsvScanner::next() {
  start_ = position_;
  count_ = 0;
  multi_line_ = false;
  if (start_ == end_) return CsvOutcome::kEnd;
  const bool near = static_cast<std::uint64_t>(end_ - start_) <= record_bytes_max_;
  limit_ = near ? end_ : start_ + record_bytes_max_ + 1;
  const char* begin = start_;
  for (;;) {
    const char* place = next_special();
    if (place == nullptr) [[unlikely]] {
      return close_at_end(begin);
    }
    if (*place == dialect_.delimiter) {
      push(begin, place, false);
      begin = place + 1;
    } else if (*place == '\n') {
      return close_line(begin, place);
    } else if (place != begin) {
      return resume_at_next_line(CsvOutcome::kBroken);
    } else {
      CsvOutcome outcome = CsvOutcome::kRecord;
      if (!read_quoted(begin, outcome)) return outcome;
    }
  }
}

}  // namespace overt
