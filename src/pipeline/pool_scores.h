#pragma once
// From the scores of many seeds to one scorecard: sums, shares with exact bounds, recall by what
// the planted networks have in common. Pure functions. O(seeds · networks · rules).

#include <string>
#include <vector>

#include "model/scorecard.h"

namespace overt {

struct RuleText {
  std::string name;
  std::string about;
  bool is_rival = false;
};

/// `rules` as in every seed's SeedScore::rules. Fills everything but the options.
Scorecard pool_scores(std::vector<SeedScore> seeds, const std::vector<RuleText>& rules);

/// With the bounds of BoundedShare.
BoundedShare bounded_share(std::uint64_t count, std::uint64_t trials);

}  // namespace overt
