#pragma once
// Decisions: proposed, agreed to, refused, appealed, heard, undone. Who may do what beyond the
// route's rule (nobody agrees to their own proposal, …) is asked where it always is:
// stages/decisions.

#include "edge/http/site.h"

namespace overt::http {

Routes decision_routes(Site& site);

}  // namespace overt::http
