#include <algorithm>
#include <cmath>
#include <string>

#include <fmt/format.h>

#include "stages/reports/chance_words_internal.h"
#include "stages/reports/draw_counts_internal.h"
#include "stages/reports/reading_words_internal.h"
#include "stages/reports/verdict_internal.h"
#include "stages/reports/write_page_internal.h"

namespace overt {
namespace {

constexpr std::size_t kColumnsMax = 10;

// --- the search as a whole ---

void write_reckoning(HtmlWriter& html, const RunReport& report) {
  const ChanceSummary& chance = report.chance;
  if (!is_chance_known(report)) {
    html.put(
        "<p>Chance was not reckoned in this run: no network could be confirmed, and none is "
        "accused.</p>\n");
    return;
  }
  html.put(
      "<p>{} have enough traces to be compared, which was fixed before any overlap was "
      "looked at: {} possible pairs. ",
      counted(chance.accounts, "account"), mean_words(chance.possible_pairs));
  html.put("At a level of {}, allowing for all of them, {} significant",
           chance_number(std::log(chance.level)),
           chance.significant_pairs == 1 ? "1 pair is"
                                         : counted(chance.significant_pairs, "pair") + " are");
  html.put(
      " (Benjamini–Hochberg), {} under the stricter rule that holds whatever depends on what "
      "(Benjamini–Yekutieli).</p>\n",
      chance.significant_pairs_by);
  if (chance.splits > 0) {
    html.put(
        "<p>The sources were divided {} into a half to search and a half to confirm on, by a key "
        "that was fixed beforehand: <code>{}</code>.</p>\n",
        counted(chance.splits, "time"), chance.split_key);
  }
}

// --- observed against null ---

std::uint32_t replays_of(const RunReport& report) {
  std::uint32_t most = 0;
  for (const NullSummary& null : report.nulls) most = std::max(most, null.replays);
  return most;
}

void write_no_replays(HtmlWriter& html) {
  html.put(
      "<p>No replay was asked for. <code>--null-replays 20</code> goes the whole way again on "
      "twenty shuffles of this log, in which nobody acts together but by chance, and shows here "
      "what chance alone would have given.</p>\n");
}

std::size_t null_columns(const RunReport& report) {
  std::size_t columns = report.observed_at_least.size();
  for (const NullSummary& null : report.nulls) {
    columns = std::max(columns, null.pairs_at_least.size());
  }
  return std::min(columns, kColumnsMax);
}

void write_null_table(HtmlWriter& html, const RunReport& report) {
  const std::size_t columns = null_columns(report);
  begin_scroll(html, "Pairs observed and by chance");
  html.put("<table><thead><tr><th scope=\"col\">Pairs with so many common objects</th>");
  for (std::size_t k = 0; k < columns; ++k) {
    html.put("<th scope=\"col\" class=\"r\">≥ {}</th>", k + report.null_from);
  }
  html.put("</tr></thead><tbody>\n<tr class=\"chosen\"><th scope=\"row\">This log</th>");
  for (std::size_t k = 0; k < columns; ++k) {
    html.put("<td class=\"r\">{}</td>",
             k < report.observed_at_least.size() ? report.observed_at_least[k] : 0);
  }
  html.put("</tr>\n");
  for (const NullSummary& null : report.nulls) {
    html.put("<tr><th scope=\"row\">Shuffled {}, mean of {}</th>", null.shuffle, null.replays);
    for (std::size_t k = 0; k < columns; ++k) {
      html.put("<td class=\"r\">{}</td>",
               mean_words(k < null.pairs_at_least.size() ? null.pairs_at_least[k] : 0));
    }
    html.put("</tr>\n");
  }
  html.put("</tbody></table></div>\n");
}

std::uint64_t members_confirmed(const RunReport& report) {
  std::uint64_t members = 0;
  for (const NetworkReport& network : report.networks) members += member_count(network);
  return members;
}

void write_false_discoveries(HtmlWriter& html, const RunReport& report) {
  html.put("<h4>False discoveries a replay</h4>\n");
  begin_scroll(html, "False discoveries a replay");
  html.put(
      "<table><thead><tr><th scope=\"col\">Log</th><th scope=\"col\" class=\"r\">Replays</th>"
      "<th scope=\"col\" class=\"r\">Significant pairs</th>"
      "<th scope=\"col\" class=\"r\">Networks proposed</th>"
      "<th scope=\"col\" class=\"r\">Networks confirmed</th>"
      "<th scope=\"col\" class=\"r\">Members of them</th></tr></thead><tbody>\n");
  html.put(
      "<tr class=\"chosen\"><th scope=\"row\">This log</th><td class=\"r\">—</td>"
      "<td class=\"r\">{}</td><td class=\"r\">{}</td>",
      report.chance.significant_pairs, report.networks.size() + report.networks_left_out);
  html.put("<td class=\"r\">{}</td><td class=\"r\">{}</td></tr>\n",
           count_verdicts(report.networks).confirmed(), members_confirmed(report));
  for (const NullSummary& null : report.nulls) {
    html.put("<tr><th scope=\"row\">Shuffled {}</th><td class=\"r\">{}</td>", null.shuffle,
             null.replays);
    html.put("<td class=\"r\">{}</td><td class=\"r\">{}</td>", mean_words(null.significant_pairs),
             mean_words(null.networks));
    html.put("<td class=\"r\">{}</td><td class=\"r\">{}</td></tr>\n",
             mean_words(null.networks_confirmed), mean_words(null.accounts_accused));
  }
  html.put("</tbody></table></div>\n");
  html.put(
      "<p class=\"more\">In a shuffled log nobody acts together but by chance: whatever is found "
      "there, on average, is what to expect among the findings here by mistake.</p>\n");
}

void write_nulls(HtmlWriter& html, const RunReport& report) {
  html.put("<h3>Observed, and by chance</h3>\n");
  if (report.nulls.empty()) return write_no_replays(html);
  html.put(
      "<div class=\"halves\"><div><p>The whole way was gone again {} on this log with its labels "
      "shuffled, which keeps who is active, when, and what is popular, and breaks who acts with "
      "whom. Where the bold line and the thin ones lie together, a count says nothing.</p></div>"
      "\n<figure>",
      counted(replays_of(report), "time"));
  draw_observed_and_null(html, report);
  html.put(
      "<figcaption>Pairs of accounts with at least so many common objects, on a logarithmic "
      "scale.</figcaption></figure></div>\n");
  write_null_table(html, report);
  write_false_discoveries(html, report);
}

// --- sweep ---

void write_sweep_reading(HtmlWriter& html, const RunReport& report, const SweepRow& row) {
  const std::size_t at = report.min_objects - std::min(report.sweep_from, report.min_objects);
  const std::uint64_t pairs = at < row.pairs_at_least.size() ? row.pairs_at_least[at] : 0;
  html.put("<li>Within {}: {} of {}", duration_words(row.window), counted(pairs, "pair"),
           counted(row.accounts, "account"));
  if (row.networks > 0) html.put(", {}", counted(row.networks, "network"));
  html.put("</li>\n");
}

void write_sweep_table(HtmlWriter& html, const RunReport& report) {
  std::size_t columns = 1;
  for (const SweepRow& row : report.sweep) {
    columns = std::max(columns, std::min(row.pairs_at_least.size(), kColumnsMax));
  }
  begin_scroll(html, "Pairs per window");
  html.put(
      "<table><thead><tr><th scope=\"col\">Window</th><th scope=\"col\" class=\"r\">Accounts"
      "</th>");
  for (std::size_t k = 0; k < columns; ++k) {
    html.put("<th scope=\"col\" class=\"r\">≥ {}</th>", k + report.sweep_from);
  }
  html.put("</tr></thead><tbody>\n");
  for (const SweepRow& row : report.sweep) {
    row.window == report.window ? html.put("<tr class=\"chosen\">") : html.put("<tr>");
    html.put("<th scope=\"row\">{}</th><td class=\"r\">{}</td>", duration_words(row.window),
             row.accounts);
    for (std::size_t k = 0; k < columns; ++k) {
      html.put("<td class=\"r\">{}</td>",
               k < row.pairs_at_least.size() ? row.pairs_at_least[k] : 0);
    }
    html.put("</tr>\n");
  }
  html.put("</tbody></table></div>\n");
}

void write_limits(HtmlWriter& html, const std::vector<LimitHit>& limits) {
  html.put("<h3>Limits reached</h3>\n");
  if (limits.empty()) {
    html.put("<p>None.</p>\n");
    return;
  }
  begin_scroll(html, "Limits reached");
  html.put(
      "<table><thead><tr><th scope=\"col\">Limit</th><th scope=\"col\" class=\"r\">Value</th>"
      "<th scope=\"col\" class=\"r\">Left out</th><th scope=\"col\">What that means</th></tr>"
      "</thead>\n<tbody>\n");
  for (const LimitHit& hit : limits) {
    html.put(
        "<tr><th scope=\"row\">{}</th><td class=\"r\">{}</td><td class=\"r\">{}</td>"
        "<td class=\"prose\">{}</td></tr>\n",
        hit.name, hit.limit, hit.left_out, hit.consequence);
  }
  html.put("</tbody></table></div>\n");
}

void write_sweep(HtmlWriter& html, const RunReport& report) {
  if (report.sweep.empty()) return;
  html.put(
      "<h3>How much hangs on the window</h3>\n<div class=\"halves\"><div><p>The same events, "
      "joined with other windows. A wide window counts more by chance; a narrow one misses those "
      "who are slower. This report is built at <strong>{}</strong> and at least <strong>{}"
      "</strong>.</p>\n<ul>\n",
      duration_words(report.window), counted(report.min_objects, "common object"));
  for (const SweepRow& row : report.sweep) write_sweep_reading(html, report, row);
  html.put("</ul></div>\n<figure>");
  draw_sweep(html, report);
  html.put(
      "<figcaption>Pairs of accounts with at least so many common objects, on a logarithmic "
      "scale. The bold line and the dashed upright are what this report is built on."
      "</figcaption></figure></div>\n");
  write_sweep_table(html, report);
  html.put(
      "<p class=\"more\">Accounts: in pairs that reach {}. The columns after it: pairs with at "
      "least so many common objects.</p>\n",
      counted(report.min_objects, "common object"));
}

void write_not_found(HtmlWriter& html, const RunReport& report) {
  html.put("<h3>What would not have been found</h3>\n<ul class=\"prose\">\n");
  html.put("<li>Accounts that meet on fewer than {}, or that act more than {} apart.</li>\n",
           counted(report.min_objects, "common object"), duration_words(report.window));
  html.put(
      "<li>Accounts that push one single source: synchrony cannot tell them from the fans of that "
      "source and abstains by design. Only two other kinds of evidence together can raise them."
      "</li>\n"
      "<li>Accounts that leave none of the kinds of traces that were compared.</li>\n");
  if (!report.sources_known) {
    html.put(
        "<li>Whether accounts follow the same creator or outlet: the input does not say where "
        "objects come from, so each object counts as its own source, and fandom is not ruled out."
        "</li>\n");
  }
  html.put(
      "<li>What a single network could hide is said in its own part, under “What would change "
      "our mind”.</li>\n</ul>\n");
}

}  // namespace

void write_chance(HtmlWriter& html, const RunReport& report) {
  html.put("<section aria-labelledby=\"chance\"><h2 id=\"chance\">Chance on this log</h2>\n");
  write_reckoning(html, report);
  write_nulls(html, report);
  write_sweep(html, report);
  write_limits(html, report.manifest.limits);
  write_not_found(html, report);
  html.put("</section>\n");
}

}  // namespace overt
