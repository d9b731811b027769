#include "pipeline/reject_log.h"

#include "base/json_writer.h"

namespace overt {
namespace {

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
