#pragma once
// Whether the server lives and can work, its counters, and its description. Thread safety: pure.

#include "edge/http/site.h"

namespace overt::http {

Routes health_routes(Site& site);

}  // namespace overt::http
