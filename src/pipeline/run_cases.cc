#include "pipeline/run_cases.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "adapters/sqlite/sqlite_case_store.h"
#include "base/json_writer.h"
#include "pipeline/acting_staff.h"
#include "pipeline/decision_data.h"
#include "pipeline/subject_sources.h"
#include "stages/cases/work_on_case.h"

namespace overt {
namespace {

using Cases = std::vector<Case>;

std::string one_line(const Case& one) {
  const std::string assignee = assignee_of(one);
  return fmt::format("{} {}: {} {}: {}; {}, due {}\n", one.id, is_open(one) ? "open" : "closed",
                     name_of(one.kind), one.subject, one.title,
                     assignee.empty() ? "nobody works on it" : assignee + " works on it",
                     format_rfc3339(one.due_at));
}

std::string in_full(const Case& one) {
  std::string text = one_line(one);
  for (const CaseEvent& event : one.events) {
    text += fmt::format("  {} {}{} by {}{}\n", format_rfc3339(event.at), name_of(event.kind),
                        event.to.empty() ? "" : " to " + event.to, event.by,
                        event.text.empty() ? "" : ": " + event.text);
  }
  return text;
}

void write_case(JsonWriter& json, const Case& one) {
  json.begin_object();
  json.field("case", one.id);
  json.field("open", is_open(one));
  json.field("subject", name_of(one.kind));
  json.field("id", one.subject);
  json.field("run", one.run);
  json.field("title", one.title);
  json.field("due_at", format_rfc3339(one.due_at));
  json.field("assignee", assignee_of(one));
  json.key("events");
  json.begin_array();
  for (const CaseEvent& event : one.events) {
    json.begin_object();
    json.field("kind", name_of(event.kind));
    json.field("at", format_rfc3339(event.at));
    json.field("by", event.by);
    json.field("to", event.to);
    json.field("text", event.text);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

CommandAnswer answer_of(CasesVerb verb, const Cases& cases) {
  CommandAnswer answer;
  JsonWriter json(answer.json);
  json.begin_object();
  json.field("command", "cases");
  json.field("verb", kCasesVerbNames.at(static_cast<std::size_t>(verb)));
  json.key("cases");
  json.begin_array();
  for (const Case& one : cases) {
    answer.text += verb == CasesVerb::kShow ? in_full(one) : one_line(one);
    write_case(json, one);
  }
  json.end_array();
  json.end_object();
  return answer;
}

Result<std::unique_ptr<CaseStore>> open_cases(const std::string& data, DecisionAccess access) {
  return open_sqlite_case_store(decision_places(data).database, access == DecisionAccess::kWrite);
}

std::string title_of(const NetworkFound& network) {
  return fmt::format("{} accounts, {}, {} to {}: {}", network.accounts,
                     network.explanation.empty() ? "not confirmed" : network.explanation,
                     network.first_day, network.last_day, fmt::join(network.families, ", "));
}

Result<CommandAnswer> open_from_run(const CasesOptions& options, CaseStore& cases,
                                    const Person& by) {
  SubjectSources sources;
  sources.runs = {options.run};
  ASSIGN_OR_RETURN(const GatheredSubjects gathered, gather_subjects(sources));
  const RunFindings& findings = gathered.runs.front().findings;
  Cases fresh;
  std::uint64_t there = 0;
  bool found = false;
  for (const NetworkFound& network : findings.networks) {
    const bool wanted =
        options.network.empty() ? network.tier == "review" : network.id == options.network;
    if (!wanted) continue;
    found = true;
    const TimeUs due = options.at + TimeUs{options.within_hours} * kMicrosPerHour;
    ASSIGN_OR_RETURN(
        Case one, open_case({SubjectKind::kNetwork, network.id, findings.run_id, title_of(network)},
                            by, options.at, due));
    ASSIGN_OR_RETURN(const auto kept, cases.find(one.id));
    if (kept) {
      ++there;
    } else {
      fresh.push_back(std::move(one));
    }
  }
  if (!found && !options.network.empty()) {
    return Error{ErrorCode::kNotFound,
                 fmt::format("run {} has no network '{}'", findings.run_id, options.network)};
  }
  RETURN_IF_ERROR(cases.add(fresh));
  CommandAnswer answer = answer_of(options.verb, fresh);
  answer.text += fmt::format("{} opened, {} were there already.\n", fresh.size(), there);
  return answer;
}

Error no_case(const std::string& id) {
  return {ErrorCode::kNotFound,
          fmt::format("there is no case '{}'; overt cases list names them", id)};
}

Result<Case> find_case(CaseStore& cases, const std::string& id) {
  ASSIGN_OR_RETURN(auto found, cases.find(id));
  if (found) return *std::move(found);
  return no_case(id);
}

Result<void> take_step(const CasesOptions& options, DecisionStore& people, Case& one,
                       const Person& by) {
  switch (options.verb) {
    case CasesVerb::kAssign: {
      ASSIGN_OR_RETURN(const Person to, find_staff(people, options.to));
      return assign_case(one, by, to, options.at);
    }
    case CasesVerb::kNote:
      return note_case(one, by, options.text, options.at);
    case CasesVerb::kClose:
      return close_case(one, by, options.text, options.at);
    default:
      CHECK(options.verb == CasesVerb::kReopen);
      return reopen_case(one, by, options.text, options.at);
  }
}

Result<CommandAnswer> change(const CasesOptions& options) {
  ASSIGN_OR_RETURN(const auto people, open_decisions(options.data, DecisionAccess::kRead));
  const std::string_view verb = kCasesVerbNames.at(static_cast<std::size_t>(options.verb));
  ASSIGN_OR_RETURN(const Person by,
                   acting_staff({options.data, *people, "cases", verb, options.by, options.proof}));
  ASSIGN_OR_RETURN(const auto cases, open_cases(options.data, DecisionAccess::kWrite));
  if (options.verb == CasesVerb::kOpen) return open_from_run(options, *cases, by);
  ASSIGN_OR_RETURN(Case one, find_case(*cases, options.id));
  const std::size_t before = one.events.size();
  RETURN_IF_ERROR(take_step(options, *people, one, by));
  CHECK_EQ(one.events.size(), before + 1);
  RETURN_IF_ERROR(cases->append(one.id, before, one.events.back()));
  return answer_of(CasesVerb::kShow, {one});
}

Result<CommandAnswer> look(const CasesOptions& options) {
  // Says what to do where there is no such folder.
  ASSIGN_OR_RETURN(const auto people, open_decisions(options.data, DecisionAccess::kRead));
  ASSIGN_OR_RETURN(const auto cases, open_cases(options.data, DecisionAccess::kRead));
  ASSIGN_OR_RETURN(Cases found, cases->all());
  const bool show = options.verb == CasesVerb::kShow;
  std::erase_if(found, [&](const Case& one) {
    return show ? one.id != options.id : !options.all && !is_open(one);
  });
  if (show && found.empty()) return no_case(options.id);
  CommandAnswer answer = answer_of(options.verb, found);
  if (found.empty()) answer.text = "No case.\n";
  return answer;
}

}  // namespace

Result<CommandAnswer> run_cases(const CasesOptions& options, Progress& /*progress*/) {
  const bool looks = options.verb == CasesVerb::kList || options.verb == CasesVerb::kShow;
  return looks ? look(options) : change(options);
}

}  // namespace overt
