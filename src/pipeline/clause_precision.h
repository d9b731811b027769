#pragma once
// How right each clause has been, as far as appeals show it: of its decisions that were heard on
// appeal, how many stood, with exact bounds (kernel/stats); and of all its decisions, the share
// that was not overturned, which is an upper bound, since not everybody who is wronged objects.
// Thread safety: pure.

#include <span>
#include <string>
#include <vector>

#include "kernel/stats/clopper_pearson.h"
#include "stages/decisions/count_outcomes.h"

namespace overt {

inline constexpr double kPrecisionConfidence = 0.95;

struct ClausePrecision {
  ClauseOutcomes seen;
  stats::ShareInterval of_heard;    // decisions that stand among those heard
  stats::ShareInterval of_decided;  // decisions not overturned among all
};

/// `policy`: of it alone; empty: of all.
std::vector<ClausePrecision> clause_precision(std::span<const Decision> decisions,
                                              const std::string& policy);

/// A JSON array, and lines for people.
std::string precision_json(const std::vector<ClausePrecision>& clauses);
std::string precision_text(const std::vector<ClausePrecision>& clauses);

}  // namespace overt
