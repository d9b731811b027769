#pragma once
// What a policy would have said about past runs: whom, by clause, against the version in force,
// with a sample drawn by key and with every protected account. The sample cannot be chosen: it is
// the subjects whose keyed hash is smallest. Decides nothing. O(subjects · log subjects).

#include "pipeline/command_answer.h"
#include "pipeline/run_policy.h"

namespace overt {

Result<CommandAnswer> backtest(const PolicyOptions& options);

}  // namespace overt
