#pragma once
// Files that people send in pieces.

#include "edge/http/route.h"
#include "edge/http/site.h"

namespace overt::http {

Routes upload_routes(Site& site);

}  // namespace overt::http
