#pragma once
// Signing in and out: by password, by an OpenID provider; who is signed in;
// one's own password.

#include "edge/http/route.h"
#include "edge/http/site.h"

namespace overt::http {

Routes session_routes(Site& site);

}  // namespace overt::http
