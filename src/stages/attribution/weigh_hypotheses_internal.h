#pragma once
// From paths to hypotheses side by side: each entity that a path leads to, somebody who imitates
// it, and an operator that nothing here points to (which is the default and begins with nearly all
// of the weight). Kinds of evidence are taken as independent and their weights add up; of two paths
// of one kind the stronger counts, because they rest on the same thing.
//
// A pure function. O(paths log paths).

#include <cstdint>
#include <span>
#include <vector>

#include "model/attribution.h"
#include "model/registry.h"

namespace overt {

/// Before anything is known: out of a thousand networks ten are a given entity's, as far as the
/// registry was made for finding such, and five are made to look so.
inline constexpr double kEntityPrior = .01;
inline constexpr double kImitationPrior = .005;

struct WeighedPath {
  EntityIndex entity;
  std::string_view entity_id;
  std::string_view entity_name;
  PathKind kind = PathKind::kDeclares;
  double weight = 0;
  double weight_imitated = 0;
};

/// The likeliest first; of equals, entities by their number, unknown before imitation.
std::vector<Hypothesis> weigh_hypotheses(std::span<const WeighedPath> paths);

}  // namespace overt
