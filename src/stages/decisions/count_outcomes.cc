#include "stages/decisions/count_outcomes.h"

#include <algorithm>
#include <map>

#include "stages/decisions/decide.h"

namespace overt {
namespace {

bool has(const Decision& decision, DecisionEventKind kind) {
  return std::any_of(decision.events.begin(), decision.events.end(),
                     [kind](const DecisionEvent& event) { return event.kind == kind; });
}

void count(const Decision& decision, ClauseOutcomes& clause) {
  if (!has(decision, DecisionEventKind::kTakenEffect)) return;
  const bool reversed = has(decision, DecisionEventKind::kReversed);
  const bool in_part = !reversed && has(decision, DecisionEventKind::kReversedFor);
  const bool appealed = has(decision, DecisionEventKind::kAppealed);
  const bool heard = appealed && (reversed || in_part || open_appeals(decision).empty());
  ++clause.decided;
  clause.appealed += appealed ? 1 : 0;
  clause.heard += heard ? 1 : 0;
  // A decision that was wrong for one of those it fell on was not right.
  clause.overturned += reversed || in_part ? 1 : 0;
  clause.overturned_in_part += in_part ? 1 : 0;
  clause.undone += has(decision, DecisionEventKind::kUndone) ? 1 : 0;
}

}  // namespace

std::vector<ClauseOutcomes> count_outcomes(std::span<const Decision> decisions) {
  std::map<std::pair<std::string, std::string>, ClauseOutcomes> by_clause;
  for (const Decision& decision : decisions) {
    if (decision.draft.mode != PolicyMode::kLive) continue;
    ClauseOutcomes& clause = by_clause[{decision.draft.policy, decision.draft.clause}];
    clause.policy = decision.draft.policy;
    clause.clause = decision.draft.clause;
    count(decision, clause);
  }
  std::vector<ClauseOutcomes> all;
  for (auto& [names, clause] : by_clause) {
    if (clause.decided > 0) all.push_back(std::move(clause));
  }
  return all;
}

}  // namespace overt
