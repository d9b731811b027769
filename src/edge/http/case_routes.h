#pragma once
// Cases: people look at networks before anything is decided.

#include "edge/http/site.h"

namespace overt::http {

Routes case_routes(Site& site);

}  // namespace overt::http
