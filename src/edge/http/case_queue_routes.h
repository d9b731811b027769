#pragma once
// Cases as a queue: taking the next one, keeping and releasing it; evidence, hypotheses, tasks,
// judgements; how far reviewers agree; the rules of the desk and the interests of people. Who asks
// is whoever is signed in.

#include "edge/http/route.h"
#include "edge/http/site.h"

namespace overt::http {

Routes case_queue_routes(Site& site);

}  // namespace overt::http
