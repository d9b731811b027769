#pragma once
// Whether anybody delivers. overt deliver leaves a step whenever it tries something, and nothing
// while there is nothing to do: so it is missed only where something that is due waits and nobody
// tries. Thread safety: as the store's. O(steps of the last minutes).

#include <optional>

#include "base/result.h"
#include "base/time.h"
#include "ports/decision_store.h"

namespace overt {

/// Longer than the slowest receiver is waited for.
inline constexpr TimeUs kStalledAfter = 5 * kMicrosPerMinute;

/// Since when the oldest of a lane's messages that might go out waits, where it has been due for
/// kStalledAfter and nobody tried any of that lane since. None: nothing waits, somebody delivers,
/// or a tripped breaker holds it, which says so itself.
Result<std::optional<TimeUs>> stalled_since(DecisionStore& store, OutboxLane lane, TimeUs now);

}  // namespace overt
