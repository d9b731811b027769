#include "pipeline/deliver_breakers.h"

#include <algorithm>

#include <fmt/format.h>

namespace overt {

DeliveryStep trip_of_limits(std::string why, TimeUs now) {
  DeliveryStep trip;
  trip.at = now;
  trip.kind = DeliveryStepKind::kTripped;
  trip.breaker = kLimitsBreaker;
  trip.words = std::move(why);
  return trip;
}

Result<DeliveryBreakers> DeliveryBreakers::read(DecisionStore& store, const DeliveryLimits& limits,
                                                TimeUs now) {
  DeliveryBreakers breakers;
  breakers.limits_ = limits;
  breakers.now_ = now;
  ASSIGN_OR_RETURN(const auto switched, store.breaker_steps());
  for (const DeliveryStep& step : switched) breakers.add(step);
  ASSIGN_OR_RETURN(const auto steps, store.delivery_steps_since(now - kMicrosPerDay));
  for (const DeliveryStep& step : steps) {
    if (step.kind == DeliveryStepKind::kTried) breakers.add(step);
  }
  return breakers;
}

std::vector<DeliveryBreakers::Count> DeliveryBreakers::counts_of(const DeliveryStep& tried) const {
  std::vector<Count> counts = {
      {"all", tried.key, kMicrosPerHour, limits_.per_hour, "actions within an hour"},
      {"policy:" + tried.policy, tried.key, kMicrosPerHour, limits_.of_policy(tried.policy),
       "actions of one policy within an hour"},
      {"person:" + tried.person, tried.key, kMicrosPerHour, limits_.person_per_hour,
       "actions that one person agreed to within an hour"}};
  if (!tried.network.empty()) {
    counts.push_back({"network:" + tried.network, tried.subject, kMicrosPerDay,
                      limits_.network_accounts_per_day, "accounts of one network within a day"});
  }
  const auto kind = action_kind_named(tried.words);
  const auto limit = kind ? limits_.actions.find(*kind) : limits_.actions.end();
  if (limit != limits_.actions.end()) {
    counts.push_back({"action:" + tried.words, tried.key, kMicrosPerHour, limit->second,
                      "actions of one kind within an hour"});
  }
  return counts;
}

std::vector<BreakerCount> DeliveryBreakers::counts() const {
  std::vector<BreakerCount> counts;
  for (const auto& [breaker, tally] : tallies_) {
    counts.push_back({breaker, tally.seen.size(), tally.max, tally.words});
  }
  return counts;
}

std::optional<DeliveryStep> DeliveryBreakers::would_trip(const DeliveryStep& tried) const {
  for (const Count& count : counts_of(tried)) {
    const auto tally = tallies_.find(count.breaker);
    const std::size_t already = tally == tallies_.end() ? 0 : tally->second.seen.size();
    const bool again = already > 0 && tally->second.seen.count(count.what) > 0;
    if (again || already < count.max) continue;
    DeliveryStep trip;
    trip.at = tried.at;
    trip.kind = DeliveryStepKind::kTripped;
    trip.breaker = count.breaker;
    trip.words = fmt::format("{} {}, and another was due", count.max, count.words);
    return trip;
  }
  return std::nullopt;
}

void DeliveryBreakers::add(const DeliveryStep& step) {
  if (step.kind == DeliveryStepKind::kTripped) {
    tripped_.insert_or_assign(step.breaker, step);
  } else if (step.kind == DeliveryStepKind::kReset) {
    tripped_.erase(step.breaker);
    reset_at_[step.breaker] = step.at;
  } else if (step.kind == DeliveryStepKind::kTried && !step.policy.empty()) {
    for (const Count& count : counts_of(step)) {
      const auto reset = reset_at_.find(count.breaker);
      const bool before_reset = reset != reset_at_.end() && step.at <= reset->second;
      if (before_reset || step.at <= now_ - count.window) continue;
      Tally& tally = tallies_[count.breaker];
      tally.seen.insert(count.what);
      tally.max = count.max;
      tally.words = count.words;
    }
  }
}

}  // namespace overt
