#include "pipeline/run_decide.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/json_writer.h"
#include "pipeline/acting_staff.h"
#include "pipeline/decision_data.h"
#include "pipeline/policy_files.h"
#include "stages/decisions/decide.h"
#include "stages/decisions/decision_json.h"
#include "stages/policies/explain_verdict.h"

namespace overt {
namespace {

using Decisions = std::vector<Decision>;

std::string step_in_words(const LadderStep& step) {
  const std::string& argument = step.action == ActionKind::kLabel ? step.label : step.audience;
  std::string words(name_of(step.action));
  return argument.empty() ? words : words + " " + argument;
}

std::string actions_in_words(const DecisionDraft& draft) {
  std::vector<std::string> steps;
  for (const LadderStep& step : draft.actions) steps.push_back(step_in_words(step));
  return fmt::format("{}", fmt::join(steps, ", "));
}

std::size_t agreements(const Decision& decision) {
  return static_cast<std::size_t>(
      std::count_if(decision.events.begin(), decision.events.end(),
                    [](const auto& event) { return event.kind == DecisionEventKind::kAgreed; }));
}

std::string one_line(const Decision& decision) {
  const DecisionDraft& draft = decision.draft;
  const DecisionState state = state_of(decision);
  std::string text = fmt::format("{} {}: {} {}: {} (clause {}, {})", decision.id, name_of(state),
                                 name_of(draft.subject.kind), draft.subject.id,
                                 actions_in_words(draft), draft.clause, name_of(draft.mode));
  if (state == DecisionState::kOpen) {
    text += fmt::format("; {} of {} have agreed, due {}", agreements(decision),
                        people_needed(draft), format_rfc3339(review_due_at(decision)));
  }
  return text + "\n";
}

/// What each way of hearing an open appeal would take back.
std::string if_reversed(const Decision& decision) {
  if (state_of(decision) != DecisionState::kAppealed) return {};
  const std::string steps = actions_in_words(decision.draft);
  std::string text;
  if (is_divisible(decision)) {
    std::vector<std::string> whose;
    for (const DecisionEvent& one : open_appeals(decision)) {
      whose.push_back(one.account.empty() ? "the account that --account names" : one.account);
    }
    text = fmt::format("  reverse          would take back for {}: {}\n", fmt::join(whose, ", "),
                       steps);
  }
  return text + fmt::format("  reverse --whole  would take back for all {} accounts: {}\n",
                            held_accounts(decision).size(), steps);
}

std::string in_full(const Decision& decision) {
  const DecisionDraft& draft = decision.draft;
  std::string text = one_line(decision);
  text += fmt::format("  policy    {} {} ({}), clause {}\n", draft.policy, draft.policy_version,
                      draft.policy_hash.substr(0, 12), draft.clause);
  text += fmt::format("  evidence  {}\n", draft.evidence.empty() ? "none" : draft.evidence);
  for (const UsedFact& fact : draft.facts) {
    text += fmt::format("  because   {} is {}\n", fact.name, fact.value);
  }
  if (!draft.territory.empty()) {
    text += fmt::format("  territory {}\n", fmt::join(draft.territory, ", "));
  }
  for (const DecisionEvent& event : decision.events) {
    text += fmt::format("  {} {}{}{}{}\n", format_rfc3339(event.at), name_of(event.kind),
                        event.account.empty() ? "" : " " + event.account,
                        event.by.empty() ? "" : " by " + event.by,
                        event.reason.empty() ? "" : ": " + event.reason);
  }
  return text + if_reversed(decision);
}

CommandAnswer answer_of(DecideVerb verb, const Decisions& decisions,
                        const std::vector<LeftOut>& left_out = {},
                        const std::vector<std::string>& notes = {}) {
  CommandAnswer answer;
  std::vector<std::string> rendered;
  for (const Decision& decision : decisions) {
    answer.text += verb == DecideVerb::kShow ? in_full(decision) : one_line(decision);
    rendered.push_back(render_decision(decision));
  }
  std::string others;
  JsonWriter json(others);
  json.begin_array();
  for (const LeftOut& one : left_out) {
    answer.text += fmt::format("left out: {}: {}\n", one.subject, one.why);
    json.begin_object();
    json.field("subject", one.subject);
    json.field("why", one.why);
    json.end_object();
  }
  json.end_array();
  for (const std::string& note : notes) answer.text += fmt::format("Note: {}.\n", note);
  const std::string head = verb == DecideVerb::kUndo
                               ? std::string(R"("command":"undo")")
                               : fmt::format(R"("command":"decide","verb":"{}")",
                                             kDecideVerbNames.at(static_cast<std::size_t>(verb)));
  answer.json = fmt::format(R"({{{},"decisions":[{}],"left_out":{}}})", head,
                            fmt::join(rendered, ","), others);
  return answer;
}

/// What propose and explain look at.
struct Looked {
  UsablePolicy policy;
  GatheredSubjects gathered;
  DraftRequest request;
};

Result<Looked> look(const DecideOptions& options) {
  ASSIGN_OR_RETURN(UsablePolicy policy, read_usable_policy(options.policy, options.calendar));
  ASSIGN_OR_RETURN(GatheredSubjects gathered, gather_subjects(options.sources));
  DraftRequest request;
  request.network = options.network;
  request.account = options.account;
  request.about = options.about;
  request.moment.day = options.day.value_or(static_cast<std::int32_t>(options.at / kMicrosPerDay));
  request.moment.region = options.region;
  request.up_to = options.up_to;
  request.lang = options.lang;
  request.subject = options.subject;
  return Looked{std::move(policy), std::move(gathered), std::move(request)};
}

Result<CommandAnswer> explain(const DecideOptions& options) {
  ASSIGN_OR_RETURN(const Looked looked, look(options));
  const PolicyEvaluator& evaluator = looked.policy.evaluator;
  ASSIGN_OR_RETURN(const auto subjects, subjects_of(looked.gathered, looked.request));
  CommandAnswer answer;
  JsonWriter json(answer.json);
  json.begin_object();
  json.field("command", "decide");
  json.field("verb", "explain");
  json.key("subjects");
  json.begin_array();
  for (const SubjectFacts* const subject : subjects) {
    const auto verdict = explain_verdict(evaluator, *subject, looked.request.moment);
    answer.text += verdict_in_words(evaluator.policy(), *subject, verdict);
    write_verdict(json, evaluator.policy(), *subject, verdict);
  }
  json.end_array();
  json.end_object();
  for (const std::string& note : looked.gathered.notes) {
    answer.text += fmt::format("Note: {}.\n", note);
  }
  return answer;
}

Result<Person> person_by(const DecideOptions& options, DecisionStore& people) {
  const bool undo = options.verb == DecideVerb::kUndo;
  const std::string_view verb = kDecideVerbNames.at(static_cast<std::size_t>(options.verb));
  return acting_staff({options.data, people, undo ? "undo" : "decide", undo ? "" : verb, options.by,
                       options.proof});
}

bool stands(const Decision& decision) {
  const DecisionState state = state_of(decision);
  return state != DecisionState::kRefused && state != DecisionState::kUndone;
}

/// Drafts whose subject a standing decision under the same clause is about are left out.
Result<void> leave_out_decided(DecisionDesk& desk, DraftedNetwork& drafted) {
  std::set<std::pair<std::string, std::string>> decided;
  ASSIGN_OR_RETURN(const Decisions standing, desk.select(stands));
  for (const Decision& one : standing) {
    decided.emplace(one.draft.policy + "/" + one.draft.clause, one.draft.subject.id);
  }
  std::vector<DecisionDraft> fresh;
  for (DecisionDraft& draft : drafted.drafts) {
    if (decided.contains({draft.policy + "/" + draft.clause, draft.subject.id})) {
      drafted.left_out.push_back(
          {draft.subject.id, fmt::format("a decision under {} stands already", draft.clause)});
    } else {
      fresh.push_back(std::move(draft));
    }
  }
  drafted.drafts = std::move(fresh);
  return {};
}

/// What would be proposed, as it would be.
CommandAnswer preview_of(const DraftedNetwork& drafted) {
  CommandAnswer answer;
  std::vector<std::string> rendered;
  for (const DecisionDraft& draft : drafted.drafts) {
    rendered.push_back(fmt::format(R"({{"people_needed":{},"draft":{}}})", people_needed(draft),
                                   render_draft(draft)));
  }
  std::vector<std::string> others;
  for (const LeftOut& one : drafted.left_out) {
    std::string& text = others.emplace_back();
    JsonWriter json(text);
    json.begin_object();
    json.field("subject", one.subject);
    json.field("why", one.why);
    json.end_object();
  }
  answer.text = fmt::format("{} would be proposed, {} left out.\n", drafted.drafts.size(),
                            drafted.left_out.size());
  answer.json = fmt::format(
      R"({{"command":"decide","verb":"propose","dry_run":true,"decisions":[{}],"left_out":[{}]}})",
      fmt::join(rendered, ","), fmt::join(others, ","));
  return answer;
}

Result<CommandAnswer> propose(const DecideOptions& options) {
  ASSIGN_OR_RETURN(auto open, open_desk(options.data));
  ASSIGN_OR_RETURN(const Person by, person_by(options, *open.store));
  ASSIGN_OR_RETURN(const Looked looked, look(options));
  ASSIGN_OR_RETURN(DraftedNetwork drafted,
                   draft_decisions(looked.policy.evaluator, looked.gathered, looked.request));
  DecisionDesk desk = open.desk();
  RETURN_IF_ERROR(leave_out_decided(desk, drafted));
  if (options.dry_run) return preview_of(drafted);
  ASSIGN_OR_RETURN(const Decisions decisions,
                   desk.propose_all(std::move(drafted.drafts), by, options.reason, options.at));
  CommandAnswer answer =
      answer_of(options.verb, decisions, drafted.left_out, looked.gathered.notes);
  answer.text +=
      fmt::format("{} {} proposed, {} left out.\n", decisions.size(),
                  decisions.size() == 1 ? "decision" : "decisions", drafted.left_out.size());
  return answer;
}

/// In which state a step finds its decisions.
bool is_for(DecideVerb verb, DecisionState state) {
  if (verb == DecideVerb::kUndo) {
    return state == DecisionState::kInEffect || state == DecisionState::kAppealed;
  }
  return state == DecisionState::kOpen;
}

/// The ids given, or those of the network that the step can be taken on.
Result<std::vector<std::string>> chosen(const DecideOptions& options, DecisionDesk& desk) {
  if (options.network.empty()) return options.decisions;
  ASSIGN_OR_RETURN(const Decisions found, desk.select([&](const Decision& decision) {
    return decision.draft.subject.network == options.network &&
           is_for(options.verb, state_of(decision));
  }));
  std::vector<std::string> ids;
  for (const Decision& decision : found) ids.push_back(decision.id);
  // What was done last is taken back first.
  if (options.verb == DecideVerb::kUndo) std::reverse(ids.begin(), ids.end());
  if (!ids.empty()) return ids;
  return Error{
      ErrorCode::kNotFound,
      fmt::format("there is no {} decision about network '{}'",
                  options.verb == DecideVerb::kUndo ? "effective" : "open", options.network)};
}

Result<Decisions> take_step(const DecideOptions& options, DecisionDesk& desk, const Person& by,
                            const std::vector<std::string>& ids) {
  switch (options.verb) {
    case DecideVerb::kAgree:
      return desk.agree_all(ids, by, options.at);
    case DecideVerb::kRefuse:
      return desk.refuse_all(ids, by, options.reason, options.at);
    case DecideVerb::kUndo:
      return desk.undo_all(ids, by, options.reason, options.at);
    default: {
      CHECK(options.verb == DecideVerb::kHear);
      ASSIGN_OR_RETURN(
          Decision heard,
          desk.hear_appeal(ids.front(), by, {options.reverse, options.whole, options.account},
                           options.reason, options.at));
      return Decisions{std::move(heard)};
    }
  }
}

Result<CommandAnswer> step(const DecideOptions& options) {
  ASSIGN_OR_RETURN(auto open, open_desk(options.data));
  ASSIGN_OR_RETURN(const Person by, person_by(options, *open.store));
  DecisionDesk desk = open.desk();
  ASSIGN_OR_RETURN(const auto ids, chosen(options, desk));
  ASSIGN_OR_RETURN(const Decisions decisions, take_step(options, desk, by, ids));
  return answer_of(options.verb, decisions);
}

Result<CommandAnswer> appeal(const DecideOptions& options) {
  ASSIGN_OR_RETURN(auto open, open_desk(options.data));
  ASSIGN_OR_RETURN(Decision decision, open.desk().appeal(options.decisions.front(), options.reason,
                                                         options.at, {options.account, 0}));
  return answer_of(options.verb, {std::move(decision)});
}

/// Looking needs no key.
DecisionDesk reading_desk(DecisionStore& store, const merkle::SignerKey& none) {
  return {store, none, [](std::size_t) { return std::string(); }};
}

Result<CommandAnswer> show(const DecideOptions& options) {
  ASSIGN_OR_RETURN(const auto store, open_decisions(options.data, DecisionAccess::kRead));
  const merkle::SignerKey none;
  ASSIGN_OR_RETURN(const Decision decision,
                   reading_desk(*store, none).find(options.decisions.front()));
  return answer_of(options.verb, {decision});
}

Result<CommandAnswer> list(const DecideOptions& options) {
  ASSIGN_OR_RETURN(const auto store, open_decisions(options.data, DecisionAccess::kRead));
  const merkle::SignerKey none;
  DecisionDesk desk = reading_desk(*store, none);
  ASSIGN_OR_RETURN(const Decisions found, desk.select([&](const Decision& decision) {
    if (!options.network.empty() && decision.draft.subject.network != options.network) return false;
    return options.state.empty() || name_of(state_of(decision)) == options.state;
  }));
  CommandAnswer answer = answer_of(options.verb, found);
  if (found.empty()) answer.text = "No decision.\n";
  return answer;
}

}  // namespace

Result<CommandAnswer> run_decide(const DecideOptions& options, Progress& /*progress*/) {
  switch (options.verb) {
    case DecideVerb::kPropose:
      return propose(options);
    case DecideVerb::kExplain:
      return explain(options);
    case DecideVerb::kAgree:
    case DecideVerb::kRefuse:
    case DecideVerb::kHear:
    case DecideVerb::kUndo:
      return step(options);
    case DecideVerb::kAppeal:
      return appeal(options);
    case DecideVerb::kShow:
      return show(options);
    case DecideVerb::kList:
      return list(options);
  }
  CHECK(false);
}

}  // namespace overt
