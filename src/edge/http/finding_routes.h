#pragma once
// Runs and what they found: networks, their graphs and evidence, accounts. Only looked at here.

#include "edge/http/site.h"

namespace overt::http {

Routes finding_routes(Site& site);

}  // namespace overt::http
