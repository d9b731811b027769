#pragma once
// A view as files for others: FollowTheMoney entities, one JSON object a line, and a graph for
// Gephi. (The lossless form is the claims CSV.)
//
// Thread-safe. Linear in the claims. The same view gives the same bytes.

#include <string>

#include "model/registry.h"

namespace overt {

enum class FtmFork : std::uint8_t {
  kOpenSanctions,  // the live one: has Control
  kAlephData,      // the older one: Control is said as Directorship or UnknownLink
};
/// "opensanctions", "alephdata".
std::optional<FtmFork> ftm_fork_named(std::string_view name);

/// Every entity and link under its first id, the others as `referents`; values that name a merged
/// entity name that id. Withdrawn claims are left out, and so are sources, statuses and notes,
/// which the format has no place for.
std::string render_ftm(const RegistryView& view, FtmFork fork);

/// GEXF 1.3: entities as nodes, links and entity-valued properties as edges.
std::string render_registry_gexf(const RegistryView& view);

}  // namespace overt
