#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "stages/reports/chance_words_internal.h"
#include "stages/reports/draw_path_internal.h"
#include "stages/reports/reading_words_internal.h"
#include "stages/reports/write_attribution_internal.h"

namespace overt {
namespace {

constexpr std::size_t kPathsShown = 6;
constexpr std::size_t kPrincipalsShown = 6;
constexpr std::size_t kHypothesesShown = 8;
constexpr std::size_t kClaimRowsShown = 30;
constexpr std::size_t kReadingsShown = 4;
constexpr std::size_t kNameLength = 80;

std::string range_words(Likelihood likelihood) {
  switch (likelihood) {
    case Likelihood::kAlmostNoChance:
      return "1–5 %";
    case Likelihood::kVeryUnlikely:
      return "5–20 %";
    case Likelihood::kUnlikely:
      return "20–45 %";
    case Likelihood::kRoughlyEvenChance:
      return "45–55 %";
    case Likelihood::kLikely:
      return "55–80 %";
    case Likelihood::kVeryLikely:
      return "80–95 %";
    case Likelihood::kAlmostCertain:
      return "95–99 %";
  }
  return {};
}

// "almost-certain" → "almost certain"; as said, "almost no chance".
std::string spoken(std::string_view word) {
  std::string words(word);
  std::replace(words.begin(), words.end(), '-', ' ');
  return words;
}

std::string hypothesis_words(const Hypothesis& one) {
  const std::string name = shortened(one.entity_name, kNameLength);
  switch (one.kind) {
    case HypothesisKind::kEntity:
      return name + " is behind it";
    case HypothesisKind::kImitation:
      return "somebody else makes it look like " + name;
    case HypothesisKind::kUnknown:
      return "nobody that the registry leads to, or nobody at all";
  }
  return {};
}

// Those behind the entity, named where what leads to them may decide.
void write_principals_named(HtmlWriter& html, const Attribution& result) {
  std::string names;
  for (const Principal& principal : result.principals) {
    if (principal.power != PathPower::kDecides) continue;
    const std::string name = shortened(principal.entity_name, kNameLength);
    names += names.empty() ? name : ", " + name;
  }
  if (names.empty()) return;
  html.put(
      "<p class=\"prose\">Behind that in turn stand, by control or payments that are on record: "
      "<strong><bdi>{}</bdi></strong>.</p>\n",
      names);
}

void write_assessment(HtmlWriter& html, const Attribution& result) {
  if (result.decided) {
    const Hypothesis& first = result.hypotheses.front();
    html.put("<p class=\"prose\">Assessed: it is <strong>{}</strong> ({}) that ",
             spoken(name_of(first.likelihood)), range_words(first.likelihood));
    html.put("<strong><bdi>{}</bdi></strong> is behind this network. Confidence: ",
             shortened(result.decided->entity_name(), kNameLength));
    html.put(
        "<strong>{}</strong>. This is an assessment from the evidence below. It is no finding "
        "of guilt, and it falls with the claims it rests on.</p>\n",
        name_of(result.decided->confidence()));
    write_principals_named(html, result);
    return;
  }
  html.put("<p class=\"prose\"><strong>Unknown.</strong>");
  for (const std::string& reason : result.unknown_reasons) html.put(" {}", reason);
  html.put("</p>\n");
}

std::string_view kind_words(PathKind kind) {
  switch (kind) {
    case PathKind::kListed:
      return "listed in the registry";
    case PathKind::kDeclares:
      return "says so itself";
    case PathKind::kContentOrigin:
      return "its own material, first";
    case PathKind::kInfrastructure:
      return "the same devices or addresses";
    case PathKind::kPayment:
      return "payments";
    case PathKind::kMembership:
      return "members that hide it";
  }
  return {};
}

std::string path_caption(const EvidencePath& path) {
  if (path.power == PathPower::kDecides) return fmt::format("{}: decides.", kind_words(path.kind));
  return fmt::format("{}: only opens a case, because {}.", kind_words(path.kind), path.why);
}

void draw_paths(HtmlWriter& html, const Attribution& result) {
  if (result.paths.empty()) return;
  html.put("<div class=\"paths\">\n");
  for (std::size_t i = 0; i < std::min(kPathsShown, result.paths.size()); ++i) {
    const EvidencePath& path = result.paths[i];
    draw_path(html, {fmt::format("Path of evidence to {}", path.entity_name), path_caption(path),
                     &path.steps});
  }
  html.put("</div>\n");
  if (result.paths.size() > kPathsShown) {
    html.put("<p class=\"more\">{} more in <code>networks.json</code>.</p>\n",
             counted(result.paths.size() - kPathsShown, "path"));
  }
}

std::string principal_caption(const Principal& principal) {
  std::string words = principal.basis == "control" ? "control" : "money";
  if (principal.share >= 0) {
    words +=
        principal.basis == "control"
            ? fmt::format(", {:.0f} % of the whole through all holdings", 100 * principal.share)
            : fmt::format(
                  ", {:.0f} % of what was received (first in, first out; pro rata "
                  "{:.0f} %)",
                  100 * principal.share, 100 * principal.share_pro_rata);
  }
  if (principal.role == Role::kPaidUnwitting) words += "; paid, unwitting as far as is shown";
  if (principal.role == Role::kPaidWitting) words += "; paid, and shown to have known";
  return principal.power == PathPower::kDecides
             ? words + "."
             : fmt::format("{}: only opens a case, because {}.", words, principal.why);
}

void draw_principals(HtmlWriter& html, const Attribution& result) {
  if (result.principals.empty()) return;
  html.put(
      "<h5>Who controls or pays it</h5>\n<p class=\"prose\">Told beside the assessment, never "
      "instead of it. Public money alone is no control.</p>\n<div class=\"paths\">\n");
  for (std::size_t i = 0; i < std::min(kPrincipalsShown, result.principals.size()); ++i) {
    const Principal& principal = result.principals[i];
    draw_path(html, {fmt::format("From the entity to {}", principal.entity_name),
                     principal_caption(principal), &principal.steps});
  }
  html.put("</div>\n");
}

void write_hypotheses(HtmlWriter& html, const Attribution& result, std::size_t rank) {
  html.put("<h5>Hypotheses side by side</h5>\n");
  html.put(
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Hypotheses on network "
      "{}\"><table class=\"argued\"><thead><tr><th scope=\"col\">Hypothesis</th>"
      "<th scope=\"col\">Likelihood</th></tr></thead>\n<tbody>\n",
      rank);
  for (std::size_t i = 0; i < std::min(kHypothesesShown, result.hypotheses.size()); ++i) {
    const Hypothesis& one = result.hypotheses[i];
    html.put("<tr><th scope=\"row\"><bdi>{}</bdi></th><td>{} ({})</td></tr>\n",
             hypothesis_words(one), spoken(name_of(one.likelihood)), range_words(one.likelihood));
  }
  html.put("</tbody></table></div>\n");
}

/// Claims under one step of one source, status, grade and period: a row of the table.
struct ClaimRow {
  const PathStep* step = nullptr;
  std::vector<const StepClaim*> claims;
};

bool belongs(const ClaimRow& row, const PathStep& step, const StepClaim& claim) {
  const StepClaim& first = *row.claims.front();
  return row.step->from == step.from && row.step->to == step.to && first.status == claim.status &&
         first.grade == claim.grade && first.period == claim.period && first.note == claim.note &&
         first.publisher == claim.publisher && first.url == claim.url;
}

std::vector<ClaimRow> claim_rows(const Attribution& result) {
  std::set<ClaimId> seen;
  std::vector<ClaimRow> rows;
  const auto collect = [&](const std::vector<PathStep>& steps) {
    for (const PathStep& step : steps) {
      for (const StepClaim& claim : step.claims) {
        if (!seen.insert(claim.id).second) continue;
        if (rows.empty() || !belongs(rows.back(), step, claim)) rows.push_back({&step, {}});
        rows.back().claims.push_back(&claim);
      }
    }
  };
  for (const EvidencePath& path : result.paths) collect(path.steps);
  for (const Principal& principal : result.principals) collect(principal.steps);
  return rows;
}

void write_claims_of(HtmlWriter& html, const ClaimRow& row) {
  const StepClaim& first = *row.claims.front();
  html.put("<tr><th scope=\"row\"><bdi>{}</bdi> → <bdi>{}</bdi></th><td class=\"stated\">",
           shortened(row.step->from, kNameLength), shortened(row.step->to, kNameLength));
  for (const StepClaim* claim : row.claims) {
    html.put("<span title=\"claim {}\"><bdi>{}</bdi></span>", name_of(claim->id),
             shortened(claim->statement, 2 * kNameLength));
  }
  if (!first.note.empty()) html.put("<em>{}</em>", shortened(first.note, 2 * kNameLength));
  html.put("</td><td>{}</td><td>{}</td><td>{}</td>", name_of(first.status), name_of(first.grade),
           first.period);
  html.put("<td class=\"stated\"><bdi>{}</bdi> <span class=\"quiet\">{}</span></td></tr>\n",
           shortened(first.publisher, kNameLength), shortened(first.url, 2 * kNameLength));
}

void write_claims(HtmlWriter& html, const Attribution& result, std::size_t rank) {
  const std::vector<ClaimRow> rows = claim_rows(result);
  if (rows.empty()) return;
  html.put(
      "<h5>Claims it rests on</h5>\n<p class=\"more\">Their ids, by which each can be contested or "
      "retracted, are in <code>networks.json</code> and in what <code>overt explain</code> "
      "prints.</p>\n");
  html.put(
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Claims on network {}\">"
      "<table class=\"argued claims\"><thead><tr><th scope=\"col\">Step</th>"
      "<th scope=\"col\">Stated</th><th scope=\"col\">Status</th><th scope=\"col\">Grade</th>"
      "<th scope=\"col\">Holds</th><th scope=\"col\">Source</th></tr></thead>\n<tbody>\n",
      rank);
  for (std::size_t i = 0; i < std::min(kClaimRowsShown, rows.size()); ++i) {
    write_claims_of(html, rows[i]);
  }
  html.put("</tbody></table></div>\n");
  if (rows.size() > kClaimRowsShown) {
    html.put("<p class=\"more\">{} more in <code>networks.json</code>.</p>\n",
             counted(rows.size() - kClaimRowsShown, "row"));
  }
}

void write_readings(HtmlWriter& html, const Attribution& result) {
  if (result.readings.empty()) return;
  html.put("<p class=\"more\">What these accounts read attributes nobody: ");
  for (std::size_t i = 0; i < std::min(kReadingsShown, result.readings.size()); ++i) {
    const OutletReading& reading = result.readings[i];
    html.put("{} of {} are links to sites of ", grouped(reading.objects),
             counted(reading.objects_all, "trace"));
    html.put("<bdi>{}</bdi>, p {}. ", shortened(reading.entity_name, kNameLength),
             chance_number(reading.log_p));
  }
  html.put("</p>\n");
}

}  // namespace

void write_who_is_behind(HtmlWriter& html, const NetworkReport& network, std::size_t rank) {
  if (!network.attribution) return;
  const Attribution& result = network.attribution->network;
  html.put("<h4>Who is behind it</h4>\n");
  write_assessment(html, result);
  draw_paths(html, result);
  draw_principals(html, result);
  write_hypotheses(html, result, rank);
  write_claims(html, result, rank);
  write_readings(html, result);
}

}  // namespace overt
