#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "stages/reports/draw_charts_internal.h"
#include "stages/reports/draw_pictures_internal.h"
#include "stages/reports/palette_internal.h"
#include "stages/reports/reading_words_internal.h"
#include "stages/reports/write_page_internal.h"

namespace overt {
namespace {

constexpr std::size_t kNotesMax = 100;
constexpr std::size_t kInputsMax = 200;
constexpr std::size_t kPathLength = 200;
constexpr std::size_t kNoteLength = 1000;
constexpr std::size_t kSweepColumns = 10;

std::uint64_t accounts_in_networks(const RunReport& report) {
  std::uint64_t accounts = report.accounts_left_out;
  for (const NetworkReport& network : report.networks) accounts += network.members.size();
  return accounts;
}

std::uint64_t rejects_of(const RunManifest& manifest) {
  const auto& counts = manifest.rejects_by_reason;
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

void begin_scroll(HtmlWriter& html, std::string_view label) {
  html.put("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\">", label);
}

// --- headline ---

void write_what_was_read(HtmlWriter& html, const RunManifest& manifest) {
  if (manifest.events == 0) {
    html.put("<p class=\"lede\">The input held no event that could be used.");
    return;
  }
  html.put("<p class=\"lede\">Overt read {} by {} in {}, {}.", counted(manifest.events, "event"),
           counted(manifest.accounts, "account"), counted(manifest.inputs.size(), "file"),
           period_words(manifest.first_at, manifest.last_at));
}

void write_what_was_found(HtmlWriter& html, const RunReport& report) {
  const std::uint64_t networks = report.networks.size() + report.networks_left_out;
  if (networks == 0) {
    html.put(
        " No group of accounts acted, again and again, on the same objects within {} of one "
        "another.</p>\n",
        duration_words(report.window));
    return;
  }
  html.put(
      " {} of them are <em>co-acting</em>: bound into {} by pairs that acted on at least {}, "
      "each time within {} of one another.</p>\n",
      grouped(accounts_in_networks(report)), counted(networks, "network"),
      counted(report.min_objects, "common object"), duration_words(report.window));
}

void write_key_figures(HtmlWriter& html, const RunReport& report) {
  const RunManifest& manifest = report.manifest;
  html.put("<dl class=\"figures top\"><div><dt>Events read</dt><dd>{}</dd></div>", manifest.events);
  html.put("<div><dt>Accounts seen</dt><dd>{}</dd></div>", manifest.accounts);
  html.put("<div><dt>Co-acting pairs</dt><dd>{}</dd></div>", report.pairs);
  html.put("<div><dt>Networks</dt><dd>{}</dd></div>",
           report.networks.size() + report.networks_left_out);
  html.put("<div><dt>Accounts in networks</dt><dd>{}</dd></div></dl>\n",
           accounts_in_networks(report));
}

// --- overview ---

void write_overview_table(HtmlWriter& html, const std::vector<NetworkReport>& networks) {
  begin_scroll(html, "All networks");
  html.put(
      "<table class=\"sortable\"><thead><tr><th scope=\"col\">Network</th>"
      "<th scope=\"col\" class=\"r\">Accounts</th><th scope=\"col\" class=\"r\">Pairs</th>"
      "<th scope=\"col\" class=\"r\">Co-actions</th><th scope=\"col\" class=\"r\">Most common "
      "objects</th><th scope=\"col\" class=\"r\">Density, %</th><th scope=\"col\">First</th>"
      "<th scope=\"col\">Last</th></tr></thead>\n<tbody>\n");
  for (std::size_t i = 0; i < networks.size(); ++i) {
    const NetworkReport& network = networks[i];
    html.put(
        "<tr class=\"c{}\"><th scope=\"row\"><a href=\"#network-{}\"><span class=\"swatch\">"
        "</span>{}",
        Plain{colour_of(i)}, Plain{i + 1}, i + 1);
    if (!network.members.empty()) {
      html.put(" <bdi>{}</bdi>", shortened(best_name(network.members.front()), 30));
    }
    html.put("</a></th><td class=\"r\">{}</td><td class=\"r\">{}</td><td class=\"r\">{}</td>",
             network.members.size(), pair_count(network), network.co_actions);
    html.put("<td class=\"r\">{}</td><td class=\"r\">{}</td><td>{}</td><td>{}</td></tr>\n",
             network.max_objects, std::llround(100 * network.density),
             format_date(network.first_at), format_date(network.last_at));
  }
  html.put("</tbody></table></div>\n");
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
    columns = std::max(columns, std::min(row.pairs_at_least.size(), kSweepColumns));
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

// --- data quality ---

std::string_view reason_words(RejectReason reason) {
  switch (reason) {
    case RejectReason::kMalformed:
      return "not a record of the format";
    case RejectReason::kMissingField:
      return "no account, no time, or no content";
    case RejectReason::kBadTime:
      return "a time that cannot be read";
    case RejectReason::kTimeOutOfRange:
      return "a time before 2000 or after 2100";
    case RejectReason::kBadEncoding:
      return "not UTF-8";
    case RejectReason::kNulByte:
      return "a NUL byte inside";
    case RejectReason::kTooLong:
      return "longer than the limit";
    case RejectReason::kDuplicateEventId:
      return "an event that was there already";
    case RejectReason::kUnknownKind:
      return "an unknown kind of event";
    case RejectReason::kMangledId:
      return "an id that a spreadsheet has rounded";
    case RejectReason::kTruncated:
      return "cut off at the end of the file";
  }
  return {};
}

void write_inputs(HtmlWriter& html, const std::vector<InputSummary>& inputs) {
  html.put("<h3>Inputs</h3>\n");
  begin_scroll(html, "Inputs");
  html.put(
      "<table><thead><tr><th scope=\"col\">File</th><th scope=\"col\">Format</th>"
      "<th scope=\"col\" class=\"r\">Size</th><th scope=\"col\" class=\"r\">Records</th>"
      "<th scope=\"col\" class=\"r\">Rejected</th><th scope=\"col\">SHA-256</th></tr></thead>"
      "\n<tbody>\n");
  for (std::size_t i = 0; i < std::min(inputs.size(), kInputsMax); ++i) {
    const InputSummary& input = inputs[i];
    html.put("<tr><th scope=\"row\"><bdi>{}</bdi></th><td>{}</td>",
             input.path == "-" ? "standard input" : shortened(input.path, kPathLength),
             input.format);
    html.put("<td class=\"r\">{}</td><td class=\"r\">{}</td><td class=\"r\">{}</td>",
             bytes_words(input.bytes), input.records, input.rejects);
    html.put("<td class=\"hash\">{}</td></tr>\n",
             input.sha256.empty() ? "not taken" : input.sha256);
  }
  html.put("</tbody></table></div>\n");
  if (inputs.size() > kInputsMax) {
    html.put(
        "<p class=\"more\">{} of {} inputs are shown; all are in <code>manifest.json</code>."
        "</p>\n",
        kInputsMax, inputs.size());
  }
}

void write_rejects(HtmlWriter& html, const RunManifest& manifest) {
  html.put("<h3>Records set aside</h3>\n");
  if (rejects_of(manifest) == 0) {
    html.put("<p>None: every record could be read.</p>\n");
    return;
  }
  html.put(
      "<p>{} could not be used. Each is in <code>rejects.ndjson</code> with its file, line and "
      "reason.</p>\n",
      counted(rejects_of(manifest), "record"));
  begin_scroll(html, "Records set aside, by reason");
  html.put(
      "<table><thead><tr><th scope=\"col\">Reason</th><th scope=\"col\">Code"
      "</th><th scope=\"col\" class=\"r\">Records</th></tr></thead>\n<tbody>\n");
  for (std::size_t i = 0; i < kRejectReasonCount; ++i) {
    if (manifest.rejects_by_reason[i] == 0) continue;
    const auto reason = static_cast<RejectReason>(i);
    html.put("<tr><th scope=\"row\">{}</th><td><code>{}</code></td><td class=\"r\">{}</td></tr>\n",
             reason_words(reason), name_of(reason), manifest.rejects_by_reason[i]);
  }
  html.put("</tbody></table></div>\n");
}

void write_notes(HtmlWriter& html, const std::vector<std::string>& notes) {
  if (notes.empty()) return;
  html.put("<h3>Notes</h3>\n<ul class=\"notes\">\n");
  for (std::size_t i = 0; i < std::min(notes.size(), kNotesMax); ++i) {
    html.put("<li>{}</li>\n", shortened(notes[i], kNoteLength));
  }
  html.put("</ul>\n");
  if (notes.size() > kNotesMax) {
    html.put(
        "<p class=\"more\">{} of {} notes are shown; all are in <code>manifest.json</code>."
        "</p>\n",
        kNotesMax, notes.size());
  }
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

// --- how to repeat ---

// The configuration of a run that was not told the format of its inputs.
const std::pair<std::string, std::string> kFormatRecognised = {"format", "recognised"};

// Options as the command line takes them: one that is off is left out, one that is on has no value.
std::string command_line(const RunManifest& manifest) {
  std::string command = "overt detect";
  for (const InputSummary& input : manifest.inputs) command += " " + shell_word(input.path);
  for (const auto& option : manifest.config) {
    if (option.second.empty() || option.second == "false") continue;
    if (option == kFormatRecognised) continue;
    command += " --" + option.first;
    if (option.second != "true") command += " " + shell_word(option.second);
  }
  return command + " --out DIR";
}

}  // namespace

void write_headline(HtmlWriter& html, const RunReport& report) {
  const std::uint64_t networks = report.networks.size() + report.networks_left_out;
  if (networks == 0) {
    html.put("<h1>No accounts found that act together</h1>\n");
  } else {
    html.put("<h1>{} act together in {}</h1>\n", counted(accounts_in_networks(report), "account"),
             counted(networks, "network"));
  }
  write_what_was_read(html, report.manifest);
  write_what_was_found(html, report);
  write_key_figures(html, report);
}

void write_what_it_shows(HtmlWriter& html, const RunReport& report) {
  html.put(
      "<section class=\"caution\" aria-labelledby=\"shows\"><h2 id=\"shows\">What this count "
      "shows, and what it cannot</h2>\n");
  if (report.networks.empty()) {
    html.put(
        "<p class=\"big\">No network of <strong>co-acting</strong> accounts was counted. That does "
        "not show that there is none.</p>\n");
  } else {
    html.put(
        "<p class=\"big\">These accounts are <strong>co-acting</strong>. Counting alone does not "
        "tell why.</p>\n");
  }
  html.put("<div class=\"halves\"><div><h3>It shows</h3><ul>\n");
  html.put(
      "<li>that pairs of accounts acted on at least {}, within {} of one another each time;"
      "</li>\n",
      counted(report.min_objects, "common object"), duration_words(report.window));
  html.put(
      "<li>on which objects, when, and with which posts: every count below can be checked "
      "against the input.</li></ul></div>\n"
      "<div><h3>It cannot show</h3><ul>\n"
      "<li>that they agreed to act together: <strong>shared interest, fandom, a newsroom, a "
      "scheduling app, breaking news and chance are not ruled out</strong>, and accounts that "
      "post a lot meet often;</li>\n"
      "<li>how likely chance is: no test has been applied to these counts;</li>\n"
      "<li>who runs an account, or with what intent.</li>\n");
  if (!report.sources_known) {
    html.put(
        "<li>whether they follow the same creator or outlet: the input does not say where "
        "objects come from, so each object counts as its own source.</li>\n");
  }
  html.put("</ul></div></div>\n");
  html.put(
      "<p>Not found here: accounts that meet on fewer than {}, that act more than {} apart, or "
      "that do not leave the kinds of traces that were compared. To be in this report is no "
      "accusation.</p></section>\n",
      counted(report.min_objects, "common object"), duration_words(report.window));
}

void write_overview(HtmlWriter& html, const RunReport& report) {
  if (report.networks.empty()) return;
  html.put(
      "<section aria-labelledby=\"overview\"><h2 id=\"overview\">The networks</h2>\n"
      "<figure class=\"overview\">");
  draw_overview(html, report.networks);
  html.put(
      "<figcaption>Each dot is an account, larger with more partners; each line joins two "
      "accounts that co-act. The name is that of the account with most partners. Choose a "
      "network to read on.</figcaption></figure>\n");
  write_overview_table(html, report.networks);
  if (report.networks_left_out > 0) {
    html.put(
        "<p class=\"more\">{} with {} more were found and are left out of this report: the "
        "largest are shown. Every pair is in <code>pairs.parquet</code>.</p>\n",
        counted(report.networks_left_out, "smaller network"),
        counted(report.accounts_left_out, "account"));
  }
  html.put("</section>\n");
}

void write_sweep(HtmlWriter& html, const RunReport& report) {
  if (report.sweep.empty()) return;
  html.put(
      "<section aria-labelledby=\"sweep\"><h2 id=\"sweep\">How much hangs on the window</h2>\n"
      "<div class=\"halves\"><div><p>The same events, joined with other windows. A wide window "
      "counts more by chance; a narrow one misses those who are slower. This report is "
      "built at <strong>{}</strong> and at least <strong>{}</strong>.</p>\n<ul>\n",
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
      "least so many common objects.</p></section>\n",
      counted(report.min_objects, "common object"));
}

void write_data_quality(HtmlWriter& html, const RunReport& report) {
  const RunManifest& manifest = report.manifest;
  html.put(
      "<section aria-labelledby=\"quality\"><h2 id=\"quality\">The data behind it</h2>\n"
      "<p>{} gave {} on {}. Times in the input are as fine as one <strong>{}</strong>.</p>\n",
      counted(manifest.events, "event"), counted(manifest.traces, "trace"),
      counted(manifest.objects, "object"), name_of(manifest.resolution));
  write_inputs(html, manifest.inputs);
  write_rejects(html, manifest);
  write_notes(html, manifest.notes);
  write_limits(html, manifest.limits);
  html.put("</section>\n");
}

void write_glossary(HtmlWriter& html) {
  html.put(
      "<section aria-labelledby=\"words\"><h2 id=\"words\">How to read the columns</h2>\n"
      "<dl class=\"words\">\n"
      "<div><dt>Object</dt><dd>What two accounts can have in common: a link, a domain, a reposted "
      "post, a sequence of hashtags, a sound, a text, an image.</dd></div>\n"
      "<div><dt>Trace</dt><dd>An account acted on an object at a time. One post can leave "
      "several.</dd></div>\n"
      "<div><dt>Window</dt><dd>The longest time that may lie between two traces for them to count "
      "together.</dd></div>\n"
      "<div><dt>Co-action</dt><dd>Two accounts have traces on one object within the window.</dd>"
      "</div>\n"
      "<div><dt>Common objects (K)</dt><dd>How many different objects two accounts co-acted on. "
      "Repeating one object does not raise it.</dd></div>\n"
      "<div><dt>Sources (K<sup>s</sup>)</dt><dd>How many different origins those objects have: the "
      "original creator, the outlet, the owner of the sound. One popular creator is one source, "
      "however many posts.</dd></div>\n"
      "<div><dt>Occasions</dt><dd>At how many different times a pair met. Three objects in one "
      "post "
      "are one occasion.</dd></div>\n"
      "<div><dt>Median gap</dt><dd>Half of a pair’s common objects lie closer together in time "
      "than "
      "this.</dd></div>\n"
      "<div><dt>Pair</dt><dd>Two accounts with at least the least number of common objects.</dd>"
      "</div>\n"
      "<div><dt>Network</dt><dd>A group of accounts with more pairs among themselves than with "
      "others.</dd></div>\n"
      "<div><dt>Partners</dt><dd>The accounts of the network with which an account forms a pair."
      "</dd></div>\n"
      "<div><dt>Core</dt><dd>The largest c for which the account belongs to a part of the network "
      "where each has at least c partners. A high core is dense company.</dd></div>\n"
      "<div><dt>Density</dt><dd>The share of all possible pairs of the network that are pairs.</dd>"
      "</div>\n</dl></section>\n");
}

void write_how_to_repeat(HtmlWriter& html, const RunReport& report) {
  const RunManifest& manifest = report.manifest;
  html.put(
      "<section aria-labelledby=\"repeat\"><h2 id=\"repeat\">How to repeat this</h2>\n"
      "<p>The same inputs, options and version give this report again, byte for byte, on any "
      "machine and with any number of threads. The run id is the hash of the three.</p>\n");
  html.put("<dl class=\"run\"><div><dt>Run</dt><dd><code>{}</code></dd></div>", manifest.run_id);
  html.put("<div><dt>Version</dt><dd><code>{}</code></dd></div>", manifest.version);
  html.put("<div><dt>Seed</dt><dd><code>{}</code></dd></div></dl>\n", Plain{manifest.seed});
  begin_scroll(html, "Command");
  html.put("<pre><code>{}</code></pre></div>\n", command_line(manifest));
  html.put(
      "<p>Beside this page lie <code>networks.json</code> and <code>accounts.parquet</code> "
      "(everything that is cut short here), <code>pairs.parquet</code> (every pair), "
      "<code>graph.gexf</code> and <code>graph.graphml</code> (for Gephi and other graph "
      "tools), <code>rejects.ndjson</code> and <code>manifest.json</code>.</p></section>\n");
}

}  // namespace overt
