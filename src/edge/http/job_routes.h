#pragma once
// Runs that go on behind their requests: asking for one, looking, cancelling, starting again.

#include "edge/http/route.h"
#include "edge/http/site.h"

namespace overt::http {

Routes job_routes(Site& site);

}  // namespace overt::http
