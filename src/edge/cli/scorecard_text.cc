#include "edge/cli/scorecard_text.h"

#include <cmath>

#include <fmt/format.h>

#include "base/json_writer.h"
#include "edge/cli/values.h"
#include "pipeline/scorecard_json.h"

namespace overt::cli {
namespace {

std::string percent(const BoundedShare& share) {
  return share.known() ? fmt::format("{:.1f} %", 100 * share.share()) : "-";
}

std::string of(std::uint64_t count, std::uint64_t all) {
  return describe_count(count) + "/" + describe_count(all);
}

std::string per_million(double share) {
  const double rate = share * 1e6;
  if (rate >= 100) return describe_count(static_cast<std::uint64_t>(std::llround(rate)));
  return fmt::format("{:.3g}", rate);
}

std::string seeds_table(const Scorecard& card) {
  std::string text = fmt::format("{:>8} {:>10} {:>9} {:>13} {:>10} {:>10} {:>9}\n", "seed",
                                 "events", "accused", "found", "networks", "reported", "mistaken");
  for (const SeedScore& seed : card.seeds) {
    const ScoreCounts& counts = seed.rules.front();
    text += fmt::format("{:>8} {:>10} {:>9} {:>13} {:>10} {:>10} {:>9}\n", seed.seed,
                        describe_count(seed.events), counts.organic_accused,
                        of(counts.planted_found, counts.planted_accounts),
                        of(counts.networks_confirmed, counts.networks_planted),
                        seed.networks_reported, seed.networks_mistaken);
  }
  return text;
}

std::string rules_table(const Scorecard& card) {
  std::string text =
      fmt::format("{:<16} {:>9} {:>11} {:>11} {:>10} {:>8} {:>10}\n", "rule", "accused",
                  "per million", "at most", "precision", "recall", "networks");
  for (const RuleScore& rule : card.rules) {
    text += fmt::format("{:<16} {:>9} {:>11} {:>11} {:>10} {:>8} {:>10}\n", rule.name,
                        describe_count(rule.accused.count), per_million(rule.accused.share()),
                        per_million(rule.accused.upper), percent(rule.right), percent(rule.found),
                        of(rule.confirmed.count, rule.confirmed.trials));
  }
  return text;
}

std::string goal_words(const std::string& goal) {
  if (goal == "campaigns") return "campaigns of 10 x 12 or more, up to 60 s";
  if (goal == "farms") return "farms of 30 to 300 on 3 to 7 targets";
  return "operations with one source";
}

std::string recall_line(const std::string& name, const RecallLine& line) {
  return fmt::format("  {:<42} {:>8} {:>14} {:>10}\n", name, percent(line.accounts),
                     of(line.accounts.count, line.accounts.trials),
                     of(line.networks_confirmed, line.networks));
}

std::string recall_table(const RuleScore& rule) {
  std::string text = fmt::format("{:<44} {:>8} {:>14} {:>10}\n", "Recall, " + rule.name, "",
                                 "accounts", "networks");
  for (const RecallLine& line : rule.recall) {
    if (line.dimension == "goal") text += recall_line(goal_words(line.value), line);
  }
  for (const RecallLine& line : rule.recall) {
    if (line.dimension == "goal" || line.among != "all") continue;
    text += recall_line(line.dimension + ", " + line.value, line);
  }
  return text;
}

std::string accused_table(const Scorecard& card) {
  const RuleScore& rule = card.rules.front();
  std::string text =
      fmt::format("{:<24} {:>12} {:>9}\n", "Honest accounts of", "accounts", "accused");
  for (const AccusedLine& line : rule.accused_by_kind) {
    text += fmt::format("  {:<22} {:>12} {:>9}\n", line.kind, describe_count(line.accounts),
                        describe_count(line.accused));
  }
  return text;
}

std::string verdicts_table(const Scorecard& card) {
  std::string text = fmt::format("{:<18} {:<14} {:<8} {:>9} {:>9}\n", "Confirmed networks",
                                 "explanation", "tier", "networks", "members");
  for (const VerdictLine& line : card.verdicts) {
    text += fmt::format("  {:<16} {:<14} {:<8} {:>9} {:>9}\n", line.kind, line.explanation,
                        line.tier, line.networks, describe_count(line.members));
  }
  return text;
}

}  // namespace

std::string describe(const EvaluateOptions& options, const EvaluateSummary& summary,
                     double seconds) {
  const Scorecard& card = summary.card;
  const RuleScore& ours = card.rules.front();
  std::string text = fmt::format(
      "Examined {} logs of {} honest accounts each ({} events) in {:.0f} s.\n", card.seeds.size(),
      describe_count(options.accounts), describe_count(card.events), seconds);
  text += fmt::format(
      "Accused {} of {} honest accounts: {} in a million, at most {} (95 %).\n"
      "Found {} of {} planted accounts ({}), {} of {} planted networks.\n"
      "Reported {} networks out of {} candidates; {} with more honest accounts than planted.\n\n",
      describe_count(ours.accused.count), describe_count(ours.accused.trials),
      per_million(ours.accused.share()), per_million(ours.accused.upper),
      describe_count(ours.found.count), describe_count(ours.found.trials), percent(ours.found),
      ours.confirmed.count, ours.confirmed.trials, card.networks_reported, card.candidates,
      card.networks_mistaken);
  text += seeds_table(card) + "\n" + rules_table(card) + "\n" + recall_table(ours) + "\n";
  text += accused_table(card) + "\n" + verdicts_table(card);
  if (!summary.page_path.empty()) text += fmt::format("\nScorecard: {}\n", summary.page_path);
  return text;
}

std::string to_json(const EvaluateOptions& options, const EvaluateSummary& summary,
                    double /*seconds*/) {
  std::string line;
  JsonWriter json(line);
  json.begin_object();
  json.field("event", "summary");
  json.field("command", "evaluate");
  write_scorecard(json, summary.card, ScorecardDetail::kPooled);
  if (!options.out.empty()) json.field("out", options.out);
  json.end_object();
  return line + "\n";
}

}  // namespace overt::cli
