#pragma once
// How decisions under each clause turned out: the first half of how right a clause is. Decisions of
// live policies alone: nobody was told of the others, so nobody could object.
// Thread safety: pure. Cost: O(decisions · log clauses).

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "model/decision.h"

namespace overt {

struct ClauseOutcomes {
  std::string policy;
  std::string clause;
  std::uint64_t decided = 0;     // took effect
  std::uint64_t appealed = 0;    // of these
  std::uint64_t heard = 0;       // of these: the last appeal has an outcome
  std::uint64_t overturned = 0;  // of these: reversed, as a whole or for some of its accounts
  std::uint64_t undone = 0;      // of those decided: by the platform itself
  std::uint64_t overturned_in_part = 0;  // of those overturned: for some of its accounts alone

  friend bool operator==(const ClauseOutcomes&, const ClauseOutcomes&) = default;
};

/// By policy and clause.
std::vector<ClauseOutcomes> count_outcomes(std::span<const Decision> decisions);

}  // namespace overt
