#pragma once
// What was published, for everybody: the list, the files, a feed. Nothing is published from here.
// Thread safety: pure.

#include "edge/http/site.h"

namespace overt::http {

Routes disclosure_routes(Site& site);

}  // namespace overt::http
