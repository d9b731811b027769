#pragma once
// What the claims about one entity make of it: its schema, its best name, its claims in order.
// Thread-safe on different entities. O(n log n) in its claims.

#include <span>
#include <string_view>
#include <vector>

#include "model/registry.h"

namespace overt {

/// Fills everything but `ids` and `merges`, which need to be there; `schemata` are those that each
/// claim of the view names. The schema is the most specific of the strongest claims'; without
/// claims it is "Thing".
void describe_entity(const RegistryView& view, std::span<const std::string_view> schemata,
                     ViewEntity& entity);

}  // namespace overt
