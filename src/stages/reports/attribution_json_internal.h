#pragma once
// "attribution" of a network in networks.json: null where nobody was asked for.

#include <optional>

#include "base/json_writer.h"
#include "model/attribution.h"

namespace overt {

void write_attribution_json(JsonWriter& json, const std::optional<NetworkAttribution>& attribution);

}  // namespace overt
