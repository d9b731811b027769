#include "model/registry.h"

#include <algorithm>

namespace overt {

std::optional<EntityIndex> find_entity(const RegistryView& view, std::string_view id) {
  const auto& entities = view.entities;
  const auto index_of = [&](auto found) {
    return EntityIndex{static_cast<std::uint32_t>(found - entities.begin())};
  };
  const auto place =
      std::lower_bound(entities.begin(), entities.end(), id,
                       [](const ViewEntity& one, std::string_view key) { return one.id < key; });
  if (place != entities.end() && place->id == id) return index_of(place);
  const auto merged = std::find_if(entities.begin(), entities.end(), [&](const ViewEntity& one) {
    return one.ids.size() > 1 && std::binary_search(one.ids.begin(), one.ids.end(), id);
  });
  if (merged == entities.end()) return std::nullopt;
  return index_of(merged);
}

bool holds_on(const ViewLink& link, std::int32_t day) {
  if (link.valid_from && day < link.valid_from->first_day) return false;
  return !link.valid_to || day <= link.valid_to->last_day;
}

}  // namespace overt
