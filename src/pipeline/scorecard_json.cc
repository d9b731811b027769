#include "pipeline/scorecard_json.h"

#include <cmath>

#include "base/check.h"

namespace overt {
namespace {

constexpr double kMillion = 1e6;

// Not known is null, which no threshold takes for a number.
void field_if(JsonWriter& json, std::string_view name, bool known, double value) {
  json.key(name);
  known ? json.value(value) : json.null();
}

void write_share(JsonWriter& json, const std::string& name, const BoundedShare& share) {
  field_if(json, name, share.known(), share.share());
  field_if(json, name + "_lower", share.known(), share.lower);
  field_if(json, name + "_upper", share.known(), share.upper);
}

void write_rate(JsonWriter& json, const BoundedShare& accused) {
  field_if(json, "accused_per_million", accused.known(), accused.share() * kMillion);
  field_if(json, "accused_per_million_lower", accused.known(), accused.lower * kMillion);
  field_if(json, "accused_per_million_upper", accused.known(), accused.upper * kMillion);
}

void write_counts(JsonWriter& json, const ScoreCounts& counts) {
  json.field("organic_accounts", counts.organic_accounts);
  json.field("organic_accused", counts.organic_accused);
  json.field("planted_accounts", counts.planted_accounts);
  json.field("planted_found", counts.planted_found);
  json.field("networks_planted", counts.networks_planted);
  json.field("networks_confirmed", counts.networks_confirmed);
}

void write_recall_fields(JsonWriter& json, const RecallLine& line) {
  json.field("planted_accounts", line.accounts.trials);
  json.field("planted_found", line.accounts.count);
  write_share(json, "recall", line.accounts);
  json.field("networks_planted", line.networks);
  json.field("networks_confirmed", line.networks_confirmed);
}

void write_goals(JsonWriter& json, const RuleScore& rule) {
  json.key("goals");
  json.begin_object();
  for (const auto& line : rule.recall) {
    if (line.dimension != "goal") continue;
    json.key(line.value);
    json.begin_object();
    write_recall_fields(json, line);
    json.end_object();
  }
  json.end_object();
}

void write_recall(JsonWriter& json, const RuleScore& rule) {
  json.key("recall_by");
  json.begin_array();
  for (const auto& line : rule.recall) {
    if (line.dimension == "goal") continue;
    json.begin_object();
    json.field("dimension", line.dimension);
    json.field("value", line.value);
    json.field("among", line.among);
    write_recall_fields(json, line);
    json.end_object();
  }
  json.end_array();
}

void write_accused_by_kind(JsonWriter& json, const RuleScore& rule) {
  json.key("accused_by_kind");
  json.begin_object();
  for (const auto& line : rule.accused_by_kind) {
    json.key(line.kind);
    json.begin_object();
    json.field("organic_accounts", line.accounts);
    json.field("organic_accused", line.accused);
    json.end_object();
  }
  json.end_object();
}

void write_rule(JsonWriter& json, const RuleScore& rule) {
  json.field("accuses", rule.about);
  write_counts(json, rule.counts);
  write_rate(json, rule.accused);
  write_share(json, "precision", rule.right);
  write_share(json, "recall", rule.found);
  write_share(json, "networks_share", rule.confirmed);
  json.field("seeds_accusing", rule.seeds_accusing.count);
  write_share(json, "seeds_accusing_share", rule.seeds_accusing);
  write_goals(json, rule);
  write_accused_by_kind(json, rule);
  write_recall(json, rule);
}

void write_named_rules(JsonWriter& json, std::string_view name, const Scorecard& card,
                       bool rivals) {
  json.key(name);
  json.begin_object();
  for (std::size_t i = 1; i < card.rules.size(); ++i) {
    if (card.rules[i].is_rival != rivals) continue;
    json.key(card.rules[i].name);
    json.begin_object();
    write_rule(json, card.rules[i]);
    json.end_object();
  }
  json.end_object();
}

void write_verdicts(JsonWriter& json, const Scorecard& card) {
  json.key("confirmed_by_kind");
  json.begin_array();
  for (const auto& line : card.verdicts) {
    json.begin_object();
    json.field("kind", line.kind);
    json.field("planted", line.planted);
    json.field("explanation", line.explanation);
    json.field("tier", line.tier);
    json.field("networks", line.networks);
    json.field("members", line.members);
    json.end_object();
  }
  json.end_array();
}

void write_reliability(JsonWriter& json, const Scorecard& card) {
  json.key("reliability");
  json.begin_array();
  for (const auto& bin : card.reliability) {
    json.begin_object();
    json.field("q_above", bin.above);
    json.field("q_to", bin.to);
    json.field("undisclosed_accounts", bin.undisclosed);
    json.field("planted_accounts", bin.planted);
    json.field("all_accounts", bin.all);
    json.field("together_accounts", bin.together);
    const auto accounts = static_cast<double>(bin.undisclosed);
    field_if(json, "mean_q", bin.undisclosed > 0, bin.sum_q / accounts);
    json.end_object();
  }
  json.end_array();
  json.field("calibration_error", card.calibration_error);
}

void write_words(JsonWriter& json, std::string_view name, const std::vector<std::string>& words) {
  json.key(name);
  json.begin_array();
  for (const auto& word : words) json.value(word);
  json.end_array();
}

double rounded(double decades) { return std::round(decades * 100) / 100; }

void write_planted(JsonWriter& json, const Scorecard& card, const PlantedScore& network) {
  json.begin_object();
  json.field("id", network.id);
  json.field("kind", network.kind);
  json.field("accounts", network.accounts);
  json.field("targets", network.targets);
  json.field("sources", network.sources);
  json.field("jitter_s", network.jitter_s);
  json.field("camouflage", network.camouflage);
  json.field("paraphrase", network.paraphrase);
  write_words(json, "families", network.families);
  json.key("found");
  json.begin_object();
  for (std::size_t i = 0; i < card.rules.size(); ++i) {
    json.field(card.rules[i].name, network.found[i]);
  }
  json.end_object();
  json.field("accounts_in_finding", network.accounts_in_finding);
  if (network.accounts_in_finding > 0) {
    json.field("status", network.status);
    json.field("tier", network.tier);
    json.field("explanation", network.explanation);
    write_words(json, "families_held", network.families_held);
    json.field("log10_q", rounded(network.log10_q));
  }
  json.end_object();
}

void write_confirmed(JsonWriter& json, const ConfirmedScore& network) {
  json.begin_object();
  json.field("group", network.group);
  json.field("kind", network.kind);
  json.field("members", network.members);
  json.field("planted_members", network.planted_members);
  json.field("tier", network.tier);
  json.field("explanation", network.explanation);
  write_words(json, "families_held", network.families_held);
  json.field("sources", network.sources);
  json.field("triggers", network.triggers);
  json.field("log10_q", rounded(network.log10_q));
  json.end_object();
}

void write_seed(JsonWriter& json, const Scorecard& card, const SeedScore& seed,
                ScorecardDetail detail) {
  json.begin_object();
  json.field("seed", seed.seed);
  json.field("events", seed.events);
  write_counts(json, seed.rules.front());
  json.field("candidates", seed.candidates);
  json.field("networks_reported", seed.networks_reported);
  json.field("networks_mistaken", seed.networks_mistaken);
  if (detail == ScorecardDetail::kEveryNetwork) {
    json.key("planted");
    json.begin_array();
    for (const auto& network : seed.planted) write_planted(json, card, network);
    json.end_array();
    json.key("confirmed");
    json.begin_array();
    for (const auto& network : seed.confirmed) write_confirmed(json, network);
    json.end_array();
  }
  json.end_object();
}

}  // namespace

void write_scorecard(JsonWriter& json, const Scorecard& card, ScorecardDetail detail) {
  CHECK(!card.rules.empty());
  json.field("version", card.version);
  json.field("scenario", card.scenario);
  json.field("first_seed", card.first_seed);
  json.field("seeds", static_cast<std::uint64_t>(card.seeds.size()));
  json.field("accounts", card.accounts);
  json.field("with_planted", card.planted);
  json.field("window_s", static_cast<double>(card.window) / kMicrosPerSecond);
  json.field("level", card.level);
  json.field("events", card.events);
  write_rule(json, card.rules.front());
  json.field("candidates", card.candidates);
  json.field("networks_reported", card.networks_reported);
  json.field("networks_mistaken", card.networks_mistaken);
  write_verdicts(json, card);
  write_reliability(json, card);
  write_named_rules(json, "variants", card, false);
  write_named_rules(json, "rivals", card, true);
  json.key("by_seed");
  json.begin_array();
  for (const auto& seed : card.seeds) write_seed(json, card, seed, detail);
  json.end_array();
}

std::string render_scorecard_json(const Scorecard& card) {
  std::string text;
  JsonWriter json(text, 2);
  json.begin_object();
  write_scorecard(json, card, ScorecardDetail::kEveryNetwork);
  json.end_object();
  text += '\n';
  return text;
}

}  // namespace overt
