#pragma once
// What leaves the platform, for those who work on it: what was published with who did it, and what
// a statement or report would say if it were published now. Nothing is published from here.
// Thread safety: as the stores'.

#include "edge/http/site.h"

namespace overt::http {

Routes disclosure_desk_routes(Site& site);

}  // namespace overt::http
