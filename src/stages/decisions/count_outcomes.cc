#include "stages/decisions/count_outcomes.h"

#include <map>

namespace overt {
namespace {

void count(const Decision& decision, ClauseOutcomes& clause) {
  bool decided = false;
  bool appealed = false;
  bool open = false;
  bool reversed = false;
  bool undone = false;
  for (const DecisionEvent& event : decision.events) {
    decided = decided || event.kind == DecisionEventKind::kTakenEffect;
    if (event.kind == DecisionEventKind::kAppealed) {
      appealed = true;
      open = true;
    }
    if (event.kind == DecisionEventKind::kUpheld) open = false;
    if (event.kind == DecisionEventKind::kReversed) reversed = true;
    if (event.kind == DecisionEventKind::kUndone) undone = true;
  }
  if (!decided) return;
  ++clause.decided;
  clause.appealed += appealed ? 1 : 0;
  clause.heard += appealed && (reversed || !open) ? 1 : 0;
  clause.overturned += reversed ? 1 : 0;
  clause.undone += undone ? 1 : 0;
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
