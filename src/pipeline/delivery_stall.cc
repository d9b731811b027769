#include "pipeline/delivery_stall.h"

#include <algorithm>
#include <map>
#include <string>

#include "stages/decisions/decision_json.h"

namespace overt {
namespace {

constexpr std::size_t kLookedAtMax = 16;  // the oldest of what is due

Result<bool> is_tripped(DecisionStore& store) {
  ASSIGN_OR_RETURN(const auto steps, store.breaker_steps());
  std::map<std::string, DeliveryStepKind> newest;
  for (const DeliveryStep& step : steps) newest[step.breaker] = step.kind;
  return std::any_of(newest.begin(), newest.end(),
                     [](const auto& one) { return one.second == DeliveryStepKind::kTripped; });
}

/// What was never tried has no time of its own: it waits since its decision's last event.
Result<TimeUs> waits_since(DecisionStore& store, const QueuedAction& action) {
  ASSIGN_OR_RETURN(const auto kept, store.find(action.decision));
  if (!kept || kept->events.empty() || kept->events.back().empty()) return action.next_at;
  ASSIGN_OR_RETURN(const DecisionEvent event, parse_event(kept->events.back()));
  return std::max(action.next_at, event.at);
}

/// Somebody tried something of that lane.
Result<bool> was_tried(DecisionStore& store, OutboxLane lane, TimeUs since) {
  ASSIGN_OR_RETURN(const auto steps, store.delivery_steps_since(since));
  for (const DeliveryStep& step : steps) {
    if (step.kind != DeliveryStepKind::kTried) continue;
    ASSIGN_OR_RETURN(const auto action, store.find_action(step.key));
    if (action && action->lane == lane) return true;
  }
  return false;
}

}  // namespace

Result<std::optional<TimeUs>> stalled_since(DecisionStore& store, OutboxLane lane, TimeUs now) {
  const TimeUs then = now - kStalledAfter;
  ASSIGN_OR_RETURN(const auto due, store.due_actions({now, 0, kLookedAtMax, lane}));
  std::optional<TimeUs> oldest;
  for (const QueuedAction& action : due) {
    ASSIGN_OR_RETURN(const TimeUs since, waits_since(store, action));
    if (since <= then && (!oldest || since < *oldest)) oldest = since;
  }
  if (!oldest) return oldest;
  ASSIGN_OR_RETURN(const bool held, is_tripped(store));
  if (held) return std::optional<TimeUs>();
  ASSIGN_OR_RETURN(const bool tried, was_tried(store, lane, then));
  return tried ? std::optional<TimeUs>() : oldest;
}

}  // namespace overt
