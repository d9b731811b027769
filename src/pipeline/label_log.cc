#include "pipeline/label_log.h"

#include <utility>
#include <vector>

#include <fmt/format.h>

#include "adapters/files/line_log.h"
#include "stages/labels/label_events_json.h"

namespace overt {

Result<LabelHistory> read_label_history(LineLog& log, const std::string& path) {
  ASSIGN_OR_RETURN(const std::vector<std::string> lines, log.lines());
  ASSIGN_OR_RETURN(std::vector<LabelEvent> events, decode_label_events(lines, path));
  auto history = LabelHistory::of(std::move(events));
  if (!history.ok()) {
    return Error{history.error().code, fmt::format("{}: {}", path, history.error().message)};
  }
  return history;
}

Result<LabelHistory> read_label_history(const std::string& path) {
  ASSIGN_OR_RETURN(const auto log, open_line_log(path, LogUse::kRead));
  return read_label_history(*log, path);
}

}  // namespace overt
