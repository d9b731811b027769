#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "stages/reports/draw_pictures_internal.h"
#include "stages/reports/reading_words_internal.h"
#include "stages/reports/verdict_internal.h"
#include "stages/reports/write_finding_internal.h"
#include "stages/reports/write_page_internal.h"

namespace overt {
namespace {

constexpr std::size_t kNotesMax = 100;
constexpr std::size_t kInputsMax = 200;
constexpr std::size_t kPathLength = 200;
constexpr std::size_t kNoteLength = 1000;

std::uint64_t rejects_of(const RunManifest& manifest) {
  const auto& counts = manifest.rejects_by_reason;
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

// --- overview ---

std::string families_holding(const NetworkFinding& finding) {
  std::string out;
  for (const FamilyEvidence& evidence : finding.families) {
    if (!evidence.holds) continue;
    if (!out.empty()) out += ", ";
    out += name_of(evidence.family);
  }
  return out.empty() ? "none" : out;
}

void write_overview_row(HtmlWriter& html, const NetworkReport& network, std::size_t rank) {
  const Verdict verdict = verdict_of(network.finding);
  html.put("<tr class=\"{}\"><th scope=\"row\"><a href=\"#network-{}\">{}", class_of(verdict),
           Plain{rank}, rank);
  if (!network.members.empty()) {
    html.put(" <bdi>{}</bdi>", shortened(best_name(network.members.front()), 30));
  }
  html.put("</a></th><td data-sort=\"{}\"><span class=\"badge\">{}</span></td><td>{}</td>",
           Plain{static_cast<std::uint64_t>(verdict)}, words_of(verdict),
           verdict == Verdict::kNotConfirmed ? "—" : words_of(network.finding.explanation));
  put_chance_cell(html, network.finding.log_p);
  put_chance_cell(html, network.finding.log_q);
  html.put("<td class=\"r\">{}</td><td class=\"r\">{}</td><td class=\"r\">{}</td>",
           network.members.size(), member_count(network), pair_count(network));
  html.put("<td class=\"kinds\">{}</td><td>{}</td><td>{}</td></tr>\n",
           families_holding(network.finding), format_date(network.first_at),
           format_date(network.last_at));
}

void write_overview_table(HtmlWriter& html, const std::vector<NetworkReport>& networks,
                          const std::vector<std::uint32_t>& order) {
  begin_scroll(html, "All networks");
  html.put(
      "<table class=\"sortable\"><thead><tr><th scope=\"col\">Network</th>"
      "<th scope=\"col\">Verdict</th><th scope=\"col\">Explanation</th>"
      "<th scope=\"col\" class=\"r\">p</th>"
      "<th scope=\"col\" class=\"r\">q</th><th scope=\"col\" class=\"r\">Accounts</th>"
      "<th scope=\"col\" class=\"r\">Members</th><th scope=\"col\" class=\"r\">Pairs</th>"
      "<th scope=\"col\">Kinds of evidence that hold</th>"
      "<th scope=\"col\">First</th><th scope=\"col\">Last</th></tr></thead>\n<tbody>\n");
  for (std::size_t i = 0; i < order.size(); ++i) {
    write_overview_row(html, networks[order[i]], i + 1);
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

// --- how to repeat ---

// The configuration of a run that was not told the format of its inputs.
const std::pair<std::string, std::string> kFormatRecognised = {"format", "recognised"};

// What the configuration holds and the command line does not take: hashes of files, fixed values.
bool is_no_option(std::string_view name) { return name.ends_with("-sha256") || name == "level"; }

// Options as the command line takes them: one that is off is left out, one that is on has no value.
std::string command_line(const RunManifest& manifest) {
  std::string command = "overt detect";
  for (const InputSummary& input : manifest.inputs) command += " " + shell_word(input.path);
  for (const auto& option : manifest.config) {
    if (option.second.empty() || option.second == "false") continue;
    if (option == kFormatRecognised || is_no_option(option.first)) continue;
    command += " --" + option.first;
    if (option.second != "true") command += " " + shell_word(option.second);
  }
  return command + " --out DIR";
}

}  // namespace

void begin_scroll(HtmlWriter& html, std::string_view label) {
  html.put("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\">", label);
}

void write_overview(HtmlWriter& html, const RunReport& report,
                    const std::vector<std::uint32_t>& order) {
  if (report.networks.empty()) return;
  html.put(
      "<section aria-labelledby=\"overview\"><h2 id=\"overview\">The networks</h2>\n"
      "<figure class=\"overview\">");
  draw_overview(html, report.networks, order);
  html.put(
      "<figcaption>Each disc is a member, each hollow diamond an account that is not held to be "
      "one; larger with more partners. Each line joins two accounts that co-act. A solid ring is a "
      "confirmed network (thick where it is for review), a dashed ring one that is not. Choose a "
      "network to read on.</figcaption></figure>\n");
  write_overview_table(html, report.networks, order);
  if (report.networks_left_out > 0) {
    html.put(
        "<p class=\"more\">{} with {} more were found and are left out of this report: the "
        "largest are shown. Every pair is in <code>pairs.parquet</code>.</p>\n",
        counted(report.networks_left_out, "smaller network"),
        counted(report.accounts_left_out, "account"));
  }
  html.put("</section>\n");
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
      "<div><dt>Common burst</dt><dd>A moment at which several accounts of a network act on one "
      "object within the window.</dd></div>\n"
      "<div><dt>p</dt><dd>How likely chance alone gives evidence at least this strong. 10⁻⁶ is one "
      "in a million.</dd></div>\n"
      "<div><dt>q</dt><dd>The same, allowing for how many were tested: of all with q of 0.05 or "
      "less, about one in twenty is there by chance.</dd></div>\n"
      "<div><dt>e-value</dt><dd>How many times as much evidence as chance gives on average. It may "
      "be averaged over splits of the data, so the verdict hangs on no single one.</dd></div>\n"
      "<div><dt>By chance</dt><dd>How many common objects two accounts this active would have if "
      "nobody knew of anybody.</dd></div>\n"
      "</dl></section>\n");
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
