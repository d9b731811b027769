#pragma once
// A changed copy of a policy, tried on a past run beside the policy in force: whom it would
// concern. Nothing is saved, and nothing is done to anybody.

#include "edge/http/site.h"

namespace overt::http {

Routes policy_trial_routes(Site& site);

}  // namespace overt::http
