#pragma once
// DetectRequest: what somebody asks a run for through the server, as the JSON object that it was
// asked with. Every field has the meaning and the limits of the option of overt detect that has its
// name; what is not a field here is refused by name.
//
// Thread safety: pure.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "pipeline/pipeline.h"

namespace overt {

struct DetectRequest {
  std::string upload;                 // read this one …
  std::optional<TimeUs> events_from;  // … or the events taken in, of this period: from, and
  std::optional<TimeUs> events_to;    // before
  bool with_registry = false;         // ask the registry of the data folder who is behind it
  std::vector<std::string> previous;  // ids of runs
  DetectOptions options;              // without inputs, registry, previous runs and output
};

/// kInvalidArgument names the field and what it takes.
Result<DetectRequest> read_detect_request(std::string_view json);

}  // namespace overt
