#pragma once
// spare_inputs(): refuses an output that would replace an input, under whatever name. Stateless.

#include <string>
#include <vector>

#include "base/result.h"
#include "pipeline/pipeline.h"

namespace overt {

/// kInvalidArgument where one of `outputs` is a file that the run reads, or a folder it lies in.
/// O(inputs · outputs).
Result<void> spare_inputs(const InputOptions& input, const std::vector<std::string>& outputs);

}  // namespace overt
