#pragma once
// The desk as a whole: what needs a person now, the outbox, breakers, live views.

#include "edge/http/site.h"

namespace overt::http {

Routes desk_routes(Site& site);

}  // namespace overt::http
