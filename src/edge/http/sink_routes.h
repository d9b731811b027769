#pragma once
// How what was decided goes out: of each lane what waits, what is done and given up, and what the
// receiver said last. Which receiver that is, overt deliver is told and nobody keeps.
// Thread safety: as the stores'.

#include "edge/http/site.h"

namespace overt::http {

Routes sink_routes(Site& site);

}  // namespace overt::http
