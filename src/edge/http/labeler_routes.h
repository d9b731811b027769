#pragma once
// The labeler of the AT Protocol as the world asks it: queryLabels and subscribeLabels. Labels are
// public; nothing here needs a sign-in.

#include "edge/http/site.h"

namespace overt::http {

Routes labeler_routes(Site& site);

}  // namespace overt::http
