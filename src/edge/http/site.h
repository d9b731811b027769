#pragma once
// Site: everything the areas of one server share, and the list of the areas. To add one: a file
// x_routes.h with `Routes x_routes(Site&)`, a line in all_routes(), and its paths in
// api/openapi.yaml.

#include <functional>
#include <memory>
#include <string>

#include "base/time.h"
#include "edge/http/metrics.h"
#include "edge/http/route.h"
#include "edge/http/sign_in.h"

namespace overt::http {

struct Site {
  std::string data;      // the folder
  std::string policies;  // a folder of policies; empty: none
  std::string assets;    // the console's files for developing; empty: those in the program
  std::function<TimeUs()> clock;
  Metrics metrics;
  std::function<bool()> ready = [] { return true; };  // false: being shut down
};

/// Every route of the server. The site must outlive them.
Routes all_routes(Site& site);

/// Who signs in, and how.
std::unique_ptr<SignIn> make_sign_in(Site& site);

}  // namespace overt::http
