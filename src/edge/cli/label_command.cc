#include "edge/cli/label_command.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "edge/cli/values.h"

namespace overt::cli {
namespace {

const std::vector<std::string>& verbs() {
  static const std::vector<std::string> words = {"assess", "apply", "list", "show", "history"};
  return words;
}

Error wrong(std::string_view message) {
  return {ErrorCode::kInvalidArgument, fmt::format("{} (see: overt help label)", message)};
}

Result<LabelVerb> verb_of(const Arguments& arguments) {
  if (arguments.operands.empty()) {
    return wrong(fmt::format("what about labels? say overt label {}", describe_choice(verbs())));
  }
  const std::string& word = arguments.operands.front();
  const auto found = std::find(verbs().begin(), verbs().end(), word);
  if (found != verbs().end()) return static_cast<LabelVerb>(found - verbs().begin());
  const std::string_view closest = closest_word(word, verbs());
  return wrong(fmt::format("'{}' is not {}{}", word, describe_choice(verbs()),
                           closest.empty() ? "" : fmt::format("; did you mean {}?", closest)));
}

bool takes_assessments(LabelVerb verb) {
  return verb == LabelVerb::kAssess || verb == LabelVerb::kApply;
}

/// An option that the verb does not read would be silently without effect.
Result<void> refuse_others(const Arguments& arguments, LabelVerb verb, std::string_view word) {
  const auto refuse = [&](const std::string& option, bool taken) -> Result<void> {
    if (taken || !arguments.has(option)) return {};
    return wrong(fmt::format("overt label {} does not take {}", word, option));
  };
  const bool apply = verb == LabelVerb::kApply;
  RETURN_IF_ERROR(refuse("--on", takes_assessments(verb)));
  RETURN_IF_ERROR(refuse("--registry", takes_assessments(verb)));
  RETURN_IF_ERROR(refuse("--log", verb != LabelVerb::kAssess));
  RETURN_IF_ERROR(refuse("--by", apply));
  RETURN_IF_ERROR(refuse("--policy", apply));
  return refuse("--dry-run", apply);
}

Result<void> read_assessed(const Arguments& arguments, LabelOptions& options) {
  options.paths.assign(arguments.operands.begin() + 1, arguments.operands.end());
  if (options.paths.empty()) return wrong("no FILE: name the assessments to weigh");
  const auto on = arguments.options.find("--on");
  if (on == arguments.options.end()) {
    return wrong("--on DATE is missing: the day to weigh them for, like 2024-09-23");
  }
  const auto date = parse_partial_date(on->second);
  if (!date || date->first_day != date->last_day) {
    return wrong(fmt::format("--on: '{}' is not a date like 2024-09-23", on->second));
  }
  options.day = date->first_day;
  return {};
}

Result<void> read_subject(const Arguments& arguments, LabelOptions& options) {
  if (arguments.operands.size() > 2) {
    return wrong(fmt::format("one subject at a time, not also '{}'", arguments.operands[2]));
  }
  if (arguments.operands.size() == 2) {
    options.subject = parse_label_subject(arguments.operands[1]);
    if (!options.subject) {
      return wrong(
          fmt::format("'{}' is not a subject like entity:ID, website:HOST or "
                      "account:SERVICE:NAME",
                      arguments.operands[1]));
    }
  }
  if (options.verb == LabelVerb::kShow && !options.subject) {
    return wrong("no SUBJECT: name one, like account:SERVICE:NAME");
  }
  if (options.verb == LabelVerb::kList && options.subject) {
    return wrong("overt label list takes no subject; overt label show does");
  }
  return {};
}

Result<void> require_for_apply(const LabelOptions& options) {
  if (options.registry.empty()) {
    return wrong("--registry FILE is missing: labels go down what the registry says");
  }
  if (options.by.empty()) return wrong("--by WHO is missing: every label says who gave it");
  return {};
}

std::string date_of(std::int32_t day) { return format_date(day * kMicrosPerDay); }

std::string describe_outlet(const AssessedOutlet& outlet) {
  const ControlAssessment& sheet = outlet.assessment;
  const ControlResult& result = outlet.result;
  std::string text =
      fmt::format("{} ({}, {}): {}", sheet.name, sheet.entity, sheet.id, name_of(result.outcome));
  text += result.in_force ? fmt::format(", in force until {}\n", date_of(result.expires_day))
                          : ", not in force\n";
  for (std::size_t i = 0; i < kControlCriterionCount; ++i) {
    text += fmt::format("  {:<11} {:<12} {} for control, {} for independence: {}\n",
                        name_of(static_cast<ControlCriterion>(i)), name_of(result.findings.at(i)),
                        result.for_control.at(i), result.for_independence.at(i),
                        sheet.criteria.at(i).why);
  }
  text += fmt::format("  reviews     {} independent, of {}\n", result.independent_reviews,
                      sheet.reviews.size());
  text += fmt::format(
      "  funding     public: {}; {}\n", name_of(sheet.funding),
      result.raised_scrutiny ? "raises the scrutiny and decides nothing" : "decides nothing");
  text += "  because    ";
  for (const ControlReason reason : result.reasons) text += fmt::format(" {}", name_of(reason));
  return text + fmt::format("\n  contest     {}\n", sheet.contest.how);
}

std::string describe_event(const LabelEvent& event) {
  std::string text = fmt::format("{} {} {} {}", format_date(event.at), name_of(event.kind),
                                 event.label, name_of(event.subject));
  if (!event.name.empty()) text += fmt::format(" ({})", event.name);
  text += fmt::format(": {}; by {}", event.reason, event.by);
  if (!event.policy.empty()) text += fmt::format(", under {}", event.policy);
  return text + "\n";
}

std::string describe_applied(const LabelOptions& options, const LabelSummary& summary) {
  std::string text;
  for (const LabelEvent& event : summary.events) text += describe_event(event);
  for (const LabelNotGiven& one : summary.not_given) {
    text += fmt::format("not labelled: {} ({}): {}\n", name_of(one.subject), one.name, one.reason);
  }
  text += fmt::format("{} {} to {}; {} {} on {}.\n", describe_count(summary.events.size()),
                      options.dry_run ? "events would be added" : "events added", options.log,
                      describe_count(summary.standing), "labels hold", date_of(options.day));
  return text;
}

}  // namespace

CommandText label_command_text() {
  const LabelOptions defaults;
  return {
      "label",
      "say which outlets are state-controlled, label what is theirs, and keep the history",
      {"'assess FILE...' weighs control assessments on a day: five criteria, graded evidence, two "
       "independent reviews at least. Public funding decides nothing, and the same sheet under "
       "another country's name comes to the same.",
       "'apply FILE...' brings the label log up to date: labels go from an assessed outlet down to "
       "what it owns or controls on the day, and to its accounts and sites. 'list', 'show SUBJECT' "
       "and 'history [SUBJECT]' read the log. Nothing is ever taken out of it."},
      {"VERB [FILE...|SUBJECT]",
       "assess FILE..., apply FILE..., list, show SUBJECT or history [SUBJECT]. A SUBJECT is "
       "entity:ID, website:HOST or account:SERVICE:NAME.",
       {}},
      {{"--on",
        "",
        "DATE",
        "The day to assess or apply for, like 2024-09-23. Required by both.",
        "",
        ValueKind::kText,
        {},
        "Labels"},
       {"--registry",
        "",
        "FILE",
        "The registry, or a dossier by itself. Required by apply; assess needs it where evidence "
        "names claims.",
        "",
        ValueKind::kFile,
        {},
        "Labels"},
       {"--log",
        "",
        "FILE",
        "The label log, NDJSON.",
        defaults.log,
        ValueKind::kFile,
        {},
        "Labels"},
       {"--by",
        "",
        "WHO",
        "Who applies the labels: in every event. Required by apply.",
        "",
        ValueKind::kText,
        {},
        "Labels"},
       {"--policy",
        "",
        "CLAUSE",
        "The clause they are applied under: in every event.",
        "",
        ValueKind::kText,
        {},
        "Labels"},
       {"--dry-run",
        "",
        "",
        "Say what apply would add, and add nothing.",
        "",
        ValueKind::kFlag,
        {},
        "Labels"}},
      {{"overt label assess registry/fall-2024/assessments/*.yaml --on 2024-09-16",
        "what the bundled assessments come to"},
       {"overt label apply registry/fall-2024/assessments/*.yaml --on 2024-09-16 --registry "
        "registry/fall-2024/claims.yaml --by 'J. Doe'",
        "label what is theirs"},
       {"overt label history account:clipper:news_desk", "all that was said of an account"},
       {"overt label list --json", "an export of what holds"}}};
}

Result<LabelOptions> interpret_label(const Arguments& arguments) {
  LabelOptions options;
  ASSIGN_OR_RETURN(options.verb, verb_of(arguments));
  RETURN_IF_ERROR(refuse_others(arguments, options.verb, arguments.operands.front()));
  const auto take = [&](const std::string& name, std::string& field) {
    const auto found = arguments.options.find(name);
    if (found != arguments.options.end()) field = found->second;
  };
  take("--registry", options.registry);
  take("--log", options.log);
  take("--by", options.by);
  take("--policy", options.policy);
  options.dry_run = arguments.has("--dry-run");
  if (takes_assessments(options.verb)) {
    RETURN_IF_ERROR(read_assessed(arguments, options));
  } else {
    RETURN_IF_ERROR(read_subject(arguments, options));
  }
  if (options.verb == LabelVerb::kApply) RETURN_IF_ERROR(require_for_apply(options));
  return options;
}

std::string describe(const LabelOptions& options, const LabelSummary& summary, double /*seconds*/) {
  std::string text;
  if (options.verb == LabelVerb::kAssess) {
    for (const AssessedOutlet& outlet : summary.outlets) text += describe_outlet(outlet);
  } else if (options.verb == LabelVerb::kApply) {
    text = describe_applied(options, summary);
  } else {
    for (const LabelEvent& event : summary.events) text += describe_event(event);
    if (summary.events.empty()) text = "No label.\n";
  }
  for (const std::string& note : summary.notes) text += fmt::format("Note: {}\n", note);
  return text;
}

std::string to_json(const LabelOptions& options, const LabelSummary& summary, double /*seconds*/) {
  return label_summary_json(options, summary) + "\n";
}

}  // namespace overt::cli
