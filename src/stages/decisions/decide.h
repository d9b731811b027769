#pragma once
// How a decision comes about and ends. People decide: a policy proposes, different people agree,
// and only then do actions go out; the affected may appeal, heard by somebody who had no part in
// it; everything can be undone. What must hold is checked here, for the command line, the API and
// the console alike:
//   - removal needs two people or more, whatever the clause says;
//   - who proposed does not agree; nobody agrees twice; the last to agree is an approver;
//   - the reviewer of an appeal has neither proposed nor agreed;
//   - where one account of several is right, it is undone for that one, once, and holds for the
//     others;
//   - who has declared an interest in what the decision touches takes no part in it at all;
//   - a protected account is never removed, and nothing but asking and labelling is done to people
//     who were deceived;
//   - in shadow mode nothing goes out.
//
// Errors are kPermissionDenied (who) and kInvalidArgument (what, when), and say why. Pure; the
// caller keeps the decision. Thread safety: as usual for values.

#include <cstddef>
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
/// one's appeal is open, others may join it.
Result<void> appeal(Decision& decision, std::string reason, TimeUs at,
                    const Appellant& appellant = {});
/// The events kAppealed that nobody has answered yet, in order.
std::vector<DecisionEvent> open_appeals(const Decision& decision);
/// The accounts that it falls on still: told_accounts() without those that it was reversed for in
/// its first `events` events, in that order and each once.
std::vector<AffectedAccount> held_accounts(const Decision& decision, std::size_t events);
std::vector<AffectedAccount> held_accounts(const Decision& decision);
/// Whether it can be reversed for some of those it falls on: it is on a network or an entity, and
/// falls on several accounts still. An item of content stands or goes as one.
bool is_divisible(const Decision& decision);

/// What whoever hears an appeal says of it.
struct Ruling {
  bool reverse = false;  // the objection is right
  /// Of reverse: the finding itself was wrong, and it is undone for everybody. Without it, for
  /// those who objected alone; where nobody else would be left, or it is not divisible, for all.
  bool whole = false;
  /// The objection of this account alone, or whose one is that does not say; the others stay open.
  /// Empty: all that are open.
  std::string account{};
};
Result<void> hear_appeal(Decision& decision, const Person& by, const Ruling& ruling,
                         const std::string& reason, TimeUs at);
Result<void> undo(Decision& decision, const Person& by, std::string reason, TimeUs at);

DecisionState state_of(const Decision& decision);
/// When people must have looked at it.
TimeUs review_due_at(const Decision& decision);

/// Everything the decision has had done or undone so far, in order: its actions once it took
/// effect; for each account that it was reversed for the same backwards, with the account as their
/// subject; and backwards once it was undone, where it was reversed for some for each of the others
/// by itself, so that nothing is undone twice. Empty in shadow mode.
std::vector<PlatformAction> actions_of(const Decision& decision);

}  // namespace overt
