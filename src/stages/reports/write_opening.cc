#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include <fmt/format.h>

#include "stages/reports/chance_words_internal.h"
#include "stages/reports/draw_chance_internal.h"
#include "stages/reports/lineage_words_internal.h"
#include "stages/reports/reading_words_internal.h"
#include "stages/reports/verdict_internal.h"
#include "stages/reports/write_page_internal.h"

namespace overt {
namespace {

std::uint64_t proposed(const RunReport& report) {
  return report.networks.size() + report.networks_left_out;
}

std::uint64_t accounts_in_networks(const RunReport& report) {
  std::uint64_t accounts = report.accounts_left_out;
  for (const NetworkReport& network : report.networks) accounts += network.members.size();
  return accounts;
}

std::uint64_t members_undisclosed(const RunReport& report) {
  std::uint64_t members = 0;
  for (const NetworkReport& network : report.networks) {
    if (verdict_of(network.finding) <= Verdict::kWatch) members += member_count(network);
  }
  return members;
}

std::string headline(const RunReport& report) {
  const VerdictCounts counts = count_verdicts(report.networks);
  const std::string networks = counted(proposed(report), "network");
  if (proposed(report) == 0) return "No accounts found that act together";
  if (!is_chance_known(report)) {
    return fmt::format("{} co-act in {}; chance was not reckoned",
                       counted(accounts_in_networks(report), "account"), networks);
  }
  if (counts.undisclosed() > 0) {
    return fmt::format("{} coordinated and undisclosed, of {} proposed",
                       grouped(counts.undisclosed()), networks);
  }
  return fmt::format("{} proposed, none of them coordinated and undisclosed", networks);
}

void write_what_was_read(HtmlWriter& html, const RunManifest& manifest) {
  if (manifest.events == 0) {
    html.put("<p class=\"lede\">The input held no event that could be used.");
    return;
  }
  html.put("<p class=\"lede\">Overt read {} by {} in {}, {}.", counted(manifest.events, "event"),
           counted(manifest.accounts, "account"), counted(manifest.inputs.size(), "file"),
           period_words(manifest.first_at, manifest.last_at));
}

std::string is_or_are(std::uint64_t count) {
  return grouped(count) + (count == 1 ? " is" : " are");
}

void write_what_was_found(HtmlWriter& html, const RunReport& report) {
  if (proposed(report) == 0) {
    html.put(
        " No group of accounts acted, again and again, on the same objects within {} of one "
        "another.</p>\n",
        duration_words(report.window));
    return;
  }
  html.put(" It proposed {} of {} that acted on the same objects within {} of one another. ",
           counted(proposed(report), "network"), counted(accounts_in_networks(report), "account"),
           duration_words(report.window));
  if (!is_chance_known(report)) {
    html.put("Whether chance alone would give as much was not reckoned.</p>\n");
    return;
  }
  const VerdictCounts counts = count_verdicts(report.networks);
  html.put("{} confirmed beyond chance ({} explained, {} undisclosed), ",
           is_or_are(counts.confirmed()), counts.of(Verdict::kExplained), counts.undisclosed());
  html.put("{} not.</p>\n", is_or_are(counts.of(Verdict::kNotConfirmed)));
}

void write_verdict_figure(HtmlWriter& html, Verdict verdict, std::uint64_t count) {
  html.put("<div class=\"{}\"><dt><span class=\"badge\">{}</span></dt><dd>{}</dd></div>",
           class_of(verdict), words_of(verdict), count);
}

void write_key_figures(HtmlWriter& html, const RunReport& report) {
  const VerdictCounts counts = count_verdicts(report.networks);
  html.put("<dl class=\"figures top\"><div><dt>Networks proposed</dt><dd>{}</dd></div>",
           proposed(report));
  if (is_chance_known(report)) {
    for (std::size_t i = 0; i < kVerdictCount; ++i) {
      const auto verdict = static_cast<Verdict>(i);
      write_verdict_figure(html, verdict, counts.of(verdict));
    }
    html.put("<div><dt>Members of undisclosed networks</dt><dd>{}</dd></div>",
             members_undisclosed(report));
  }
  html.put("<div><dt>Accounts seen</dt><dd>{}</dd></div></dl>\n", report.manifest.accounts);
}

void write_who_is_behind(HtmlWriter& html, const RunReport& report) {
  const bool asked =
      std::any_of(report.networks.begin(), report.networks.end(),
                  [](const NetworkReport& network) { return network.attribution.has_value(); });
  if (asked) {
    html.put(
        "<p class=\"big\"><strong>None of these words says who is behind a network.</strong> That "
        "is another question, with evidence of its own. The registry was asked about confirmed "
        "networks; what it answers stands in each, with the claims that it rests on and falls "
        "with. To be in this report is no accusation.</p>\n");
    return;
  }
  html.put(
      "<p class=\"big\"><strong>Nothing here says who is behind a network.</strong> That is "
      "another question, with evidence of its own, and this report does not touch it. To be in "
      "this report is no accusation.</p>\n");
}

void write_word(HtmlWriter& html, Verdict look, std::string_view word, std::string_view meaning) {
  html.put("<div class=\"{}\"><dt><span class=\"term\">{}</span></dt><dd>{}</dd></div>\n",
           class_of(look), word, meaning);
}

}  // namespace

void write_opening(HtmlWriter& html, const RunReport& report) {
  html.put("<h1>{}</h1>\n", headline(report));
  write_what_was_read(html, report.manifest);
  write_what_was_found(html, report);
  write_lineage_paragraph(html, report);
  if (!report.networks.empty() && is_chance_known(report)) draw_funnel(html, report);
  if (report.networks_left_out > 0) {
    html.put("<p class=\"more\">Left out of this page and its counts: {} with {}.</p>\n",
             counted(report.networks_left_out, "smaller network"),
             counted(report.accounts_left_out, "account"));
  }
  write_key_figures(html, report);
}

void write_three_words(HtmlWriter& html, const RunReport& report) {
  html.put(
      "<section class=\"caution\" aria-labelledby=\"shows\"><h2 id=\"shows\">Three words that are "
      "not the same</h2>\n<dl class=\"words three\">\n");
  write_word(html, Verdict::kNotConfirmed, "co-acting",
             "Counted together: the accounts acted on the same objects at nearly the same times. "
             "Fans, newsrooms, people with the same alarm and chance do that too.");
  write_word(html, Verdict::kExplained, "coordinated",
             "Confirmed beyond chance, on a part of the data that the search had not seen. That is "
             "not yet anything wrong: choirs are coordinated.");
  write_word(html, Verdict::kReview, "undisclosed",
             "Coordinated, and none of the innocent explanations that were tried fits.");
  html.put("</dl>\n");
  write_who_is_behind(html, report);
  if (report.networks.empty()) {
    html.put("<p>No network was proposed. That does not show that there is none.</p>\n");
  }
  html.put(
      "<p>An account is a <strong>member</strong> of a confirmed network only on evidence of its "
      "own; the others that were proposed with it are <strong>adjacent</strong>, and are never "
      "acted on.</p></section>\n");
}

}  // namespace overt
