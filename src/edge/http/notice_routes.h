#pragma once
// What the affected are told and say back: the page behind a link to appeal, for whoever has the
// link, and for staff the notices, those that are blocked, and how right each clause has been.

#include "edge/http/site.h"

namespace overt::http {

Routes notice_routes(Site& site);

}  // namespace overt::http
