#include "pipeline/reject_log.h"

#include <fmt/format.h>

#include "base/json_writer.h"
#include "pipeline/event_reader.h"

namespace overt {
namespace {

constexpr std::size_t kFirstKept = 3;
constexpr std::uint64_t kEarlyRejects = 100'000;

double share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

std::string examples(const RejectCounts& counts) {
  std::string text;
  for (const auto& example : counts.first) text += "\n  " + example;
  return text;
}

Error too_many(const RejectCounts& counts, double share_max) {
  return {ErrorCode::kTooManyRejects,
          fmt::format("{} of {} records cannot be used, more than --max-rejects allows ({:g} %); "
                      "the first of them:{}\nmend the input, or raise --max-rejects if they may "
                      "be left out",
                      counts.unusable(), counts.records, 100 * share_max, examples(counts))};
}

void append_reject(std::string& text, std::string_view file, const KeptReject& reject) {
  JsonWriter json(text);
  json.begin_object();
  json.field("file", file);
  json.field("line", reject.line);
  json.field("reason", name_of(reject.reason));
  if (!reject.field.empty()) json.field("field", reject.field);
  json.field("raw", reject.raw);
  if (reject.raw_bytes > reject.raw.size()) json.field("raw_bytes", reject.raw_bytes);
  json.end_object();
  text += '\n';
}

}  // namespace

KeptReject keep_reject(const Reject& reject) {
  return {reject.reason, reject.line, std::string(reject.field),
          std::string(reject.raw.substr(0, kRejectBytesKept)), reject.raw.size()};
}

KeptReject keep_reject(const OversizedRecord& record) {
  return {RejectReason::kTooLong, record.line, "", record.beginning, record.bytes};
}

void RejectCounts::count(std::string_view path, const KeptReject& reject) {
  ++rejects;
  ++records;
  ++by_reason[static_cast<std::size_t>(reject.reason)];
  if (first.size() == kFirstKept) return;
  first.push_back(fmt::format("{}:{}: {}{}{}", display_name(path), reject.line,
                              name_of(reject.reason), reject.field.empty() ? "" : ": ",
                              reject.field));
}

std::uint64_t RejectCounts::unusable() const {
  return rejects - by_reason[static_cast<std::size_t>(RejectReason::kDuplicateEventId)];
}

Error RejectCounts::none_usable() const {
  return {ErrorCode::kBadInput,
          fmt::format("none of {} records can be used; the first of them:{}\nmend the input, or "
                      "name its format (--format)",
                      records, examples(*this))};
}

Result<void> RejectCounts::check(double share_max) const {
  if (share(unusable(), records) > share_max) return too_many(*this, share_max);
  return {};
}

Result<void> RejectCounts::check_early(double share_max) const {
  if (unusable() > kEarlyRejects && share_max < 0.5 && unusable() > records / 2) {
    return too_many(*this, share_max);
  }
  return {};
}

Result<void> RejectLog::write(std::string_view file, std::span<const KeptReject> rejects) {
  if (rejects.empty() || !open_) return {};
  if (sink_ == nullptr) {
    ASSIGN_OR_RETURN(sink_, open_());
  }
  text_.clear();
  for (const auto& reject : rejects) append_reject(text_, file, reject);
  return sink_->write(text_);
}

Result<void> RejectLog::close() {
  if (sink_ == nullptr) return {};
  return sink_->close();
}

}  // namespace overt
