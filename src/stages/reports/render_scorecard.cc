#include "stages/reports/render_scorecard.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "stages/reports/draw_curves_internal.h"
#include "stages/reports/embedded_internal.h"
#include "stages/reports/html_writer_internal.h"
#include "stages/reports/reading_words_internal.h"
#include "stages/reports/write_page_internal.h"

namespace overt {
namespace {

constexpr std::size_t kSeedRowsMax = 2000;
constexpr std::size_t kNetworkRowsMax = 2000;

// Nothing may be loaded from anywhere and no script may run.
void write_head(HtmlWriter& html, const Scorecard& card) {
  html.put(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
      "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<link rel=\"icon\" href=\"data:,\">\n<title>Scorecard, {} seeds</title>\n<style>",
      card.seeds.size());
  html.embed(report_css());
  html.put("</style>\n</head>\n");
}

std::string per_million(double share) {
  const double rate = share * 1e6;
  if (rate >= 100) return grouped(static_cast<std::uint64_t>(std::llround(rate)));
  return fmt::format("{:.3g}", rate);
}

std::string share_words(const BoundedShare& share) {
  return share.known() ? fmt::format("{:.1f} %", 100 * share.share()) : "—";
}

std::string bounds_words(const BoundedShare& share) {
  if (!share.known()) return "—";
  return fmt::format("{:.1f} to {:.1f} %", 100 * share.lower, 100 * share.upper);
}

void put_figure(HtmlWriter& html, std::string_view value, std::string_view meaning) {
  html.put("<div><dt>{}</dt><dd>{}</dd></div>\n", meaning, value);
}

void write_opening(HtmlWriter& html, const Scorecard& card) {
  const RuleScore& ours = card.rules.front();
  html.put("<h1>{} of {} honest accounts accused", ours.accused.count, ours.accused.trials);
  if (card.planted) {
    html.put(", {} of {} planted ones found", ours.found.count, ours.found.trials);
  }
  html.put("</h1>\n");
  html.put(
      "<p class=\"lede\">{} simulated logs of {} honest accounts each, with {} planted networks. "
      "An account is accused when it stands as a member of a confirmed network that no innocent "
      "explanation fits.</p>\n",
      card.seeds.size(), card.accounts, ours.confirmed.trials);
  html.put("<dl class=\"figures top\">\n");
  put_figure(html, per_million(ours.accused.share()), "honest accounts accused in a million");
  put_figure(html, per_million(ours.accused.upper), "at most, with 95 % confidence");
  put_figure(html, share_words(ours.right), "of the accused were planted");
  put_figure(html, share_words(ours.found), "of the planted were found");
  put_figure(html, fmt::format("{}/{}", ours.confirmed.count, ours.confirmed.trials),
             "planted networks confirmed");
  put_figure(html, fmt::format("{}/{}", card.networks_reported, card.candidates),
             "networks reported, of those proposed");
  html.put("</dl>\n");
}

void begin_table(HtmlWriter& html, std::string_view label) {
  begin_scroll(html, label);
  html.put("<table><thead><tr>");
}

void end_table(HtmlWriter& html) { html.put("</tbody></table></div>\n"); }

void head_cells(HtmlWriter& html, std::initializer_list<std::string_view> names) {
  bool first = true;
  for (const auto name : names) {
    first ? html.put("<th scope=\"col\">{}</th>", name)
          : html.put("<th scope=\"col\" class=\"r\">{}</th>", name);
    first = false;
  }
  html.put("</tr></thead>\n<tbody>\n");
}

void write_rules(HtmlWriter& html, const Scorecard& card) {
  html.put("<section><h2>Every rule on the same logs</h2>\n");
  begin_table(html, "Rules");
  head_cells(html, {"Rule", "Honest accused", "In a million", "At most", "Precision", "Recall",
                    "Networks", "Logs with an accusation"});
  for (const RuleScore& rule : card.rules) {
    html.put("<tr class=\"{}\"><th scope=\"row\">", rule.is_rival ? "" : "chosen");
    html.put("{}<br><span class=\"quiet\">{}</span></th>", rule.name, rule.about);
    html.put("<td class=\"r\">{}</td><td class=\"r\">{}</td><td class=\"r\">{}</td>",
             rule.accused.count, per_million(rule.accused.share()),
             per_million(rule.accused.upper));
    html.put("<td class=\"r\">{}</td><td class=\"r\">{}</td>", share_words(rule.right),
             share_words(rule.found));
    html.put("<td class=\"r\">{} of {}</td><td class=\"r\">{} of {}</td></tr>\n",
             rule.confirmed.count, rule.confirmed.trials, rule.seeds_accusing.count,
             rule.seeds_accusing.trials);
  }
  end_table(html);
  html.put(
      "<p class=\"more\">At most: the exact 95 % bound of Clopper and Pearson, accounts taken as "
      "independent. Networks: planted ones of which at least half the accounts were found.</p>"
      "</section>\n");
}

std::string_view goal_words(std::string_view goal) {
  if (goal == "campaigns") return "campaigns of 10 accounts × 12 targets or more, up to 60 s apart";
  if (goal == "farms") return "farms: 30 to 300 accounts on 3 to 7 targets";
  return "operations that push one source";
}

const RecallLine* find_line(const RuleScore& rule, std::string_view dimension,
                            std::string_view value) {
  for (const RecallLine& line : rule.recall) {
    if (line.dimension == dimension && line.value == value && line.among == "all") return &line;
  }
  return nullptr;
}

// The goals, for every rule beside each other.
void write_goals(HtmlWriter& html, const Scorecard& card) {
  html.put("<section><h2>What should be found</h2>\n");
  begin_table(html, "Recall of what should be found, by rule");
  html.put("<th scope=\"col\">Planted</th><th scope=\"col\" class=\"r\">Accounts</th>");
  for (const RuleScore& rule : card.rules) {
    html.put("<th scope=\"col\" class=\"r\">{}</th>", rule.name);
  }
  html.put("</tr></thead>\n<tbody>\n");
  for (const RecallLine& goal : card.rules.front().recall) {
    if (goal.dimension != "goal") continue;
    html.put("<tr><th scope=\"row\">{}</th><td class=\"r\">{}</td>", goal_words(goal.value),
             goal.accounts.trials);
    for (const RuleScore& rule : card.rules) {
      const RecallLine* const line = find_line(rule, "goal", goal.value);
      html.put("<td class=\"r\">{}</td>", line == nullptr ? "—" : share_words(line->accounts));
    }
    html.put("</tr>\n");
  }
  end_table(html);
  html.put("</section>\n");
}

void write_pictures(HtmlWriter& html, const Scorecard& card) {
  html.put(
      "<section><h2>Power</h2>\n<p>Uprights are exact 95 % bounds, accounts taken as "
      "independent.</p>\n<div class=\"halves\">\n");
  for (const NamedChart& named : scorecard_charts(card)) {
    html.put("<figure>");
    draw_curves(html, named.chart, PictureKind::kInline);
    html.put("</figure>\n");
  }
  html.put("</div>\n");
  html.put(
      "<p class=\"more\">Reliability: accounts by what is said of them, the larger q of "
      "their network's and their own. Mean distance from 1 − q: {}.</p></section>\n",
      percent(card.calibration_error));
}

void write_recall(HtmlWriter& html, const RuleScore& rule) {
  html.put("<section><h2>Recall by what was planted</h2>\n");
  begin_table(html, "Recall");
  head_cells(html, {"Planted", "Accounts", "Found", "Recall", "Bounds", "Networks", "Confirmed"});
  for (const RecallLine& line : rule.recall) {
    if (line.dimension == "goal") continue;
    html.put("<tr><th scope=\"row\">{} {}", line.dimension, line.value);
    if (line.among != "all") html.put("<span class=\"quiet\">, {}</span>", line.among);
    html.put("</th><td class=\"r\">{}</td><td class=\"r\">{}</td>", line.accounts.trials,
             line.accounts.count);
    html.put("<td class=\"r\">{}</td><td class=\"r\">{}</td>", share_words(line.accounts),
             bounds_words(line.accounts));
    html.put("<td class=\"r\">{}</td><td class=\"r\">{}</td></tr>\n", line.networks,
             line.networks_confirmed);
  }
  end_table(html);
  html.put("</section>\n");
}

void write_accused(HtmlWriter& html, const Scorecard& card) {
  html.put("<section><h2>Who was accused</h2>\n");
  begin_table(html, "Honest accounts accused, by kind and rule");
  html.put("<th scope=\"col\">Honest accounts of</th><th scope=\"col\" class=\"r\">Accounts</th>");
  for (const RuleScore& rule : card.rules) {
    html.put("<th scope=\"col\" class=\"r\">{}</th>", rule.name);
  }
  html.put("</tr></thead>\n<tbody>\n");
  const auto& lines = card.rules.front().accused_by_kind;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    html.put("<tr><th scope=\"row\">{}</th><td class=\"r\">{}</td>", lines[i].kind,
             lines[i].accounts);
    for (const RuleScore& rule : card.rules) {
      html.put("<td class=\"r\">{}</td>", rule.accused_by_kind[i].accused);
    }
    html.put("</tr>\n");
  }
  end_table(html);
  html.put("</section>\n");
}

void write_verdicts(HtmlWriter& html, const Scorecard& card) {
  html.put("<section><h2>What was said of confirmed networks</h2>\n");
  begin_table(html, "Confirmed networks");
  head_cells(html, {"Most members are of a", "Explanation", "Tier", "Networks", "Members"});
  for (const VerdictLine& line : card.verdicts) {
    html.put("<tr><th scope=\"row\">{}{}</th>", line.kind, line.planted ? " (planted)" : "");
    html.put("<td class=\"r\">{}</td><td class=\"r\">{}</td>", line.explanation, line.tier);
    html.put("<td class=\"r\">{}</td><td class=\"r\">{}</td></tr>\n", line.networks, line.members);
  }
  end_table(html);
  html.put("</section>\n");
}

void write_seeds(HtmlWriter& html, const Scorecard& card) {
  html.put("<section><h2>Seed by seed</h2>\n");
  begin_table(html, "Seeds");
  head_cells(html, {"Seed", "Events", "Honest accused", "Planted", "Found", "Networks", "Confirmed",
                    "Proposed", "Reported", "Mistaken"});
  const std::size_t shown = std::min(card.seeds.size(), kSeedRowsMax);
  for (std::size_t i = 0; i < shown; ++i) {
    const SeedScore& seed = card.seeds[i];
    const ScoreCounts& counts = seed.rules.front();
    html.put("<tr><th scope=\"row\">{}</th><td class=\"r\">{}</td><td class=\"r\">{}</td>",
             Plain{seed.seed}, seed.events, counts.organic_accused);
    html.put("<td class=\"r\">{}</td><td class=\"r\">{}</td><td class=\"r\">{}</td>",
             counts.planted_accounts, counts.planted_found, counts.networks_planted);
    html.put("<td class=\"r\">{}</td><td class=\"r\">{}</td>", counts.networks_confirmed,
             seed.candidates);
    html.put("<td class=\"r\">{}</td><td class=\"r\">{}</td></tr>\n", seed.networks_reported,
             seed.networks_mistaken);
  }
  end_table(html);
  if (shown < card.seeds.size()) {
    html.put("<p class=\"more\">{} more are in scorecard.json.</p>\n", card.seeds.size() - shown);
  }
  html.put("</section>\n");
}

void write_missed_row(HtmlWriter& html, std::uint64_t seed, const PlantedScore& network) {
  html.put("<tr><th scope=\"row\">{}</th><td class=\"r\">{}</td>", network.id, Plain{seed});
  html.put("<td class=\"r\">{} × {}</td><td class=\"r\">{} s</td><td class=\"r\">{}</td>",
           network.accounts, network.targets, network.jitter_s, percent(network.camouflage));
  html.put("<td class=\"r\">{}</td><td class=\"r\">{}</td><td class=\"r\">{}</td></tr>\n",
           network.found.front(), network.accounts_in_finding,
           network.accounts_in_finding == 0 ? "never proposed"
                                            : network.status + ", " + network.explanation);
}

void write_missed(HtmlWriter& html, const Scorecard& card) {
  html.put("<section><h2>Planted networks that were missed</h2>\n");
  begin_table(html, "Planted networks that were missed");
  head_cells(html, {"Network", "Seed", "Accounts × targets", "Jitter", "Camouflage", "Found",
                    "Proposed together", "What was said"});
  std::size_t rows = 0;
  for (const SeedScore& seed : card.seeds) {
    for (const PlantedScore& network : seed.planted) {
      if (2 * network.found.front() >= network.accounts || rows == kNetworkRowsMax) continue;
      write_missed_row(html, seed.seed, network);
      ++rows;
    }
  }
  end_table(html);
  if (rows == kNetworkRowsMax) html.put("<p class=\"more\">Others are in scorecard.json.</p>\n");
  html.put("</section>\n");
}

void write_body(HtmlWriter& html, const Scorecard& card) {
  html.put("<body>\n<header><p><strong>Overt</strong> Scorecard</p></header>\n<main>\n");
  if (card.rules.empty()) {
    html.put("<h1>Nothing was examined</h1>\n");
  } else {
    write_opening(html, card);
    write_rules(html, card);
    write_goals(html, card);
    write_pictures(html, card);
    write_accused(html, card);
    write_verdicts(html, card);
    write_recall(html, card.rules.front());
    write_missed(html, card);
    write_seeds(html, card);
  }
  html.put("<section><h2>How to repeat this</h2>\n<pre>overt evaluate --scenario {} ",
           shell_word(card.scenario));
  html.put("--first-seed {} --seeds {} --accounts {} ", Plain{card.first_seed},
           Plain{card.seeds.size()}, Plain{card.accounts});
  if (!card.planted) html.put("--no-planted ");
  html.put("--window {} --level {}</pre></section>\n",
           fmt::format("{:g}s", static_cast<double>(card.window) / kMicrosPerSecond),
           fmt::format("{:g}", card.level));
  html.put("</main>\n<footer><p>Made by Overt {}.</p></footer>\n</body>\n</html>\n", card.version);
}

}  // namespace

std::string render_scorecard_page(const Scorecard& card) {
  std::string out;
  HtmlWriter html(out);
  write_head(html, card);
  write_body(html, card);
  return out;
}

}  // namespace overt
