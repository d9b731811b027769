#pragma once
// Events that programs send, in batches.

#include "edge/http/route.h"
#include "edge/http/site.h"

namespace overt::http {

Routes event_routes(Site& site);

}  // namespace overt::http
