#pragma once
// What a run may use: memory and scratch space, from its options.

#include <cstdint>
#include <memory>

#include "base/result.h"
#include "pipeline/pipeline.h"
#include "ports/scratch.h"

namespace overt {

/// --memory, or three quarters of the machine's.
std::uint64_t memory_budget(const ResourceOptions& options);

/// Scratch space in --scratch, else in TMPDIR, else in /tmp.
Result<std::unique_ptr<ScratchStore>> open_scratch(const ResourceOptions& options);

}  // namespace overt
