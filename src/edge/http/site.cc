#include "edge/http/site.h"

#include <iterator>

#include "edge/http/health_routes.h"

namespace overt::http {

Routes all_routes(Site& site) {
  Routes all;
  for (const auto& area : {health_routes}) {
    Routes routes = area(site);
    all.insert(all.end(), std::make_move_iterator(routes.begin()),
               std::make_move_iterator(routes.end()));
  }
  return all;
}

std::unique_ptr<SignIn> make_sign_in(Site& /*site*/) { return std::make_unique<NobodySignsIn>(); }

}  // namespace overt::http
