#pragma once
// One seed of the whole way: a log of fall-2024 is simulated, the engine finds networks in it, and
// attribution says whose they are, from the registry that the simulator writes beside the log.

#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.h"
#include "model/attribution.h"
#include "scenario/entities.h"

namespace overt {

/// What is true of networks, and what was said of each; none: it was not found.
struct SeedAnswers {
  std::vector<EntityNetwork> truth;
  std::vector<std::optional<NetworkAttribution>> answers;
};

/// Every planted network of the log, and every confirmed one that is none of these: whoever is
/// named for it is named wrongly. On one thread.
Result<SeedAnswers> answer_detected_seed(std::uint64_t seed, std::uint64_t accounts);

}  // namespace overt
