#pragma once
// People and what they show who they are by: roles, others' passwords, tokens.

#include "edge/http/route.h"
#include "edge/http/site.h"

namespace overt::http {

Routes people_routes(Site& site);

}  // namespace overt::http
