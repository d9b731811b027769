#pragma once
// What decisions come to: restrictions that took effect, on whom, from when to when. Every number
// that is published is a count of these, so that each can be followed back to its decisions.
//
// Thread safety: pure functions. O(decisions · actions).

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "model/decision.h"
#include "model/disclosure.h"

namespace overt {

/// One action on one subject that took effect.
struct Measure {
  /// The accounts that it was reversed for by then, where it holds for others.
  [[nodiscard]] std::set<std::string, std::less<>> reversed_for(TimeUs as_of) const;

  const Decision* decision = nullptr;
  std::size_t step = 0;  // of its draft's actions
  TimeUs taken_at = 0;
  std::optional<TimeUs> lifted_at;  // it was undone, by the platform or on appeal

  [[nodiscard]] const LadderStep& what() const { return decision->draft.actions[step]; }
};

/// A complaint of somebody affected, with its outcome where there is one: reversed, as a whole or
/// for the account that complained.
struct Complaint {
  const Decision* decision = nullptr;
  TimeUs made_at = 0;
  std::optional<TimeUs> heard_at;
  bool reversed = false;
};

/// What is counted: decisions of one mode, and of each only what had happened by a time.
struct CountedDecisions {
  std::span<const Decision> decisions;
  TimeUs as_of = 0;
  PolicyMode mode = PolicyMode::kLive;
};

/// In the order of the decisions; the decisions must outlive them.
std::vector<Measure> measures_of(const CountedDecisions& counted);
std::vector<Complaint> complaints_of(const CountedDecisions& counted);

/// Whether it restricts anybody: all but asking somebody to say who pays.
inline bool restricts(ActionKind action) { return action != ActionKind::kRequestDisclosure; }

/// What of it concerns one network. `members` is what a decision on the network as a whole counts
/// as, less those that it was reversed for; `run` is the run that the statement rests on: decisions
/// on the network that rest on an earlier one, or on a network it goes on from, make its accounts
/// returning ones.
DecidedNetwork decided_on(const CountedDecisions& counted, const ToldNetwork& network);

}  // namespace overt
