#pragma once
// Claims that people write: two entities are one, are two, a claim no longer counts. Each is a
// claim of its author and can be retracted. One thread at a time.

#include <string>

#include "base/result.h"
#include "pipeline/run_registry.h"

namespace overt {

struct Correction {
  ClaimId claim;         // what was written; of `already` what says so
  bool already = false;  // it was said before, and nothing was written
  std::string sentence;
};

/// kMerge, kDistinct and kRetract.
Result<Correction> correct_registry(const RegistryOptions& options);

}  // namespace overt
