#pragma once
// The earlier run directories of --previous, as lineage needs them. Reads files and nothing else.

#include <string>
#include <vector>

#include "base/result.h"
#include "model/lineage.h"

namespace overt {

/// Oldest first, by the last event of each; of equals the one named last is the newest. A folder
/// that is not a run directory is an error that says so. O(bytes).
Result<std::vector<EarlierRun>> read_earlier_runs(const std::vector<std::string>& folders);

}  // namespace overt
