#pragma once
// overt explain: why a run says what it says of who is behind an account or a network.

#include <optional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "base/time.h"

namespace overt {

struct ExplainOptions {
  std::string run;                    // a run directory
  std::string subject;                // an account's id or handle, or a network's id
  std::vector<std::string> registry;  // says which claims are still in force; empty: nobody looks
  std::optional<TimeUs> as_of;        // the registry as known then
};

struct ExplainSummary {
  std::string text;  // lines
  std::string json;  // one object
};

/// Errors: no run directory, nobody of that name in it, a registry that cannot be read.
Result<ExplainSummary> run_explain(const ExplainOptions& options, Progress& progress);

}  // namespace overt
