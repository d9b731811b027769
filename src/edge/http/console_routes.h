#pragma once
// The console: its page at "/", and the scripts, styles and pictures that the page asks for.

#include "edge/http/site.h"

namespace overt::http {

Routes console_routes(Site& site);

}  // namespace overt::http
