#pragma once
// State-control assessments of the data folder, with those that no label rests on yet, and the
// labels that hold. Thread safety: as the files'.

#include "edge/http/site.h"

namespace overt::http {

Routes assessment_routes(Site& site);

}  // namespace overt::http
