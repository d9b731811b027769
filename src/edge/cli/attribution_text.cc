#include "edge/cli/attribution_text.h"

#include <fmt/format.h>

#include "base/json_writer.h"
#include "edge/cli/values.h"

namespace overt::cli {

std::string describe(const EvaluateAttributionOptions& /*options*/, const AttributionScore& score,
                     double seconds) {
  std::string text = fmt::format(
      "Asked who is behind the networks of {} simulated platforms, in {:.0f} s.\n"
      "Of {} that a known entity runs: {} right, {} abstained. Wrong, of all networks: {}.\n"
      "{}Traps: {} of {} resisted.\n\n",
      score.seeds, seconds, describe_count(score.attributable), describe_count(score.right),
      describe_count(score.abstained), score.wrong,
      score.undetected == 0 ? ""
                            : fmt::format("Of those abstained, {} were not found in the log.\n",
                                          describe_count(score.undetected)),
      describe_count(score.traps_resisted), describe_count(score.traps));
  text += fmt::format("{:<28}{:>10}{:>16}{:>8}\n", "network", "planted", "right/resisted", "wrong");
  for (const auto& [kind, one] : score.kinds) {
    text += fmt::format("{:<28}{:>10}{:>16}{:>8}\n", kind, one.networks, one.right, one.wrong);
  }
  text += fmt::format("\n{:<28}{:>10}{:>16}\n", "said of an entity", "times", "and it was");
  for (std::size_t i = 0; i < score.words.size(); ++i) {
    text += fmt::format("{:<28}{:>10}{:>16}\n", name_of(static_cast<Likelihood>(i)),
                        score.words[i].said, score.words[i].right);
  }
  for (const std::string& failure : score.failures) text += failure + "\n";
  return text;
}

std::string describe(const ExplainOptions& /*options*/, const ExplainSummary& summary,
                     double /*seconds*/) {
  return summary.text;
}

std::string to_json(const EvaluateAttributionOptions& /*options*/, const AttributionScore& score,
                    double /*seconds*/) {
  std::string line;
  JsonWriter json(line);
  json.begin_object();
  json.field("event", "summary");
  json.field("command", "evaluate");
  json.field("first_seed", score.first_seed);
  json.field("seeds", score.seeds);
  json.field("readers", score.readers);
  json.field("attributable", score.attributable);
  json.field("right", score.right);
  json.field("wrong", score.wrong);
  json.field("abstained", score.abstained);
  json.field("undetected", score.undetected);
  json.field("unknown_operators", score.unknown_operators);
  json.field("traps", score.traps);
  json.field("traps_resisted", score.traps_resisted);
  json.key("kinds");
  json.begin_object();
  for (const auto& [kind, one] : score.kinds) {
    json.key(kind);
    json.begin_object();
    json.field("networks", one.networks);
    json.field("right", one.right);
    json.field("wrong", one.wrong);
    json.end_object();
  }
  json.end_object();
  json.key("likelihoods");
  json.begin_object();
  for (std::size_t i = 0; i < score.words.size(); ++i) {
    json.key(name_of(static_cast<Likelihood>(i)));
    json.begin_object();
    json.field("said", score.words[i].said);
    json.field("right", score.words[i].right);
    json.end_object();
  }
  json.end_object();
  json.key("failures");
  json.begin_array();
  for (const std::string& failure : score.failures) json.value(failure);
  json.end_array();
  json.end_object();
  return line + "\n";
}

std::string to_json(const ExplainOptions& /*options*/, const ExplainSummary& summary,
                    double /*seconds*/) {
  return summary.json + "\n";
}

}  // namespace overt::cli
