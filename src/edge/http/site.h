#pragma once
// Site: everything the areas of one server share, and the list of the areas. To add one: a file
// x_routes.h with `Routes x_routes(Site&)`, a line in all_routes(), and its paths in
// api/openapi.yaml.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "edge/http/live_views.h"
#include "edge/http/metrics.h"
#include "edge/http/route.h"
#include "edge/http/sign_in.h"
#include "pipeline/data_intake.h"
#include "pipeline/request_rates.h"
#include "pipeline/run_shelf.h"

namespace overt::http {

struct Site {
  std::string data;      // the folder
  std::string policies;  // a folder of policies; empty: none
  std::string assets;    // the console's files for developing; empty: those in the program
  std::function<TimeUs()> clock;
  Metrics metrics;
  std::shared_ptr<RunShelf> runs;
  LiveViews live;
  /// Something of that kind changed: open views look again.
  void changed(std::string_view kind) { live.tell(kind); }
  /// Called before the server stops, for areas with threads that still send.
  std::vector<std::function<void()>> at_end;
  RequestRateLimits rates;
  std::function<bool()> ready = [] { return true; };  // false: being shut down
  /// None: no data is taken in here, and why not. Its runs tell the views above.
  std::unique_ptr<DataIntake> intake;
  std::string no_intake = "this server takes no data in";
};

/// Every route of the server. The site must outlive them.
Routes all_routes(Site& site);

/// Who signs in, and how.
std::unique_ptr<SignIn> make_sign_in(Site& site);

}  // namespace overt::http
