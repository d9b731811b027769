#include <algorithm>
#include <unordered_map>

#include "stages/reports/chance_words_internal.h"
#include "stages/reports/draw_activity_internal.h"
#include "stages/reports/draw_pictures_internal.h"
#include "stages/reports/lineage_words_internal.h"
#include "stages/reports/reading_words_internal.h"
#include "stages/reports/verdict_internal.h"
#include "stages/reports/write_attribution_internal.h"
#include "stages/reports/write_finding_internal.h"
#include "stages/reports/write_network_internal.h"

namespace overt {
namespace {

constexpr std::size_t kPageBytes = 4'600'000;
constexpr std::size_t kFullRanks = 10;
constexpr std::size_t kMediumRanks = 25;
constexpr std::size_t kOpenRanks = 6;
constexpr std::size_t kNameLength = 60;
constexpr std::size_t kObjectLength = 140;

constexpr NetworkDetail kFull{240, 600, 150, 25, 8, 15, 600};
constexpr NetworkDetail kMedium{90, 200, 50, 10, 3, 8, 400};
constexpr NetworkDetail kBrief{25, 60, 10, 4, 1, 4, 280};

/// Where an account's names are found by what the evidence calls it.
using MembersByAccount = std::unordered_map<std::string_view, const MemberReport*>;

MembersByAccount members_by_account(const NetworkReport& network) {
  MembersByAccount members;
  for (const MemberReport& member : network.members) members.emplace(member.account, &member);
  return members;
}

void begin_table(HtmlWriter& html, std::string_view label, std::size_t rank) {
  html.put("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{} {}\">", label,
           rank);
  html.put("<table class=\"sortable\">");
}

void end_table(HtmlWriter& html) { html.put("</tbody></table></div>\n"); }

void write_left_out(HtmlWriter& html, std::size_t shown, std::size_t all, std::string_view what,
                    std::string_view file = "networks.json") {
  if (shown >= all) return;
  html.put("<p class=\"more\">{} of {} {} are shown; the rest is in <code>{}</code>.</p>\n", shown,
           all, what, file);
}

// --- head, figures ---

// "12 members and 3 adjacent accounts", or only "15 accounts" where nobody counts as a member.
std::string cast_words(const NetworkReport& network) {
  const std::uint64_t members = member_count(network);
  const std::uint64_t adjacent = network.members.size() - members;
  if (members == 0) return counted(network.members.size(), "account");
  if (adjacent == 0) return counted(members, "member");
  return counted(members, "member") + " and " + counted(adjacent, "adjacent account");
}

void write_summary(HtmlWriter& html, const NetworkReport& network, std::size_t rank) {
  const Verdict verdict = verdict_of(network.finding);
  html.put("<summary><h3>Network {} <span class=\"badge\">{}</span> ", rank, words_of(verdict));
  html.put("<span class=\"gist\">{}", cast_words(network));
  if (!network.members.empty()) {
    html.put(", among them <bdi>{}</bdi>",
             shortened(best_name(network.members.front()), kNameLength / 2));
  }
  html.put("</span> <span class=\"when\">{}</span></h3></summary>\n",
           period_words(network.first_at, network.last_at));
}

// The verdict in one sentence, with the word that may be used.
void write_verdict(HtmlWriter& html, const NetworkReport& network, const RunReport& report) {
  const NetworkFinding& finding = network.finding;
  html.put("<p class=\"verdict\">");
  switch (verdict_of(finding)) {
    case Verdict::kReview:
      html.put(
          "<strong class=\"term\">Coordinated, undisclosed.</strong> Confirmed beyond chance, no "
          "innocent explanation fits, and more than one kind of evidence holds: a person should "
          "look at it.");
      break;
    case Verdict::kWatch:
      html.put(
          "<strong class=\"term\">Coordinated, undisclosed.</strong> Confirmed beyond chance, and "
          "no innocent explanation fits; but too few kinds of evidence hold to ask a person to "
          "look. A later run may tell.");
      break;
    case Verdict::kExplained:
      html.put(
          "<strong class=\"term\">Coordinated.</strong> Confirmed beyond chance, and explained: "
          "{}. Nothing is asked of anybody.",
          words_of(finding.explanation));
      break;
    case Verdict::kNotConfirmed:
      is_chance_known(report)
          ? html.put(
                "<strong class=\"term\">Co-acting.</strong> Counted together, but not confirmed "
                "beyond chance: no account in it is held to have done anything.")
          : html.put(
                "<strong class=\"term\">Co-acting.</strong> Counted together; chance was not "
                "reckoned in this run.");
      break;
  }
  html.put("</p>\n");
}

void write_figures(HtmlWriter& html, const NetworkReport& network) {
  html.put("<dl class=\"figures\"><div><dt>Accounts</dt><dd>{}</dd></div>", network.members.size());
  if (network.finding.status == FindingStatus::kConfirmed) {
    html.put("<div><dt>Members, on evidence of their own</dt><dd>{}</dd></div>",
             member_count(network));
  }
  html.put("<div><dt>Pairs</dt><dd>{}</dd></div>", pair_count(network));
  html.put("<div><dt>Co-actions</dt><dd>{}</dd></div>", network.co_actions);
  html.put("<div><dt>Most common objects of a pair</dt><dd>{}</dd></div>", network.max_objects);
  html.put("<div><dt>Possible pairs that are pairs</dt><dd>{}</dd></div>",
           percent(network.density));
  html.put("<div><dt>First to last co-action</dt><dd>{}</dd></div></dl>\n",
           period_words(network.first_at, network.last_at));
}

void write_picture(HtmlWriter& html, const NetworkReport& network, std::size_t rank,
                   const NetworkDetail& detail) {
  const PictureLimits limits{detail.nodes, detail.edges,
                             std::min(detail.members, network.members.size())};
  html.put("<figure>");
  draw_network(html, network, rank, limits);
  html.put("<figcaption>{}, larger with more partners; each line is a pair",
           member_count(network) > 0
               ? "Each disc is a member, each hollow diamond an adjacent account"
               : "Each hollow diamond is an account");
  const std::size_t nodes = std::min(network.members.size(), detail.nodes);
  const std::size_t edges = std::min(network.edges.size(), detail.edges);
  if (nodes < network.members.size() || edges < pair_count(network)) {
    html.put(". Drawn: {} of {}, {} of {}", nodes, counted(network.members.size(), "account"),
             edges, counted(pair_count(network), "pair"));
  }
  html.put(".</figcaption></figure>\n");
}

// --- members ---

void write_member_names(HtmlWriter& html, const MemberReport& member) {
  const std::string_view best = best_name(member);
  html.put("<bdi>{}</bdi>", shortened(best, kNameLength));
  if (!member.display_name.empty() && member.display_name != best) {
    html.put(" <bdi class=\"quiet\">{}</bdi>", shortened(member.display_name, kNameLength));
  }
  if (member.account != best) {
    html.put(" <bdi class=\"id\">{}</bdi>", shortened(member.account, kNameLength));
  }
}

void write_member_row(HtmlWriter& html, const MemberReport& member, std::size_t rank,
                      std::size_t m) {
  html.put("<tr id=\"n{}-m{}\"><th scope=\"row\">", Plain{rank}, Plain{m});
  write_member_names(html, member);
  html.put("</th>");
  put_chance_cell(html, member.log_p);
  put_chance_cell(html, member.log_q);
  html.put("<td class=\"r\">{}</td><td class=\"r\">{}</td><td class=\"r\">{}</td>", member.bursts,
           member.partners, member.objects);
  html.put("<td class=\"r\">{}</td><td class=\"r\">{}</td><td>{}</td><td>{}</td></tr>\n",
           member.core, member.events, moment(member.first_at), moment(member.last_at));
}

/// Which accounts a table holds: of one standing, of the first `shown`.
struct MemberRows {
  std::string_view label;
  bool are_members = false;
  std::size_t shown = 0;
};

void write_member_table(HtmlWriter& html, const NetworkReport& network, std::size_t rank,
                        const MemberRows& rows) {
  begin_table(html, rows.label, rank);
  html.put(
      "<thead><tr><th scope=\"col\">Account</th><th scope=\"col\" class=\"r\">p</th>"
      "<th scope=\"col\" class=\"r\">q</th><th scope=\"col\" class=\"r\">Common bursts</th>"
      "<th scope=\"col\" class=\"r\">Partners</th>"
      "<th scope=\"col\" class=\"r\">Common objects</th><th scope=\"col\" class=\"r\">Core"
      "</th><th scope=\"col\" class=\"r\">All traces</th><th scope=\"col\">First co-action"
      "</th><th scope=\"col\">Last co-action</th></tr></thead>\n<tbody>\n");
  for (std::size_t m = 0; m < rows.shown; ++m) {
    const MemberReport& member = network.members[m];
    if (is_member(network, member) == rows.are_members) write_member_row(html, member, rank, m);
  }
  end_table(html);
}

// Adjacent accounts have a frame of their own, so that nobody takes them for members.
void write_adjacent(HtmlWriter& html, const NetworkReport& network, std::size_t rank,
                    std::size_t shown) {
  html.put("<div class=\"adjacent\">\n");
  if (network.finding.status == FindingStatus::kConfirmed) {
    html.put(
        "<h5><span class=\"key adj\" aria-hidden=\"true\">◇</span> Adjacent accounts</h5>\n<p "
        "class=\"prose\">These were proposed together with the members, but their own evidence is "
        "not beyond chance. They are shown so that the picture is whole; <strong>adjacent accounts "
        "are never acted on</strong>.</p>\n");
  } else {
    html.put(
        "<h5><span class=\"key adj\" aria-hidden=\"true\">◇</span> Accounts</h5>\n<p "
        "class=\"prose\">The network is not confirmed, so none of these accounts counts as a "
        "member of anything, and <strong>they are never acted on</strong>.</p>\n");
  }
  write_member_table(html, network, rank, {"Adjacent accounts of network", false, shown});
  html.put("</div>\n");
}

void write_members(HtmlWriter& html, const NetworkReport& network, std::size_t rank,
                   std::size_t shown_max) {
  const std::size_t shown = std::min(network.members.size(), shown_max);
  const auto first = network.members.begin();
  const auto members = static_cast<std::size_t>(
      std::count_if(first, first + static_cast<std::ptrdiff_t>(shown),
                    [&](const MemberReport& member) { return is_member(network, member); }));
  html.put("<h4>Each account’s own evidence</h4>\n");
  if (members > 0) {
    html.put(
        "<h5><span class=\"key\" aria-hidden=\"true\">●</span> Members</h5>\n<p class=\"prose\">"
        "Each is held to be a member on its own evidence alone: the chance (p) that it would take "
        "part in so many of the common bursts of the others, itself left out. Nobody is a member "
        "for the company it keeps.</p>\n");
    write_member_table(html, network, rank, {"Members of network", true, shown});
  }
  if (members < shown) write_adjacent(html, network, rank, shown);
  write_left_out(html, shown, network.members.size(), "accounts");
}

// --- what binds them ---

void write_object(HtmlWriter& html, std::string_view object, ObjectKind kind) {
  html.put("<span class=\"kind\">{}</span> <bdi class=\"object\">{}</bdi>", name_of(kind),
           shortened(object, kObjectLength));
}

void write_objects(HtmlWriter& html, const NetworkReport& network, std::size_t rank,
                   std::size_t shown_max) {
  if (network.objects.empty()) return;
  const std::size_t shown = std::min(network.objects.size(), shown_max);
  html.put("<h5>What binds them</h5>\n");
  begin_table(html, "Objects that bind network", rank);
  html.put(
      "<thead><tr><th scope=\"col\">Object</th><th scope=\"col\">Source</th>"
      "<th scope=\"col\" class=\"r\">Accounts</th><th scope=\"col\" class=\"r\">Pairs</th>"
      "<th scope=\"col\">First</th><th scope=\"col\">Last</th></tr></thead>\n<tbody>\n");
  for (std::size_t i = 0; i < shown; ++i) {
    const ObjectReport& object = network.objects[i];
    html.put("<tr><th scope=\"row\">");
    write_object(html, object.object, object.kind);
    html.put("</th><td>");
    if (object.source.empty()) {
      html.put("<span class=\"quiet\">the object itself</span>");
    } else {
      html.put("<bdi>{}</bdi>", shortened(object.source, kNameLength));
    }
    html.put("</td><td class=\"r\">{}</td><td class=\"r\">{}</td>", object.accounts, object.pairs);
    html.put("<td>{}</td><td>{}</td></tr>\n", moment(object.first_at), moment(object.last_at));
  }
  end_table(html);
  write_left_out(html, shown, network.objects.size(), "objects");
}

void write_what_was_seen(HtmlWriter& html, const NetworkReport& network, std::size_t rank,
                         const NetworkDetail& detail) {
  html.put("<h4>What was seen</h4>\n<div class=\"halves\">\n");
  write_picture(html, network, rank, detail);
  html.put("<div>\n");
  write_figures(html, network);
  draw_activity(html, network, rank);
  html.put("</div></div>\n");
  write_objects(html, network, rank, detail.objects);
}

// --- posts ---

void write_post(HtmlWriter& html, const EvidencePost& post, const MembersByAccount& members,
                TimeUs gap, std::size_t text_length) {
  html.put("<div class=\"post\"><p class=\"by\"><strong>");
  const auto member = members.find(post.account);
  html.put(
      "<bdi>{}</bdi></strong> <span class=\"at\">{}",
      shortened(member == members.end() ? post.account : best_name(*member->second), kNameLength),
      moment(post.at));
  if (gap > 0) html.put(", {} later", gap_words(gap));
  html.put("</span></p>");
  if (post.text.empty()) {
    html.put("<p class=\"quiet\">The input holds no text of it.</p>");
  } else {
    html.put("<p class=\"text\" dir=\"auto\">{}</p>", shortened(post.text, text_length));
  }
  if (!post.content_id.empty()) {
    html.put("<p class=\"id\">post <bdi>{}</bdi></p>", shortened(post.content_id, kNameLength));
  }
  html.put("</div>");
}

void write_evidence_row(HtmlWriter& html, const EvidenceRow& row, const MembersByAccount& members,
                        std::size_t text_length) {
  const bool a_first = row.a.at <= row.b.at;
  const EvidencePost& first = a_first ? row.a : row.b;
  const EvidencePost& second = a_first ? row.b : row.a;
  const TimeUs gap = second.at - first.at;
  html.put("<li><p class=\"what\">");
  write_object(html, row.object, row.kind);
  html.put(" <span class=\"gap\">{}</span>",
           gap == 0 ? "at the same time" : gap_words(gap) + " apart");
  if (!first.text.empty() && first.text == second.text) {
    html.put(" <span class=\"gap\">same text, letter for letter</span>");
  }
  html.put("</p><div class=\"posts\">");
  write_post(html, first, members, 0, text_length);
  write_post(html, second, members, gap, text_length);
  html.put("</div></li>\n");
}

void write_evidence(HtmlWriter& html, const NetworkReport& network, const NetworkDetail& detail) {
  if (network.evidence.empty()) return;
  const std::size_t shown = std::min(network.evidence.size(), detail.evidence);
  const MembersByAccount members = members_by_account(network);
  html.put("<h4>Posts side by side</h4>\n<ol class=\"evidence\">\n");
  for (std::size_t i = 0; i < shown; ++i) {
    write_evidence_row(html, network.evidence[i], members, detail.text_length);
  }
  html.put("</ol>\n");
  write_left_out(html, shown, network.evidence.size(), "chosen examples");
}

// --- strongest pairs ---

void write_pair(HtmlWriter& html, const NetworkReport& network, const EdgeReport& edge) {
  html.put("<tr><th scope=\"row\"><bdi>{}</bdi></th><td><bdi>{}</bdi></td>",
           shortened(best_name(network.members.at(edge.a)), kNameLength),
           shortened(best_name(network.members.at(edge.b)), kNameLength));
  html.put("<td class=\"r\">{}</td><td class=\"r\">{}</td><td class=\"r\">{}</td>", edge.objects,
           edge.sources, edge.occasions);
  std::string gap = gap_words(edge.median_gap);
  gap.resize(gap.size() - 2);  // the unit stands in the heading
  html.put("<td class=\"r\">{}</td><td class=\"r\">{}</td><td class=\"r\">{}</td>", edge.co_actions,
           gap, mean_words(edge.lambda));
  put_chance_cell(html, edge.log_p);
  put_chance_cell(html, edge.log_q);
  html.put("<td>{}</td><td>{}</td></tr>\n", format_date(edge.first_at), format_date(edge.last_at));
}

void write_pairs(HtmlWriter& html, const NetworkReport& network, std::size_t rank,
                 std::size_t shown_max) {
  const std::vector<std::uint32_t> edges = strongest_edges(network, shown_max);
  html.put("<h4>Strongest pairs</h4>\n");
  begin_table(html, "Strongest pairs of network", rank);
  html.put(
      "<thead><tr><th scope=\"col\">One account</th><th scope=\"col\">Other account</th>"
      "<th scope=\"col\" class=\"r\">Common objects</th><th scope=\"col\" class=\"r\">Sources</th>"
      "<th scope=\"col\" class=\"r\">Occasions</th><th scope=\"col\" class=\"r\">Co-actions</th>"
      "<th scope=\"col\" class=\"r\">Median gap, s</th>"
      "<th scope=\"col\" class=\"r\">By chance</th><th scope=\"col\" class=\"r\">p</th>"
      "<th scope=\"col\" class=\"r\">q</th><th scope=\"col\">First</th>"
      "<th scope=\"col\">Last</th></tr></thead>\n<tbody>\n");
  for (const std::uint32_t i : edges) write_pair(html, network, network.edges[i]);
  end_table(html);
  write_left_out(html, edges.size(), pair_count(network), "pairs", "pairs.parquet");
}

}  // namespace

NetworkDetail network_detail(std::size_t rank, std::size_t bytes) {
  if (bytes > kPageBytes) return {};
  if (rank <= kFullRanks) return kFull;
  return rank <= kMediumRanks ? kMedium : kBrief;
}

void write_network(HtmlWriter& html, const RunReport& report, std::size_t at, std::size_t rank,
                   const NetworkDetail& detail) {
  const NetworkReport& network = report.networks[at];
  html.put("<details class=\"network {}\" id=\"network-{}\"", class_of(verdict_of(network.finding)),
           Plain{rank});
  rank <= kOpenRanks ? html.put(" open>\n") : html.put(">\n");
  write_summary(html, network, rank);
  html.put("<p class=\"id\">network <code>{}</code></p>\n", network.id);
  if (network.lineage) {
    html.put("<p class=\"lineage\">{}</p>\n", lineage_sentence(*network.lineage));
  }
  write_verdict(html, network, report);
  if (detail.nodes == 0) {
    write_figures(html, network);
    html.put(
        "<p class=\"more\">This page is full: the rest about this network is in "
        "<code>networks.json</code>.</p></details>\n");
    return;
  }
  write_what_was_seen(html, network, rank, detail);
  write_how_likely(html, network, report, rank);
  write_what_else(html, network.finding, rank);
  write_kinds_of_evidence(html, network.finding, rank);
  write_who_is_behind(html, network, rank);
  write_members(html, network, rank, detail.members);
  write_change_of_mind(html, network, report);
  write_evidence(html, network, detail);
  write_pairs(html, network, rank, detail.pairs);
  html.put("</details>\n");
}

}  // namespace overt
