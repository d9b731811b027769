#pragma once
// How a decision comes about and ends. People decide: a policy proposes, different people agree,
// and only then do actions go out; the affected may appeal, heard by somebody who had no part in
// it; everything can be undone. What must hold is checked here, for the command line, the API and
// the console alike:
//   - removal needs two people or more, whatever the clause says;
//   - who proposed does not agree; nobody agrees twice; the last to agree is an approver;
//   - the reviewer of an appeal has neither proposed nor agreed;
//   - who has declared an interest in what the decision touches takes no part in it at all;
//   - a protected account is never removed, and nothing but asking and labelling is done to people
//     who were deceived;
//   - in shadow mode nothing goes out.
//
// Errors are kPermissionDenied (who) and kInvalidArgument (what, when), and say why. Pure; the
// caller keeps the decision. Thread safety: as usual for values.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/decision.h"

namespace overt {

/// A draft from a clause, all of its actions up to and including `last` chosen.
DecisionDraft draft_decision(const Policy& policy, const Clause& clause, DecisionSubject subject,
                             std::size_t last_action);

/// What this subject must never have done to it, of what is drafted: a reason, or empty.
std::string guardrail_against(const DecisionDraft& draft);

/// What a person must have no interest in (model/decision.h, conflict_of): the subject, its
/// network, the entities and the region among the facts that were used.
std::vector<std::string> touched_by(const DecisionDraft& draft);

/// The number of different people who must agree.
std::uint32_t people_needed(const DecisionDraft& draft);

Result<Decision> propose(DecisionDraft draft, const Person& by, std::string reason, TimeUs at);
/// Adds kTakenEffect too where it was the last agreement needed.
Result<void> agree(Decision& decision, const Person& by, TimeUs at);
Result<void> refuse(Decision& decision, const Person& by, std::string reason, TimeUs at);
/// Who appeals, and until when they may.
struct Appellant {
  std::string account;  // one of told_accounts(); empty: not said
  TimeUs until = 0;     // what they were told; counts where it is later than the clause's days
};
/// The accounts that the decision falls on; empty where they are not known.
std::vector<AffectedAccount> told_accounts(const DecisionDraft& draft);
/// Whether that account has, by its own word.
bool has_appealed(const Decision& decision, std::string_view account);
/// Until draft.appeal_days after it took effect. An account that says who it is appeals once; while
/// one's appeal is open, others may join it, and all are heard together.
Result<void> appeal(Decision& decision, std::string reason, TimeUs at,
                    const Appellant& appellant = {});
/// `reverse`: the appeal is right, and the decision is undone.
Result<void> hear_appeal(Decision& decision, const Person& by, bool reverse, std::string reason,
                         TimeUs at);
Result<void> undo(Decision& decision, const Person& by, std::string reason, TimeUs at);

DecisionState state_of(const Decision& decision);
/// When people must have looked at it.
TimeUs review_due_at(const Decision& decision);

/// Everything the decision has had done or undone so far, in order: its actions once it took
/// effect, and the same backwards once it was undone. Empty in shadow mode.
std::vector<PlatformAction> actions_of(const Decision& decision);

}  // namespace overt
