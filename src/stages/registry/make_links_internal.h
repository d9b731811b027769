#pragma once
// Link entities become links between entities; the rest takes its place in the view.
// Not thread-safe. O(n log n) in entities and links.

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "model/registry.h"

namespace overt {

/// The ids that a link's claims name as its ends; empty for what is no link, or lacks an end.
std::vector<std::string_view> link_end_values(const RegistryView& view, const ViewEntity& entity);

/// Fills view.entities and view.links from all of `made`; find_node(id) is the place in `made` of
/// whom an id means. A link to a link stays an entity. Returns where each of `made` is now; links
/// are nowhere (kNoEntity).
inline constexpr std::uint32_t kNoEntity = ~std::uint32_t{0};
std::vector<EntityIndex> place_entities_and_links(
    RegistryView& view, std::vector<ViewEntity> made,
    const std::function<std::uint32_t(std::string_view)>& find_node);

}  // namespace overt
