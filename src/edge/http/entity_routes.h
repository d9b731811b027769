#pragma once
// The registry of the data folder (registry.db): entities by name, and one with its claims and
// links as they were known on a day.

#include "edge/http/site.h"

namespace overt::http {

Routes entity_routes(Site& site);

}  // namespace overt::http
