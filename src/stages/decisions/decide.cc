#include "stages/decisions/decide.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/check.h"
#include "base/digest.h"

namespace overt {
namespace {

constexpr std::uint32_t kPeopleForRemoval = 2;
constexpr std::size_t kIdDigits = 32;

Error denied(std::string message) { return {ErrorCode::kPermissionDenied, std::move(message)}; }
Error invalid(std::string message) { return {ErrorCode::kInvalidArgument, std::move(message)}; }

bool removes_something(const DecisionDraft& draft) {
  return std::any_of(draft.actions.begin(), draft.actions.end(),
                     [](const LadderStep& step) { return removes(step.action); });
}

const DecisionEvent& proposal_of(const Decision& decision) {
  CHECK(!decision.events.empty());
  return decision.events.front();
}

bool has_agreed(const Decision& decision, const std::string& person) {
  return std::any_of(decision.events.begin(), decision.events.end(), [&](const auto& event) {
    return event.kind == DecisionEventKind::kAgreed && event.by == person;
  });
}

std::uint32_t agreements(const Decision& decision) {
  return static_cast<std::uint32_t>(
      std::count_if(decision.events.begin(), decision.events.end(),
                    [](const auto& event) { return event.kind == DecisionEventKind::kAgreed; }));
}

const DecisionEvent* find_event(const Decision& decision, DecisionEventKind kind) {
  const auto found = std::find_if(decision.events.begin(), decision.events.end(),
                                  [kind](const auto& event) { return event.kind == kind; });
  return found == decision.events.end() ? nullptr : &*found;
}

Result<void> must_be(const Decision& decision, DecisionState wanted, std::string_view to_do) {
  const DecisionState state = state_of(decision);
  if (state == wanted) return {};
  return invalid(fmt::format("decision {} is {}; only one that is {} can be {}", decision.id,
                             name_of(state), name_of(wanted), to_do));
}

Result<void> not_before(const Decision& decision, TimeUs at) {
  if (at >= decision.events.back().at) return {};
  return invalid(fmt::format("{} is before the last event of decision {}, {}", format_rfc3339(at),
                             decision.id, format_rfc3339(decision.events.back().at)));
}

Result<void> need_reason(std::string_view reason) {
  if (reason.find_first_not_of(" \t\n") != reason.npos) return {};
  return invalid("give a reason; it is kept with the decision");
}

Result<void> no_interest(const DecisionDraft& draft, const Person& by) {
  const std::string interest = conflict_of(by, touched_by(draft));
  if (interest.empty()) return {};
  return denied(
      fmt::format("{} has declared an interest in {}, which the decision touches; somebody "
                  "else must decide",
                  by.id, interest));
}

void add(Decision& decision, DecisionEventKind kind, TimeUs at, const Person& by,
         std::string reason) {
  decision.events.push_back({kind, at, by.id, std::move(reason), by.known_by});
}

std::string key_of(std::initializer_list<std::string_view> parts) {
  std::string said;
  for (const std::string_view part : parts) said += fmt::format("{}:{}", part.size(), part);
  return sha256_hex(said).substr(0, kIdDigits);
}

std::string id_of(const DecisionDraft& draft, const DecisionEvent& proposed) {
  std::string actions;
  for (const LadderStep& step : draft.actions) actions += std::string(name_of(step.action)) + ",";
  return key_of({name_of(draft.subject.kind), draft.subject.id, draft.policy, draft.policy_hash,
                 draft.clause, actions, draft.evidence, proposed.by, format_rfc3339(proposed.at)});
}

PlatformAction action_of(const Decision& decision, const LadderStep& step, bool undo) {
  const DecisionDraft& draft = decision.draft;
  PlatformAction action;
  action.key = key_of({decision.id, name_of(step.action), step.label, undo ? "undo" : "do"});
  action.decision = decision.id;
  action.subject = draft.subject;
  action.step = step;
  action.undo = undo;
  action.territory = draft.territory;
  action.mode = draft.mode;
  return action;
}

/// Takes a step back for one of the accounts that it was done to.
PlatformAction undoing_for(const Decision& decision, const LadderStep& step,
                           const AffectedAccount& account) {
  PlatformAction action = action_of(decision, step, true);
  action.key = key_of({decision.id, name_of(step.action), step.label, "undo for", account.id});
  const DecisionSubject& whole = decision.draft.subject;
  if (whole.kind == SubjectKind::kNetwork) action.subject.network = whole.id;
  action.subject.kind = SubjectKind::kAccount;
  action.subject.id = account.id;
  action.subject.deceived = account.deceived;
  if (!account.lang.empty()) action.subject.lang = account.lang;
  return action;
}

void add_undoing_for(const Decision& decision, const AffectedAccount& account,
                     std::vector<PlatformAction>& actions) {
  const auto& steps = decision.draft.actions;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    actions.push_back(undoing_for(decision, *step, account));
  }
}

bool is_among(const std::vector<AffectedAccount>& accounts, std::string_view id) {
  return std::any_of(accounts.begin(), accounts.end(),
                     [&](const AffectedAccount& one) { return one.id == id; });
}

/// The accounts that a ruling reverses it for; none: for everybody.
Result<std::vector<std::string>> reversed_for(const Decision& decision, const Ruling& ruling,
                                              const std::vector<DecisionEvent>& open) {
  std::vector<std::string> accounts;
  if (ruling.whole || !is_divisible(decision)) return accounts;
  if (!ruling.account.empty()) return std::vector<std::string>{ruling.account};
  for (const DecisionEvent& one : open) {
    if (one.account.empty()) {
      return invalid(fmt::format(
          "an appeal against decision {} does not say whose it is: name the account, or reverse "
          "the decision as a whole",
          decision.id));
    }
    accounts.push_back(one.account);
  }
  if (accounts.size() == held_accounts(decision).size()) accounts.clear();
  return accounts;
}

/// That the account it names has an appeal open, or one that does not say whose it is.
Result<void> check_named(const Decision& decision, const Person& by, const Ruling& ruling,
                         const std::vector<DecisionEvent>& open) {
  std::vector<std::string> touches;
  for (const DecisionEvent& one : open) touches.push_back("account:" + one.account);
  if (!ruling.account.empty()) touches = {"account:" + ruling.account};
  if (const std::string interest = conflict_of(by, touches); !interest.empty()) {
    return denied(
        fmt::format("{} has declared an interest in {}, whose appeal it is; somebody "
                    "else must hear it",
                    by.id, interest));
  }
  if (ruling.account.empty()) return {};
  if (ruling.reverse && ruling.whole) {
    return invalid("a decision that is reversed as a whole is so for everybody: name no account");
  }
  const bool objects = std::any_of(open.begin(), open.end(), [&](const DecisionEvent& one) {
    return one.account == ruling.account ||
           (one.account.empty() && is_among(held_accounts(decision), ruling.account));
  });
  if (objects) return {};
  return invalid(
      fmt::format("no appeal of {} against decision {} is open", ruling.account, decision.id));
}

Result<void> may_appeal(const Decision& decision, const std::string& account) {
  if (account.empty()) return must_be(decision, DecisionState::kInEffect, "appealed against");
  if (state_of(decision) != DecisionState::kAppealed) {
    RETURN_IF_ERROR(must_be(decision, DecisionState::kInEffect, "appealed against"));
  }
  if (!is_among(told_accounts(decision.draft), account)) {
    return denied(fmt::format("decision {} does not fall on {}", decision.id, account));
  }
  if (!is_among(held_accounts(decision), account)) {
    return invalid(fmt::format("decision {} was reversed for {} already", decision.id, account));
  }
  if (has_appealed(decision, account)) {
    return invalid(
        fmt::format("{} has appealed against decision {} already", account, decision.id));
  }
  return {};
}

}  // namespace

DecisionDraft draft_decision(const Policy& policy, const Clause& clause, DecisionSubject subject,
                             std::size_t last_action) {
  CHECK_LT(last_action, clause.ladder.size());
  DecisionDraft draft;
  draft.subject = std::move(subject);
  draft.policy = policy.id;
  draft.policy_version = policy.version;
  draft.policy_hash = policy.hash;
  draft.clause = clause.id;
  draft.mode = policy.mode;
  draft.actions.assign(clause.ladder.begin(),
                       clause.ladder.begin() + static_cast<std::ptrdiff_t>(last_action) + 1);
  draft.territory = clause.territory;
  draft.people = clause.review.people;
  draft.within_hours = clause.review.within_hours;
  draft.appeal_days = clause.appeal_days;
  draft.notices = clause.notices;
  draft.clause_title = clause.title;
  draft.legal_basis = clause.legal_basis;
  if (draft.legal_basis) draft.legal_basis->stays.clear();
  if (draft.subject.lang.empty() && !policy.languages.empty()) {
    draft.subject.lang = policy.languages.front();
  }
  return draft;
}

std::string guardrail_against(const DecisionDraft& draft) {
  if (draft.actions.empty()) return "it does nothing";
  if (draft.subject.protected_account && removes_something(draft)) {
    return "the account is protected (a public official or a news organisation): it is never "
           "removed under a policy";
  }
  const bool more_than_telling =
      std::any_of(draft.actions.begin(), draft.actions.end(),
                  [](const LadderStep& step) { return step.action > ActionKind::kLabel; });
  if (draft.subject.deceived && more_than_telling) {
    return "people who were deceived are told and asked, not punished";
  }
  return {};
}

std::vector<std::string> touched_by(const DecisionDraft& draft) {
  std::vector<std::string> touches = {
      fmt::format("{}:{}", name_of(draft.subject.kind), draft.subject.id)};
  if (!draft.subject.network.empty()) touches.push_back("network:" + draft.subject.network);
  for (const UsedFact& fact : draft.facts) {
    const bool entities = fact.name == "attribution.entities";
    if (!entities && fact.name != "account.region") continue;
    // Several are told as "a, b".
    std::string_view rest = fact.value;
    while (!rest.empty()) {
      const std::size_t end = rest.find(", ");
      std::string one(rest.substr(0, end));
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 2);
      if (!entities) {
        for (char& c : one) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      }
      touches.push_back((entities ? "entity:" : "country:") + one);
    }
  }
  return touches;
}

std::uint32_t people_needed(const DecisionDraft& draft) {
  const std::uint32_t least = removes_something(draft) ? kPeopleForRemoval : 1;
  return std::max(least, draft.people);
}

Result<Decision> propose(DecisionDraft draft, const Person& by, std::string reason, TimeUs at) {
  if (!may(by, Right::kWorkOnCases)) {
    return denied(fmt::format("{} may not propose decisions; that needs an analyst", by.id));
  }
  RETURN_IF_ERROR(no_interest(draft, by));
  RETURN_IF_ERROR(need_reason(reason));
  if (std::string against = guardrail_against(draft); !against.empty()) {
    return invalid(std::move(against));
  }
  Decision decision;
  decision.draft = std::move(draft);
  add(decision, DecisionEventKind::kProposed, at, by, std::move(reason));
  decision.id = id_of(decision.draft, decision.events.front());
  return decision;
}

Result<void> agree(Decision& decision, const Person& by, TimeUs at) {
  RETURN_IF_ERROR(must_be(decision, DecisionState::kOpen, "agreed to"));
  RETURN_IF_ERROR(not_before(decision, at));
  if (!may(by, Right::kReview)) return denied(fmt::format("{} may not review decisions", by.id));
  RETURN_IF_ERROR(no_interest(decision.draft, by));
  if (proposal_of(decision).by == by.id) {
    return denied(fmt::format("{} proposed it; somebody else must agree", by.id));
  }
  if (has_agreed(decision, by.id)) {
    return denied(fmt::format("{} has agreed already; somebody else must", by.id));
  }
  const std::uint32_t needed = people_needed(decision.draft);
  const bool last = agreements(decision) + 1 >= needed;
  if (last && removes_something(decision.draft) && !may(by, Right::kApprove)) {
    return denied(fmt::format("the last to agree to a removal is an approver; {} is none", by.id));
  }
  add(decision, DecisionEventKind::kAgreed, at, by, {});
  if (last) add(decision, DecisionEventKind::kTakenEffect, at, Person(), {});
  return {};
}

Result<void> refuse(Decision& decision, const Person& by, std::string reason, TimeUs at) {
  RETURN_IF_ERROR(must_be(decision, DecisionState::kOpen, "refused"));
  RETURN_IF_ERROR(not_before(decision, at));
  RETURN_IF_ERROR(need_reason(reason));
  if (!may(by, Right::kReview)) return denied(fmt::format("{} may not review decisions", by.id));
  RETURN_IF_ERROR(no_interest(decision.draft, by));
  add(decision, DecisionEventKind::kRefused, at, by, std::move(reason));
  return {};
}

std::vector<AffectedAccount> told_accounts(const DecisionDraft& draft) {
  if (draft.subject.kind != SubjectKind::kAccount) return draft.affected;
  return {{draft.subject.id, draft.subject.lang, draft.subject.deceived}};
}

bool has_appealed(const Decision& decision, std::string_view account) {
  return std::any_of(decision.events.begin(), decision.events.end(), [&](const auto& event) {
    return event.kind == DecisionEventKind::kAppealed && event.account == account;
  });
}

Result<void> appeal(Decision& decision, std::string reason, TimeUs at, const Appellant& appellant) {
  RETURN_IF_ERROR(may_appeal(decision, appellant.account));
  RETURN_IF_ERROR(not_before(decision, at));
  RETURN_IF_ERROR(need_reason(reason));
  const DecisionEvent* const effect = find_event(decision, DecisionEventKind::kTakenEffect);
  CHECK(effect != nullptr);
  const TimeUs ends =
      std::max(effect->at + TimeUs{decision.draft.appeal_days} * kMicrosPerDay, appellant.until);
  if (at > ends) {
    return invalid(
        fmt::format("appeals against decision {} ended on {}", decision.id, format_date(ends)));
  }
  add(decision, DecisionEventKind::kAppealed, at, {"affected", {}}, std::move(reason));
  decision.events.back().account = appellant.account;
  return {};
}

std::vector<DecisionEvent> open_appeals(const Decision& decision) {
  std::vector<DecisionEvent> open;
  const auto find = [&](const std::string& account) {
    return std::find_if(open.begin(), open.end(),
                        [&](const DecisionEvent& one) { return one.account == account; });
  };
  for (const DecisionEvent& event : decision.events) {
    const bool answers = event.kind == DecisionEventKind::kUpheld ||
                         event.kind == DecisionEventKind::kReversed ||
                         event.kind == DecisionEventKind::kReversedFor;
    if (event.kind == DecisionEventKind::kAppealed) open.push_back(event);
    if (!answers) continue;
    if (event.account.empty()) {
      open.clear();
      continue;
    }
    // Its own, or the one that did not say whose it was.
    auto answered = find(event.account);
    if (answered == open.end()) answered = find({});
    if (answered != open.end()) open.erase(answered);
  }
  return open;
}

std::vector<AffectedAccount> held_accounts(const Decision& decision, std::size_t events) {
  std::set<std::string_view> passed;
  for (std::size_t i = 0; i < std::min(events, decision.events.size()); ++i) {
    const DecisionEvent& event = decision.events[i];
    if (event.kind == DecisionEventKind::kReversedFor) passed.insert(event.account);
  }
  const std::vector<AffectedAccount> told = told_accounts(decision.draft);
  std::vector<AffectedAccount> held;
  for (const AffectedAccount& one : told) {
    if (passed.insert(one.id).second) held.push_back(one);
  }
  return held;
}

std::vector<AffectedAccount> held_accounts(const Decision& decision) {
  return held_accounts(decision, decision.events.size());
}

bool is_divisible(const Decision& decision) {
  const SubjectKind kind = decision.draft.subject.kind;
  return (kind == SubjectKind::kNetwork || kind == SubjectKind::kEntity) &&
         held_accounts(decision).size() > 1;
}

Result<void> hear_appeal(Decision& decision, const Person& by, const Ruling& ruling,
                         const std::string& reason, TimeUs at) {
  RETURN_IF_ERROR(must_be(decision, DecisionState::kAppealed, "heard"));
  RETURN_IF_ERROR(not_before(decision, at));
  RETURN_IF_ERROR(need_reason(reason));
  if (!may(by, Right::kHearAppeals)) return denied(fmt::format("{} may not hear appeals", by.id));
  RETURN_IF_ERROR(no_interest(decision.draft, by));
  if (proposal_of(decision).by == by.id || has_agreed(decision, by.id)) {
    return denied(
        fmt::format("{} had a part in the decision; somebody else hears the appeal", by.id));
  }
  const auto open = open_appeals(decision);
  RETURN_IF_ERROR(check_named(decision, by, ruling, open));
  if (!ruling.reverse) {
    add(decision, DecisionEventKind::kUpheld, at, by, reason);
    decision.events.back().account = ruling.account;
    return {};
  }
  ASSIGN_OR_RETURN(const auto accounts, reversed_for(decision, ruling, open));
  if (accounts.empty()) add(decision, DecisionEventKind::kReversed, at, by, reason);
  for (const std::string& account : accounts) {
    add(decision, DecisionEventKind::kReversedFor, at, by, reason);
    decision.events.back().account = account;
  }
  return {};
}

Result<void> undo(Decision& decision, const Person& by, std::string reason, TimeUs at) {
  const DecisionState state = state_of(decision);
  if (state != DecisionState::kAppealed) {
    RETURN_IF_ERROR(must_be(decision, DecisionState::kInEffect, "undone"));
  }
  RETURN_IF_ERROR(not_before(decision, at));
  RETURN_IF_ERROR(need_reason(reason));
  if (!may(by, Right::kApprove)) {
    return denied(fmt::format("{} may not undo decisions; that needs an approver", by.id));
  }
  RETURN_IF_ERROR(no_interest(decision.draft, by));
  add(decision, DecisionEventKind::kUndone, at, by, std::move(reason));
  return {};
}

DecisionState state_of(const Decision& decision) {
  CHECK(!decision.events.empty());
  switch (decision.events.back().kind) {
    case DecisionEventKind::kProposed:
    case DecisionEventKind::kAgreed:
      return DecisionState::kOpen;
    case DecisionEventKind::kRefused:
      return DecisionState::kRefused;
    case DecisionEventKind::kTakenEffect:
      return DecisionState::kInEffect;
    case DecisionEventKind::kUpheld:
    case DecisionEventKind::kReversedFor:
      // Others may have objected too.
      return open_appeals(decision).empty() ? DecisionState::kInEffect : DecisionState::kAppealed;
    case DecisionEventKind::kAppealed:
      return DecisionState::kAppealed;
    case DecisionEventKind::kReversed:
    case DecisionEventKind::kUndone:
      return DecisionState::kUndone;
  }
  CHECK(false);
}

TimeUs review_due_at(const Decision& decision) {
  return proposal_of(decision).at + TimeUs{decision.draft.within_hours} * kMicrosPerHour;
}

std::vector<PlatformAction> actions_of(const Decision& decision) {
  std::vector<PlatformAction> actions;
  if (decision.draft.mode == PolicyMode::kShadow) return actions;
  if (find_event(decision, DecisionEventKind::kTakenEffect) == nullptr) return actions;
  const auto& steps = decision.draft.actions;
  for (const LadderStep& step : steps) actions.push_back(action_of(decision, step, false));
  const auto told = told_accounts(decision.draft);
  bool for_some = false;
  for (const DecisionEvent& event : decision.events) {
    if (event.kind != DecisionEventKind::kReversedFor) continue;
    const auto found = std::find_if(told.begin(), told.end(), [&](const AffectedAccount& one) {
      return one.id == event.account;
    });
    if (found == told.end()) continue;
    add_undoing_for(decision, *found, actions);
    for_some = true;
  }
  if (state_of(decision) != DecisionState::kUndone) return actions;
  if (for_some) {
    for (const AffectedAccount& one : held_accounts(decision)) {
      add_undoing_for(decision, one, actions);
    }
    return actions;
  }
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    actions.push_back(action_of(decision, *step, true));
  }
  return actions;
}

}  // namespace overt
