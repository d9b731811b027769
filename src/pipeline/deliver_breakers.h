#pragma once
// Circuit breakers: what stops delivery before a mistake or a stolen login becomes a thousand
// suspended accounts. Each counts the actions that went out; the one that would be overstepped
// trips, nothing but undoing goes out any more, and only a person lets it go on. Retries count
// once; undoing never counts.
//
// Breakers and their names: "all", "policy:ID", "person:ID" (who agreed last), "network:ID" (its
// accounts, each once), "action:KIND", "sink" (it takes nothing any more), "notices" (nor does the
// sink that notices have of their own: nobody is acted on who could not be told) and "limits" (what
// breakers.yaml says does not hold: delivery_rules_book.h; no step trips it).
//
// Thread safety: one object belongs to one thread. Cost: a set of the keys of a day.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "pipeline/delivery_rules.h"
#include "ports/decision_store.h"

namespace overt {

inline constexpr std::string_view kSinkBreaker = "sink";
inline constexpr std::string_view kNoticesBreaker = "notices";
inline constexpr std::string_view kLimitsBreaker = "limits";

/// How far a breaker is.
struct BreakerCount {
  std::string breaker;
  std::uint64_t count = 0;
  std::uint32_t max = 0;
  std::string_view words;  // "actions within an hour"
};

/// What stands for the breaker "limits" while it is not settled which limits hold.
DeliveryStep trip_of_limits(std::string why, TimeUs now);

class DeliveryBreakers {
 public:
  /// As the steps of the last day, and all trips and resets, have left them.
  static Result<DeliveryBreakers> read(DecisionStore& store, const DeliveryLimits& limits,
                                       TimeUs now);

  /// Those that stop everything now, by name: the steps that tripped them.
  [[nodiscard]] const std::map<std::string, DeliveryStep>& tripped() const { return tripped_; }
  [[nodiscard]] bool any_tripped() const { return !tripped_.empty(); }
  [[nodiscard]] bool is_tripped(const std::string& breaker) const {
    return tripped_.count(breaker) > 0;
  }

  /// Of those that have counted something, by name.
  [[nodiscard]] std::vector<BreakerCount> counts() const;

  /// The step that trips a breaker, if this one, of kind kTried, may not go out as well.
  [[nodiscard]] std::optional<DeliveryStep> would_trip(const DeliveryStep& tried) const;
  /// A step that was recorded.
  void add(const DeliveryStep& step);

 private:
  struct Count {
    std::string breaker;
    std::string what;  // is counted once
    TimeUs window = 0;
    std::uint32_t max = 0;
    std::string_view words;
  };
  [[nodiscard]] std::vector<Count> counts_of(const DeliveryStep& tried) const;

  DeliveryLimits limits_;
  TimeUs now_ = 0;
  std::map<std::string, DeliveryStep> tripped_;
  std::map<std::string, TimeUs> reset_at_;
  struct Tally {
    std::set<std::string> seen;  // within its window
    std::uint32_t max = 0;
    std::string_view words;
  };
  std::map<std::string, Tally> tallies_;  // by breaker
};

}  // namespace overt
