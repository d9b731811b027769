#include "pipeline/serve_labels.h"

#include <charconv>

#include "adapters/labeler/label_frames.h"
#include "adapters/labeler/label_store.h"
#include "adapters/labeler/labeler_sink.h"
#include "base/json_writer.h"

namespace overt {
namespace {

XrpcAnswer refused(int status, std::string_view error, std::string_view message) {
  XrpcAnswer answer;
  answer.status = status;
  JsonWriter json(answer.json);
  json.begin_object();
  json.field("error", error);
  json.field("message", message);
  json.end_object();
  return answer;
}

}  // namespace

ServedLabels::ServedLabels(std::unique_ptr<LabelStore> store) : store_(std::move(store)) {}
ServedLabels::~ServedLabels() = default;
ServedLabels::ServedLabels(ServedLabels&&) noexcept = default;
ServedLabels& ServedLabels::operator=(ServedLabels&&) noexcept = default;

Result<ServedLabels> ServedLabels::open(const std::string& data) {
  ASSIGN_OR_RETURN(auto store,
                   LabelStore::open(labeler_places(data).store, LabelStore::Access::kRead));
  return ServedLabels(std::move(store));
}

XrpcAnswer ServedLabels::query(std::span<const std::pair<std::string, std::string>> parameters,
                               TimeUs now) {
  const auto identity = store_->identity();
  if (!identity.ok()) return refused(500, "InternalServerError", "the labels cannot be read");
  auto request = read_label_query(parameters, identity.value().did);
  if (!request.ok()) return refused(400, "InvalidRequest", request.error().message);
  LabelQuery& query = request.value().query;
  if (!request.value().ours) return {200, render_labels({}, false)};
  query.now = now;
  const std::size_t max = query.max;
  ++query.max;  // one more says whether there are more
  auto labels = store_->query(query);
  if (!labels.ok()) return refused(500, "InternalServerError", "the labels cannot be read");
  const bool more = labels.value().size() > max;
  if (more) labels.value().resize(max);
  return {200, render_labels(labels.value(), more)};
}

Result<ServedLabels::Beginning> ServedLabels::subscribe(const std::optional<std::string>& cursor) {
  ASSIGN_OR_RETURN(const std::uint64_t newest, store_->newest());
  Beginning beginning;
  if (!cursor) {
    beginning.after = newest;
    return beginning;
  }
  const char* const end = cursor->data() + cursor->size();
  const auto [read, error] = std::from_chars(cursor->data(), end, beginning.after);
  if (error != std::errc() || read != end) {
    return Error{ErrorCode::kInvalidArgument, "cursor: not a number"};
  }
  if (beginning.after > newest) {
    beginning.frames.push_back(
        error_frame("FutureCursor", "the cursor is ahead of the newest label; begin anew with 0"));
    beginning.ended = true;
    return beginning;
  }
  ASSIGN_OR_RETURN(const std::uint64_t missing, store_->oldest_missing());
  // From 0 on, what is there is all that holds.
  if (beginning.after > 0 && beginning.after < missing) {
    beginning.frames.push_back(info_frame(
        "OutdatedCursor", "labels that no longer hold are missing; what holds now follows"));
  }
  return beginning;
}

Result<std::vector<std::string>> ServedLabels::frames(std::uint64_t& after, std::size_t max) {
  ASSIGN_OR_RETURN(const auto labels, store_->after(after, max));
  std::vector<std::string> frames;
  frames.reserve(labels.size());
  for (const KeptLabel& kept : labels) frames.push_back(label_frame(kept));
  if (!labels.empty()) after = labels.back().seq;
  return frames;
}

}  // namespace overt
