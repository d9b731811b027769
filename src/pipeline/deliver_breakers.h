#pragma once
// Circuit breakers: what stops delivery before a mistake or a stolen login becomes a thousand
// suspended accounts. Each counts the actions that went out; the one that would be overstepped
// trips, nothing but undoing goes out any more, and only a person lets it go on. Retries count
// once; undoing never counts.
//
// Breakers and their names: "all", "policy:ID", "person:ID" (who agreed last), "network:ID" (its
// accounts, each once), "sink" (it takes nothing any more) and "notices" (nor does the sink that
// notices have of their own: nobody is acted on who could not be told).
//
// Thread safety: one object belongs to one thread. Cost: a set of the keys of a day.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "ports/decision_store.h"

namespace overt {

struct DeliveryLimits {
  std::uint32_t per_hour = 1'000;
  std::uint32_t policy_per_hour = 500;
  std::uint32_t person_per_hour = 300;
  std::uint32_t network_accounts_per_day = 300;
};

inline constexpr std::string_view kSinkBreaker = "sink";
inline constexpr std::string_view kNoticesBreaker = "notices";

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
  std::map<std::string, std::set<std::string>> seen_;  // by breaker, within its window
};

}  // namespace overt
