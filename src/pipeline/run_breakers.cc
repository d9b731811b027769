#include "pipeline/run_breakers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/check.h"
#include "base/json_writer.h"
#include "pipeline/acting_staff.h"
#include "pipeline/decision_data.h"
#include "pipeline/deliver_breakers.h"
#include "pipeline/delivery_rules_book.h"

namespace overt {
namespace {

constexpr std::size_t kDigestShown = 12;

std::string_view name_of(BreakersVerb verb) {
  return kBreakersVerbNames.at(static_cast<std::size_t>(verb));
}

void begin(JsonWriter& json, BreakersVerb verb) {
  json.begin_object();
  json.field("command", "breakers");
  json.field("verb", name_of(verb));
}

void write_accepted(JsonWriter& json, const AcceptedRules& accepted) {
  json.begin_object();
  json.key("at");
  accepted.at == 0 ? json.null() : json.value(format_rfc3339(accepted.at));
  json.field("by", accepted.by);
  json.field("known_by", overt::name_of(accepted.known_by));
  json.field("reason", accepted.reason);
  json.field("sha256", accepted.sha256);
  json.key("changes");
  json.begin_array();
  for (const std::string& change : accepted.changes) json.value(change);
  json.end_array();
  json.key("limits");
  write_delivery_rules(json, accepted.rules);
  json.end_object();
}

/// "since 2024-…, by apo: a busy week".
std::string describe_accepted(const AcceptedRules& accepted) {
  if (accepted.at == 0) return "as they are without a breakers.yaml";
  return fmt::format(
      "since {}, {}{}{}", format_rfc3339(accepted.at),
      accepted.by.empty() ? std::string("taken up by a delivery")
                          : fmt::format("accepted by {}: {}", accepted.by, accepted.reason),
      accepted.sha256.empty() ? "; there was no breakers.yaml" : "; breakers.yaml had the SHA-256 ",
      accepted.sha256.empty() ? "" : accepted.sha256.substr(0, kDigestShown) + "…");
}

CommandAnswer settings_to_change() {
  CommandAnswer answer;
  answer.text = delivery_rules_template();
  JsonWriter json(answer.json);
  begin(json, BreakersVerb::kSettings);
  json.field("template", answer.text);
  json.end_object();
  return answer;
}

void write_standing(JsonWriter& json, const RulesStanding& standing,
                    const std::vector<BreakerCount>& counts,
                    const std::vector<DeliveryStep>& tripped) {
  json.key("accepted");
  write_accepted(json, standing.accepted);
  json.field("file_sha256", standing.file.sha256);
  json.key("file_changes");
  json.begin_array();
  for (const RuleChange& change : standing.changes) {
    json.begin_object();
    json.field("change", change.words);
    json.field("looser", change.looser);
    json.end_object();
  }
  json.end_array();
  json.field("doubt", standing.doubt);
  json.key("counts");
  json.begin_array();
  for (const BreakerCount& one : counts) {
    json.begin_object();
    json.field("breaker", one.breaker);
    json.field("count", one.count);
    json.field("max", one.max);
    json.field("of", one.words);
    json.end_object();
  }
  json.end_array();
  json.key("tripped");
  json.begin_array();
  for (const DeliveryStep& step : tripped) {
    json.begin_object();
    json.field("breaker", step.breaker);
    json.field("at", format_rfc3339(step.at));
    json.field("why", step.words);
    json.end_object();
  }
  json.end_array();
}

std::string describe_standing(const RulesStanding& standing,
                              const std::vector<BreakerCount>& counts) {
  std::string text =
      fmt::format("The limits that hold, {}:\n{}", describe_accepted(standing.accepted),
                  render_delivery_rules(standing.accepted.rules));
  if (counts.empty()) text += "Nothing was counted within a day.\n";
  for (const BreakerCount& one : counts) {
    text += fmt::format("{}: {} of {} {}\n", one.breaker, one.count, one.max, one.words);
  }
  if (!standing.doubt.empty() || standing.changes.empty()) return text;
  std::vector<std::string> words;
  for (const RuleChange& change : standing.changes) words.push_back(change.words);
  return text + fmt::format("The next delivery takes up from breakers.yaml: {}.\n",
                            fmt::join(words, ", "));
}

Result<CommandAnswer> show(const BreakersOptions& options) {
  ASSIGN_OR_RETURN(const auto store, open_decisions(options.data, DecisionAccess::kRead));
  ASSIGN_OR_RETURN(const RulesStanding standing, rules_standing(options.data, *store));
  ASSIGN_OR_RETURN(const auto tripped, tripped_breakers(options.data, *store, options.at));
  ASSIGN_OR_RETURN(const auto breakers,
                   DeliveryBreakers::read(*store, standing.accepted.rules.limits, options.at));
  const auto counts = breakers.counts();
  CommandAnswer answer;
  answer.sound = tripped.empty();
  answer.text = describe_standing(standing, counts);
  for (const DeliveryStep& step : tripped) {
    answer.text +=
        fmt::format("Nothing but undoing goes out: breaker {}: {}.\n", step.breaker, step.words);
  }
  JsonWriter json(answer.json);
  begin(json, options.verb);
  write_standing(json, standing, counts, tripped);
  json.end_object();
  return answer;
}

Result<CommandAnswer> history(const BreakersOptions& options) {
  ASSIGN_OR_RETURN(const auto store, open_decisions(options.data, DecisionAccess::kRead));
  ASSIGN_OR_RETURN(const auto all, read_accepted_rules(*store));
  CommandAnswer answer;
  if (all.empty()) answer.text = "The limits were never changed.\n";
  JsonWriter json(answer.json);
  begin(json, options.verb);
  json.key("changes");
  json.begin_array();
  for (const AcceptedRules& one : all) {
    answer.text += fmt::format("{}: {}\n", describe_accepted(one), fmt::join(one.changes, ", "));
    write_accepted(json, one);
  }
  json.end_array();
  json.end_object();
  return answer;
}

Result<CommandAnswer> accept(const BreakersOptions& options) {
  ASSIGN_OR_RETURN(const auto store, open_decisions(options.data, DecisionAccess::kWrite));
  ASSIGN_OR_RETURN(const Person person,
                   acting_staff({options.data, *store, "breakers", name_of(options.verb),
                                 options.by, options.proof}));
  ASSIGN_OR_RETURN(
      const AcceptedRules accepted,
      accept_rules(options.data, *store, {person.id, person.known_by, options.reason, options.at}));
  CommandAnswer answer;
  answer.text = fmt::format("The limits of breakers.yaml hold from now on: {}.\n",
                            fmt::join(accepted.changes, ", "));
  JsonWriter json(answer.json);
  begin(json, options.verb);
  json.key("accepted");
  write_accepted(json, accepted);
  json.end_object();
  return answer;
}

}  // namespace

Result<CommandAnswer> run_breakers(const BreakersOptions& options, Progress& /*progress*/) {
  switch (options.verb) {
    case BreakersVerb::kSettings:
      return settings_to_change();
    case BreakersVerb::kShow:
      return show(options);
    case BreakersVerb::kHistory:
      return history(options);
    case BreakersVerb::kAccept:
      return accept(options);
  }
  CHECK(false);
}

}  // namespace overt
