#pragma once
// Policies: read, and checked before anybody uses them.

#include "edge/http/site.h"

namespace overt::http {

Routes policy_routes(Site& site);

}  // namespace overt::http
