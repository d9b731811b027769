#include "pipeline/import_state.h"

#include <type_traits>

namespace overt {
namespace {

constexpr std::uint64_t kVersion = 1;

/// Numbers of eight bytes, texts with their length before them.
class Writer {
 public:
  void number(std::uint64_t value) {
    for (int i = 0; i < 8; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xFFU);
  }
  void text(std::string_view value) {
    number(value.size());
    bytes += value;
  }
  template <typename T, typename One>
  void list(const std::vector<T>& values, const One& one) {
    number(values.size());
    for (const T& value : values) one(value);
  }
  std::string bytes;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  std::uint64_t number() {
    if (rest_.size() < 8) return fail();
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 8; ++i) {
      value |= std::uint64_t{static_cast<unsigned char>(rest_[i])} << (8 * i);
    }
    rest_.remove_prefix(8);
    return value;
  }
  std::string text() {
    const std::uint64_t size = number();
    if (size > rest_.size()) fail();
    const std::string_view value = rest_.substr(0, static_cast<std::size_t>(size));
    rest_.remove_prefix(value.size());
    return std::string(value);
  }
  template <typename One>
  auto list(const One& one) {
    std::vector<std::invoke_result_t<One>> values;
    // Every entry has a number at least, so a wrong count ends with the bytes.
    for (std::uint64_t left = number(); left > 0 && !failed_; --left) values.push_back(one());
    return values;
  }
  [[nodiscard]] bool whole() const { return !failed_ && rest_.empty(); }

 private:
  std::uint64_t fail() {
    failed_ = true;
    rest_ = {};
    return 0;
  }

  std::string_view rest_;
  bool failed_ = false;
};

Error not_ours() {
  return {ErrorCode::kBadInput,
          "what the unfinished import left was written by another version of Overt; take it out "
          "and begin again: overt registry import --discard-unfinished FILE..."};
}

void write_report(Writer& to, const ImportReport& report) {
  to.number(report.records);
  to.number(report.entities);
  to.number(report.claims);
  for (const std::uint64_t count : report.flagged) to.number(count);
  for (const std::uint64_t count : report.rejected) to.number(count);
  to.list(report.skipped, [&](const ReasonCount& skipped) {
    to.text(skipped.reason);
    to.number(skipped.count);
  });
  to.list(report.conflicts, [&](const ImportConflict& conflict) {
    to.text(conflict.what);
    to.list(conflict.among, [&](const std::string& one) { to.text(one); });
  });
  to.number(report.conflicts_total);
  to.list(report.notes, [&](const std::string& note) { to.text(note); });
}

ImportReport read_report(Reader& from) {
  ImportReport report;
  report.records = from.number();
  report.entities = from.number();
  report.claims = from.number();
  for (std::uint64_t& count : report.flagged) count = from.number();
  for (std::uint64_t& count : report.rejected) count = from.number();
  report.skipped = from.list([&] {
    ReasonCount skipped;
    skipped.reason = from.text();
    skipped.count = from.number();
    return skipped;
  });
  report.conflicts = from.list([&] {
    ImportConflict conflict;
    conflict.what = from.text();
    conflict.among = from.list([&] { return from.text(); });
    return conflict;
  });
  report.conflicts_total = from.number();
  report.notes = from.list([&] { return from.text(); });
  return report;
}

void write_file(Writer& to, const ImportedFile& file) {
  to.text(file.path);
  to.text(file.format);
  to.text(file.content_hash);
  for (const std::uint64_t count : {file.added, file.known, file.seen_again, file.merged}) {
    to.number(count);
  }
  write_report(to, file.report);
}

ImportedFile read_file(Reader& from) {
  ImportedFile file;
  file.path = from.text();
  file.format = from.text();
  file.content_hash = from.text();
  for (std::uint64_t* count : {&file.added, &file.known, &file.seen_again, &file.merged}) {
    *count = from.number();
  }
  file.report = read_report(from);
  return file;
}

}  // namespace

std::string to_bytes(const ImportState& state) {
  Writer to;
  to.number(kVersion);
  to.text(state.command);
  to.list(state.done, [&](const ImportedFile& file) { write_file(to, file); });
  write_file(to, state.current);
  to.number(state.position.bytes);
  to.number(state.position.line);
  write_report(to, state.position.report);
  return std::move(to.bytes);
}

Result<ImportState> import_state_from(std::string_view bytes) {
  Reader from(bytes);
  if (from.number() != kVersion) return not_ours();
  ImportState state;
  state.command = from.text();
  state.done = from.list([&] { return read_file(from); });
  state.current = read_file(from);
  state.position.bytes = from.number();
  state.position.line = from.number();
  state.position.report = read_report(from);
  if (!from.whole()) return not_ours();
  return state;
}

std::string to_bytes(const ImportNote& note) {
  if (note.rejects.empty() && note.entities.empty()) return {};
  Writer to;
  to.number(kVersion);
  to.list(note.rejects, [&](const ImportNote::FileReject& one) {
    to.text(one.path);
    to.number(static_cast<std::uint64_t>(one.reject.reason));
    to.number(one.reject.line);
    to.text(one.reject.field);
    to.text(one.reject.raw);
    to.number(one.reject.raw_bytes);
  });
  to.list(note.entities, [&](const std::string& entity) { to.text(entity); });
  return std::move(to.bytes);
}

Result<ImportNote> import_note_from(std::string_view bytes) {
  ImportNote note;
  if (bytes.empty()) return note;
  Reader from(bytes);
  if (from.number() != kVersion) return not_ours();
  bool known = true;
  note.rejects = from.list([&] {
    ImportNote::FileReject one;
    one.path = from.text();
    const std::uint64_t reason = from.number();
    known = known && reason < kRejectReasonCount;
    if (known) one.reject.reason = static_cast<RejectReason>(reason);
    one.reject.line = from.number();
    one.reject.field = from.text();
    one.reject.raw = from.text();
    one.reject.raw_bytes = from.number();
    return one;
  });
  note.entities = from.list([&] { return from.text(); });
  if (!from.whole() || !known) return not_ours();
  return note;
}

}  // namespace overt
