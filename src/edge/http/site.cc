#include "edge/http/site.h"

#include <iterator>

#include "edge/http/assessment_routes.h"
#include "edge/http/case_queue_routes.h"
#include "edge/http/case_routes.h"
#include "edge/http/console_routes.h"
#include "edge/http/decision_routes.h"
#include "edge/http/desk_routes.h"
#include "edge/http/disclosure_desk_routes.h"
#include "edge/http/disclosure_routes.h"
#include "edge/http/entity_routes.h"
#include "edge/http/event_routes.h"
#include "edge/http/finding_routes.h"
#include "edge/http/health_routes.h"
#include "edge/http/job_routes.h"
#include "edge/http/labeler_routes.h"
#include "edge/http/ledger_routes.h"
#include "edge/http/notice_routes.h"
#include "edge/http/people_routes.h"
#include "edge/http/policy_routes.h"
#include "edge/http/policy_trial_routes.h"
#include "edge/http/session_routes.h"
#include "edge/http/sink_routes.h"
#include "edge/http/staff_sign_in.h"
#include "edge/http/statement_routes.h"
#include "edge/http/transparency_routes.h"
#include "edge/http/upload_routes.h"

namespace overt::http {

Routes all_routes(Site& site) {
  Routes all;
  for (const auto& area : {assessment_routes,
                           case_queue_routes,
                           case_routes,
                           console_routes,
                           decision_routes,
                           desk_routes,
                           disclosure_desk_routes,
                           disclosure_routes,
                           entity_routes,
                           event_routes,
                           finding_routes,
                           health_routes,
                           job_routes,
                           labeler_routes,
                           ledger_routes,
                           notice_routes,
                           people_routes,
                           policy_routes,
                           policy_trial_routes,
                           session_routes,
                           sink_routes,
                           statement_routes,
                           transparency_routes,
                           upload_routes}) {
    Routes routes = area(site);
    all.insert(all.end(), std::make_move_iterator(routes.begin()),
               std::make_move_iterator(routes.end()));
  }
  return all;
}

std::unique_ptr<SignIn> make_sign_in(Site& site) {
  return std::make_unique<StaffSignIn>(site.rates);
}

}  // namespace overt::http
