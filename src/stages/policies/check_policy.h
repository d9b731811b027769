#pragma once
// What is wrong with a policy before anybody is judged by it: clauses that contradict themselves,
// that an earlier clause always answers, ladders with gaps, removals that one person could decide,
// notices that are missing or say too little, legal bases and periods that cannot hold.
//
// Pure. Cost: quadratic in the clauses.

#include <span>
#include <vector>

#include "model/policy.h"
#include "stages/policies/decode_policy.h"

namespace overt {

/// By line; none of them fatal: the policy may be used.
std::vector<PolicyProblem> check_policy(const Policy& policy,
                                        std::span<const CalendarEntry> calendar);

}  // namespace overt
