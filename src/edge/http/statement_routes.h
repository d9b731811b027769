#pragma once
// Statements of reasons: those that follow from decisions, and which of them the transparency
// database has. Sending them is the command line's.

#include "edge/http/site.h"

namespace overt::http {

Routes statement_routes(Site& site);

}  // namespace overt::http
