#include "pipeline/run_labels.h"

#include <set>

#include <fmt/format.h>

#include "adapters/files/files.h"
#include "adapters/files/line_log.h"
#include "base/json_writer.h"
#include "pipeline/label_log.h"
#include "pipeline/read_registry.h"
#include "stages/labels/assess_control.h"
#include "stages/labels/decode_assessment.h"
#include "stages/labels/inherit_labels.h"
#include "stages/labels/label_events_json.h"
#include "stages/labels/label_history.h"

namespace overt {
namespace {

constexpr std::uint64_t kAssessmentBytesMax = std::uint64_t{4} << 20;

Result<std::vector<AssessedOutlet>> read_assessments(const LabelOptions& options,
                                                     const RegistryView* view) {
  std::vector<AssessedOutlet> outlets;
  std::set<std::string> ids;
  for (const std::string& path : options.paths) {
    ASSIGN_OR_RETURN(const std::string text, read_whole_file(path, kAssessmentBytesMax));
    AssessedOutlet outlet;
    outlet.path = path;
    ASSIGN_OR_RETURN(outlet.assessment, decode_assessment(text, path));
    if (!ids.insert(outlet.assessment.id).second) {
      return Error{ErrorCode::kBadInput,
                   fmt::format("{}: the assessment '{}' was given already; each has an id of its "
                               "own",
                               path, outlet.assessment.id)};
    }
    if (view != nullptr) look_up_evidence(outlet.assessment, *view);
    outlet.result = assess_control(outlet.assessment, options.day);
    outlets.push_back(std::move(outlet));
  }
  return outlets;
}

bool names_claims(const ControlAssessment& assessment) {
  for (const CriterionSheet& sheet : assessment.criteria) {
    for (const ControlEvidence& evidence : sheet.evidence) {
      if (!evidence.claim.empty()) return true;
    }
  }
  return false;
}

Result<LabelSummary> assess(const LabelOptions& options) {
  LabelSummary summary;
  std::optional<RegistryView> view;
  if (!options.registry.empty()) {
    ASSIGN_OR_RETURN(view, read_registry(options.registry));
  }
  ASSIGN_OR_RETURN(summary.outlets, read_assessments(options, view ? &*view : nullptr));
  for (const AssessedOutlet& outlet : summary.outlets) {
    if (!view && names_claims(outlet.assessment)) {
      summary.notes.push_back(
          fmt::format("{} names claims of the registry, which count for nothing without --registry",
                      outlet.path));
    }
  }
  return summary;
}

void describe_inheritance(const InheritedLabels& labels, LabelSummary& summary) {
  for (const RefusedLabel& refused : labels.refused) {
    summary.not_given.push_back(
        {refused.subject, refused.name, std::string(name_of(refused.refusal)), refused.reason});
  }
  for (const std::string& entity : labels.unknown) {
    summary.notes.push_back(fmt::format(
        "the registry does not have '{}', which was assessed; import what it is first", entity));
  }
}

Result<LabelSummary> apply(const LabelOptions& options) {
  LabelSummary summary;
  ASSIGN_OR_RETURN(const RegistryView view, read_registry(options.registry));
  ASSIGN_OR_RETURN(summary.outlets, read_assessments(options, &view));
  std::vector<AssessedControl> assessed;
  for (const AssessedOutlet& outlet : summary.outlets) {
    assessed.push_back({&outlet.assessment, outlet.result});
  }
  const InheritedLabels labels = inherit_labels(view, assessed, options.day);
  describe_inheritance(labels, summary);
  ASSIGN_OR_RETURN(const auto log, open_line_log(options.log, LogUse::kAppend));
  ASSIGN_OR_RETURN(const LabelHistory history, read_label_history(*log, options.log));
  const LabelMoment moment{options.day * kMicrosPerDay, options.by, options.policy};
  if (!history.events().empty() && history.events().back().at > moment.at) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{}: the last event is of {}; the past is not added to, take that day "
                             "or a later one",
                             options.log, format_date(history.events().back().at))};
  }
  summary.events = label_changes(history, labels, assessed, moment);
  std::vector<LabelEvent> all(history.events().begin(), history.events().end());
  all.insert(all.end(), summary.events.begin(), summary.events.end());
  ASSIGN_OR_RETURN(const LabelHistory after, LabelHistory::of(std::move(all)));
  summary.standing = after.standing().size();
  if (options.dry_run) return summary;
  std::vector<std::string> lines;
  for (const LabelEvent& event : summary.events) lines.push_back(label_event_line(event));
  RETURN_IF_ERROR(log->append(lines));
  return summary;
}

Result<LabelSummary> read_log(const LabelOptions& options) {
  ASSIGN_OR_RETURN(const auto log, open_line_log(options.log, LogUse::kRead));
  ASSIGN_OR_RETURN(const LabelHistory history, read_label_history(*log, options.log));
  LabelSummary summary;
  const auto take = [&](const std::vector<const LabelEvent*>& events) {
    for (const LabelEvent* const event : events) summary.events.push_back(*event);
  };
  summary.standing = history.standing().size();
  switch (options.verb) {
    case LabelVerb::kShow:
      take(history.labels_of(*options.subject));
      break;
    case LabelVerb::kHistory:
      if (options.subject) {
        take(history.about(*options.subject));
      } else {
        summary.events.assign(history.events().begin(), history.events().end());
      }
      break;
    default:
      take(history.standing());
  }
  return summary;
}

void write_outlet(JsonWriter& json, const AssessedOutlet& outlet) {
  const ControlAssessment& sheet = outlet.assessment;
  const ControlResult& result = outlet.result;
  json.begin_object();
  json.field("assessment", sheet.id);
  json.field("label", sheet.label);
  json.field("entity", sheet.entity);
  json.field("name", sheet.name);
  json.field("state", sheet.state);
  json.field("outcome", name_of(result.outcome));
  json.field("in_force", result.in_force);
  json.field("expires", format_date(result.expires_day * kMicrosPerDay));
  json.field("review_by", format_date(sheet.review_day * kMicrosPerDay));
  json.field("public_funding", name_of(sheet.funding));
  json.field("raised_scrutiny", result.raised_scrutiny);
  json.field("independent_reviews", result.independent_reviews);
  json.key("reasons");
  json.begin_array();
  for (const ControlReason reason : result.reasons) json.value(name_of(reason));
  json.end_array();
  json.key("criteria");
  json.begin_array();
  for (std::size_t i = 0; i < kControlCriterionCount; ++i) {
    json.begin_object();
    json.field("criterion", name_of(static_cast<ControlCriterion>(i)));
    json.field("finding", name_of(result.findings.at(i)));
    json.field("why", sheet.criteria.at(i).why);
    json.field("for_control", result.for_control.at(i));
    json.field("for_independence", result.for_independence.at(i));
    json.end_object();
  }
  json.end_array();
  json.field("home", sheet.reach.home);
  json.field("current_affairs_abroad", name_of(sheet.reach.current_affairs_abroad));
  json.field("contest", sheet.contest.how);
  json.end_object();
}

}  // namespace

Result<LabelSummary> run_label(const LabelOptions& options, Progress& /*progress*/) {
  switch (options.verb) {
    case LabelVerb::kAssess:
      return assess(options);
    case LabelVerb::kApply:
      return apply(options);
    default:
      return read_log(options);
  }
}

std::string label_summary_json(const LabelOptions& options, const LabelSummary& summary) {
  static constexpr std::string_view kVerbs[] = {"assess", "apply", "list", "show", "history"};
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.field("command", "label");
  json.field("verb", kVerbs[static_cast<std::size_t>(options.verb)]);
  json.key("assessments");
  json.begin_array();
  for (const AssessedOutlet& outlet : summary.outlets) write_outlet(json, outlet);
  json.end_array();
  json.key("events");
  json.begin_array();
  for (const LabelEvent& event : summary.events) write_label_event(json, event);
  json.end_array();
  json.key("not_given");
  json.begin_array();
  for (const LabelNotGiven& one : summary.not_given) {
    json.begin_object();
    json.field("subject", name_of(one.subject));
    json.field("name", one.name);
    json.field("refusal", one.refusal);
    json.field("reason", one.reason);
    json.end_object();
  }
  json.end_array();
  json.field("standing", summary.standing);
  json.key("notes");
  json.begin_array();
  for (const std::string& note : summary.notes) json.value(note);
  json.end_array();
  json.end_object();
  return text;
}

}  // namespace overt
