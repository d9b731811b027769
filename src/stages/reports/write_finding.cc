#include <algorithm>
#include <cmath>

#include "stages/reports/chance_words_internal.h"
#include "stages/reports/change_of_mind_internal.h"
#include "stages/reports/draw_chance_internal.h"
#include "stages/reports/reading_words_internal.h"
#include "stages/reports/verdict_internal.h"
#include "stages/reports/write_finding_internal.h"

namespace overt {
namespace {

constexpr std::size_t kSentenceLength = 600;

void begin_table(HtmlWriter& html, std::string_view label, std::size_t rank) {
  html.put(
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{} {}\"><table "
      "class=\"argued\">",
      label, rank);
}

std::string holding_words(std::uint64_t holding) {
  if (holding == 0) return "None holds by itself";
  return counted(holding, "kind") + (holding == 1 ? " holds by itself" : " hold by themselves");
}

// A sign and a word, so that neither colour nor shape stands alone.
void put_answer(HtmlWriter& html, bool is_yes, std::string_view yes, std::string_view no) {
  if (is_yes) {
    html.put("<td class=\"yes\"><span aria-hidden=\"true\">●</span> {}</td>", yes);
  } else {
    html.put("<td class=\"no-sign\"><span aria-hidden=\"true\">○</span> {}</td>", no);
  }
}

void write_values(HtmlWriter& html, const NetworkFinding& finding) {
  html.put("<dl class=\"figures\"><div><dt>p: by chance, at most</dt><dd>{}</dd></div>",
           chance_number(finding.log_p));
  html.put("<div><dt>q: allowing for all networks tested</dt><dd>{}</dd></div>",
           chance_number(finding.log_q));
  html.put("<div><dt>e-value: times what chance gives</dt><dd>{}</dd></div></dl>\n",
           times_words(finding.log_e));
}

void write_splits(HtmlWriter& html, const NetworkFinding& finding, const ChanceSummary& chance) {
  if (chance.splits == 0) return;
  html.put(
      "<p>The sources were divided {} into a half to search and a half to confirm on. {} of them "
      "proposed this network; the e-value is the mean over all. ",
      counted(chance.splits, "time"), grouped(finding.splits));
  html.put(
      "The common bursts have {}, and {} once those with one trigger are taken together.</p>\n",
      counted(finding.sources, "source"), counted(finding.triggers, "trigger"));
}

std::string_view meaning_of(Explanation explanation) {
  switch (explanation) {
    case Explanation::kUndisclosed:
      return "what is left when nothing else fits";
    case Explanation::kDisclosed:
      return "a declared organisation runs them openly";
    case Explanation::kNewsroom:
      return "they share one source, or are pages of one outlet";
    case Explanation::kFandom:
      return "they react to one source or one leader";
    case Explanation::kScheduler:
      return "an app posts for them at set times";
    case Explanation::kBreakingNews:
      return "everybody acted then";
    case Explanation::kTrend:
      return "many took up a sound, a hashtag or a template";
  }
  return {};
}

void write_explanation(HtmlWriter& html, const ExplanationTried& tried, bool is_chosen) {
  is_chosen ? html.put("<tr class=\"chosen\">") : html.put("<tr>");
  html.put(
      "<th scope=\"row\">{} <span class=\"quiet\">{}</span></th>",
      tried.explanation == Explanation::kUndisclosed ? "undisclosed" : words_of(tried.explanation),
      meaning_of(tried.explanation));
  put_answer(html, tried.fits, is_chosen ? "fits, and is held" : "fits", "does not fit");
  html.put("<td class=\"prose\">{}</td></tr>\n", shortened(tried.evidence, kSentenceLength));
}

}  // namespace

void put_chance_cell(HtmlWriter& html, double log_p) {
  html.put("<td class=\"r\" data-sort=\"{}\">{}</td>", sort_key(log_p), chance_number(log_p));
}

void write_how_likely(HtmlWriter& html, const NetworkReport& network, const RunReport& report,
                      std::size_t rank) {
  const NetworkFinding& finding = network.finding;
  html.put("<h4>How likely by chance</h4>\n");
  if (!is_chance_known(report)) {
    html.put("<p class=\"prose\">Chance was not reckoned in this run.</p>\n");
    return;
  }
  const bool is_confirmed = finding.status == FindingStatus::kConfirmed;
  html.put("<div class=\"halves\"><div>\n");
  write_values(html, finding);
  html.put("<p>{} ", chance_sentence(finding.log_p));
  is_confirmed ? html.put("That is <strong>confirmed</strong>")
               : html.put("That is <strong>not confirmed</strong>");
  html.put(" at the level of {} that was stated beforehand. ",
           chance_number(std::log(report.chance.level)));
  html.put("This is not the probability that the accounts are innocent.</p>\n");
  write_splits(html, finding, report.chance);
  html.put("</div>\n");
  draw_chance_bars(html, finding, report.chance.level, rank);
  html.put("</div>\n");
}

void write_what_else(HtmlWriter& html, const NetworkFinding& finding, std::size_t rank) {
  html.put("<h4>What else could explain it</h4>\n");
  if (finding.explanations.empty()) {
    html.put("<p class=\"prose\">No explanation was tried{}.</p>\n",
             finding.status == FindingStatus::kConfirmed
                 ? ""
                 : ": what is not beyond chance needs none but chance");
    return;
  }
  begin_table(html, "Explanations tried for network", rank);
  html.put(
      "<thead><tr><th scope=\"col\">Explanation</th><th scope=\"col\">Does it fit?</th>"
      "<th scope=\"col\">Because</th></tr></thead>\n<tbody>\n");
  for (const ExplanationTried& tried : finding.explanations) {
    write_explanation(html, tried, tried.fits && tried.explanation == finding.explanation);
  }
  html.put("</tbody></table></div>\n");
}

void write_kinds_of_evidence(HtmlWriter& html, const NetworkFinding& finding, std::size_t rank) {
  const auto holding = std::count_if(finding.families.begin(), finding.families.end(),
                                     [](const FamilyEvidence& evidence) { return evidence.holds; });
  html.put("<h4>Kinds of evidence</h4>\n");
  if (finding.families.empty()) {
    html.put("<p class=\"prose\">No kind of evidence was tested by itself.</p>\n");
    return;
  }
  html.put(
      "<p class=\"prose\">{}, each tested against its own chance. Two independent kinds are "
      "needed before a person is asked to look.</p>\n",
      holding_words(static_cast<std::uint64_t>(holding)));
  begin_table(html, "Kinds of evidence on network", rank);
  html.put(
      "<thead><tr><th scope=\"col\">Kind</th><th scope=\"col\">Does it hold?</th>"
      "<th scope=\"col\" class=\"r\">p</th><th scope=\"col\">What was found</th></tr></thead>\n"
      "<tbody>\n");
  for (const FamilyEvidence& evidence : finding.families) {
    html.put("<tr><th scope=\"row\">{}</th>", name_of(evidence.family));
    put_answer(html, evidence.holds, "holds", "does not hold");
    put_chance_cell(html, evidence.log_p);
    html.put("<td class=\"prose\">{}</td></tr>\n", shortened(evidence.summary, kSentenceLength));
  }
  html.put("</tbody></table></div>\n");
}

void write_change_of_mind(HtmlWriter& html, const NetworkReport& network, const RunReport& report) {
  html.put("<h4>What would change our mind</h4>\n<ul class=\"mind prose\">\n");
  for (const std::string& reason : what_would_change_our_mind(network, report)) {
    html.put("<li>{}</li>\n", shortened(reason, 2 * kSentenceLength));
  }
  html.put("</ul>\n");
}

}  // namespace overt
