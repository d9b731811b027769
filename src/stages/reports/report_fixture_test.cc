#include "stages/reports/report_fixture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <numeric>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/digest.h"
#include "base/random.h"
#include "stages/reports/render_reports.h"

namespace overt {
namespace {

constexpr TimeUs kWindow = 60 * kMicrosPerSecond;

/// What one invented network is made of.
struct Cast {
  std::string_view handle;  // followed by a number
  std::vector<std::string_view> display_names;
  std::vector<std::string_view> texts;
  std::vector<std::string_view> objects;
  std::string_view source;
  ObjectKind kind = ObjectKind::kUrl;
  std::size_t members = 0;
  double density = 0.3;
};

std::vector<Cast> fixture_casts() {
  return {{"riverton_voice",
           {"Riverton Voice", "Maple Street Mom", "Just Asking", "Old Mill Daily", "County Watch"},
           {"They closed three polling places on the east side and nobody told you. Ask why.",
            "Three polling places closed on the east side. Ask your council why nobody was told!",
            "My neighbour went to vote early and was sent home. Share before they take this down."},
           {"https://riverton-herald.example/2024/10/polling-places",
            "https://riverton-herald.example/2024/10/early-vote",
            "https://milltown-gazette.example/news/ballots-found",
            "https://county-watch.example/opinion/who-counts"},
           "riverton-herald.example",
           ObjectKind::kUrl,
           38,
           0.22},
          {"svet_pravdy",
           {"Свет правды", "Голос района", "Наблюдатель", "Тихий двор"},
           {"Завтра закроют мост, а объезд так и не готов. Передайте соседям, пусть знают все.",
            "Мост закроют завтра. Объезд не готов. Расскажите соседям!"},
           {"Завтра закроют мост, а объезд так и не готов. Передайте соседям, пусть знают все.",
            "Кто ответит за задержку? Два года обещаний и ни одного ответа жителям района."},
           "",
           ObjectKind::kText,
           24,
           0.45},
          {"alnahr_alyawm",
           {"النهر اليوم", "صوت المدينة", "أخبار الحي"},
           {"أسعار الخبز ترتفع للمرة الثالثة هذا الشهر، ولا أحد يشرح السبب للناس.",
            "للمرة الثالثة هذا الشهر ترتفع أسعار الخبز! من المسؤول؟"},
           {"#خبز #أسعار #المدينة", "#صوت #الناس #اليوم"},
           "",
           ObjectKind::kHashtags,
           17,
           0.5},
          {"heping_guancha",
           {"和平观察", "江边新闻", "城市早报"},
           {"昨晚的停电影响了整个城区，官方到现在还没有说明原因。请转发给你的邻居。",
            "整个城区昨晚停电，原因不明。请转发！"},
           {"7391022847561230011", "7391022847561230544", "7391022847561231907"},
           "heping_guancha1",
           ObjectKind::kRepost,
           15,
           0.6},
          {"lunaverde_fan",
           {"Luna Verde ♥ fans", "verdes por siempre 💚", "luna updates"},
           {"¡LUNA VERDE ANUNCIA GIRA! Todas a comprar entradas el viernes a las 10 💚💚💚",
            "NUEVA GIRA de @lunaverde!!! Viernes 10:00, no lleguen tarde 💚"},
           {"sound:6948211", "sound:6951377"},
           "lunaverde",
           ObjectKind::kSound,
           14,
           0.75},
          {"norddesk",
           {"Norddesk Politik", "Norddesk Sport", "Norddesk Regional"},
           {"Norddesk: turnout at noon is 31 percent, two points above 2020.",
            "Norddesk: turnout at noon is 31 percent, two points above 2020."},
           {"https://norddesk.example/live/election", "https://norddesk.example/live/results"},
           "norddesk.example",
           ObjectKind::kUrl,
           10,
           0.9}};
}

TimeUs start_of(std::size_t network) {
  return micros_from_civil(2024, 9, 3) + static_cast<TimeUs>(network) * 4 * kMicrosPerDay;
}

MemberReport make_member(const Cast& cast, std::size_t m, Random& random) {
  MemberReport member;
  member.account = fmt::format("vid:{}", 7300000000000000000ULL + random.below(99999999999999ULL));
  member.handle = fmt::format("{}{}", cast.handle, m == 0 ? "" : std::to_string(m + 1));
  member.display_name = cast.display_names[m % cast.display_names.size()];
  member.events = 40 + random.below(900);
  // Hubs in the middle, the rest around them.
  const double out =
      std::sqrt(static_cast<double>(m) + 0.3) / std::sqrt(static_cast<double>(cast.members));
  const double angle = 2.4 * static_cast<double>(m) + 0.3 * random.normal();
  member.x = 0.5 + 0.45 * out * std::cos(angle);
  member.y = 0.5 + 0.45 * out * std::sin(angle);
  return member;
}

EdgeReport make_edge(std::uint32_t a, std::uint32_t b, TimeUs start, Random& random) {
  EdgeReport edge;
  edge.a = a;
  edge.b = b;
  edge.objects = 3 + static_cast<std::uint32_t>(random.exponential() * 3);
  edge.sources = 1 + static_cast<std::uint32_t>(random.below(edge.objects));
  edge.occasions = 2 + static_cast<std::uint32_t>(random.below(edge.objects - 1));
  edge.co_actions = edge.objects + random.below(5);
  edge.first_at = start + static_cast<TimeUs>(random.below(20 * 86400)) * kMicrosPerSecond;
  edge.last_at = edge.first_at + static_cast<TimeUs>(random.below(20 * 86400)) * kMicrosPerSecond;
  edge.median_gap = static_cast<TimeUs>(random.below(45'000)) * 1000;
  edge.witnesses = {0};
  return edge;
}

void widen(TimeUs& first_at, TimeUs& last_at, const EdgeReport& edge) {
  first_at = first_at == 0 ? edge.first_at : std::min(first_at, edge.first_at);
  last_at = std::max(last_at, edge.last_at);
}

void add_edge(NetworkReport& network, const EdgeReport& edge) {
  for (const std::uint32_t end : {edge.a, edge.b}) {
    MemberReport& member = network.members[end];
    ++member.partners;
    member.objects = std::max(member.objects, edge.objects + end % 3);
    widen(member.first_at, member.last_at, edge);
  }
  widen(network.first_at, network.last_at, edge);
  network.co_actions += edge.co_actions;
  network.max_objects = std::max(network.max_objects, edge.objects);
  network.edges.push_back(edge);
}

// Every account is paired with one before it, the rest by chance.
void add_edges(NetworkReport& network, double density, TimeUs start, Random& random) {
  const auto count = static_cast<std::uint32_t>(network.members.size());
  for (std::uint32_t b = 1; b < count; ++b) {
    const auto tied = static_cast<std::uint32_t>(random.below(std::min(b, 4U)));
    for (std::uint32_t a = 0; a < b; ++a) {
      const bool is_near = random.chance(density / (1 + 0.05 * a));
      if (a == tied || is_near) add_edge(network, make_edge(a, b, start, random));
    }
  }
  const double possible = count * (count - 1) / 2.0;
  network.density = static_cast<double>(network.edges.size()) / possible;
  for (MemberReport& member : network.members) member.core = std::min(member.partners, count / 4);
}

// Members stand with most partners first.
void sort_members(NetworkReport& network) {
  std::vector<std::uint32_t> order(network.members.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return network.members[a].partners > network.members[b].partners;
  });
  std::vector<std::uint32_t> place(order.size());
  std::vector<MemberReport> members;
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    place[order[i]] = i;
    members.push_back(network.members[order[i]]);
  }
  network.members = std::move(members);
  for (EdgeReport& edge : network.edges) {
    edge.a = place[edge.a];
    edge.b = place[edge.b];
  }
}

void add_objects(NetworkReport& network, const Cast& cast, Random& random) {
  for (const std::string_view name : cast.objects) {
    ObjectReport object;
    object.object = name;
    object.source = cast.source;
    object.kind = cast.kind;
    object.accounts = 3 + static_cast<std::uint32_t>(random.below(cast.members - 2));
    object.pairs = object.accounts * 2;
    object.first_at = network.first_at;
    object.last_at = network.last_at;
    network.objects.push_back(object);
  }
}

void add_evidence(NetworkReport& network, const Cast& cast, std::size_t rows, Random& random) {
  for (std::size_t i = 0; i < rows; ++i) {
    const EdgeReport& edge = network.edges[i % network.edges.size()];
    EvidenceRow row;
    row.object = cast.objects[i % cast.objects.size()];
    row.source = cast.source;
    row.kind = cast.kind;
    row.a = {network.members[edge.a].account, fmt::format("73910{}", random.below(99999999)),
             std::string(cast.texts[i % cast.texts.size()]), edge.first_at};
    row.b = {network.members[edge.b].account, fmt::format("73911{}", random.below(99999999)),
             std::string(cast.texts[(i / 2) % cast.texts.size()]),
             edge.first_at + static_cast<TimeUs>(random.below(60)) * kMicrosPerSecond};
    if (cast.kind == ObjectKind::kText) row.a.text = row.b.text = row.object;
    network.evidence.push_back(row);
  }
}

void add_timeline(NetworkReport& network, Random& random) {
  network.timeline_begin = network.first_at;
  network.timeline_bin = 12 * kMicrosPerHour;
  for (TimeUs at = network.first_at; at < network.last_at; at += network.timeline_bin) {
    const bool is_day = (at / network.timeline_bin) % 2 == 1;
    const std::uint64_t traces = random.poisson(is_day ? 22 : 9);
    const bool is_burst = random.chance(0.15);
    network.timeline_traces.push_back(static_cast<std::uint32_t>(traces + (is_burst ? 40 : 0)));
    network.timeline_co_actions.push_back(
        static_cast<std::uint32_t>(random.poisson(is_burst ? 24 : 1.5)));
  }
}

NetworkReport make_network(const Cast& cast, std::size_t rank, std::size_t evidence) {
  Random random(2024, rank);
  NetworkReport network;
  network.id = sha256_hex(fmt::format("{}{}", cast.handle, rank)).substr(0, 16);
  for (std::size_t m = 0; m < cast.members; ++m) {
    network.members.push_back(make_member(cast, m, random));
  }
  add_edges(network, cast.density, start_of(rank % 9), random);
  sort_members(network);
  add_objects(network, cast, random);
  add_evidence(network, cast, evidence, random);
  add_timeline(network, random);
  return network;
}

RunManifest fixture_manifest() {
  RunManifest manifest;
  manifest.run_id = sha256_hex("fixture");
  manifest.version = "0.1.0";
  manifest.inputs = {
      {"events/2024-09.ndjson.zst", "events-ndjson", sha256_hex("a"), 214'113'902, 1'204'331, 214},
      {"events/2024-10, late.csv", "events-csv", sha256_hex("b"), 88'031'118, 496'007, 31}};
  manifest.config = {{"window", "60s"},
                     {"sweep", "10s,60s,300s"},
                     {"min-objects", "3"},
                     {"objects", "default"},
                     {"seed", "1"},
                     {"max-rejects", "0.01"},
                     {"allow-coarse-times", "false"},
                     {"format", "recognised"},
                     {"map", ""}};
  manifest.seed = 1;
  manifest.events = 1'700'093;
  manifest.traces = 2'911'405;
  manifest.accounts = 20'113;
  manifest.objects = 611'870;
  manifest.first_at = micros_from_civil(2024, 9, 1) + 3 * kMicrosPerHour;
  manifest.last_at = micros_from_civil(2024, 11, 5) - 1;
  manifest.rejects_by_reason = {12, 3, 0, 5, 0, 0, 1, 220, 0, 4, 0};
  manifest.limits = {{"binding objects per network", 200, 41,
                      "The objects with fewest accounts are not listed in networks.json."}};
  manifest.notes = {"4 ids look rounded by a spreadsheet (1.01421E+18) and were set aside.",
                    "5,120 events have no text; they are compared by links and sounds alone."};
  manifest.timings_s = {{"read", 4.25}, {"join", 1.5}};
  return manifest;
}

std::vector<SweepRow> fixture_sweep() {
  return {{10 * kMicrosPerSecond, {4211, 702, 301, 160, 92, 51, 22, 9, 4}, 96, 5},
          {kWindow, {20418, 2240, 641, 310, 171, 90, 44, 20, 8}, 141, 6},
          {300 * kMicrosPerSecond, {90733, 9614, 2055, 700, 330, 160, 70, 31, 12}, 402, 0}};
}

RunReport report_of(std::vector<NetworkReport> networks) {
  RunReport report;
  report.manifest = fixture_manifest();
  report.window = kWindow;
  report.min_objects = 3;
  report.sweep = fixture_sweep();
  report.sources_known = true;
  for (const NetworkReport& network : networks) report.pairs += network.edges.size();
  give_findings(networks);
  give_chance(report);
  report.networks = std::move(networks);
  return report;
}

}  // namespace

RunReport fixture_report() {
  std::vector<NetworkReport> networks;
  for (const Cast& cast : fixture_casts()) {
    networks.push_back(make_network(cast, networks.size(), 6));
  }
  RunReport report = report_of(std::move(networks));
  report.networks_left_out = 2;
  report.accounts_left_out = 5;
  return report;
}

RunReport large_fixture_report(std::size_t networks, std::size_t members) {
  const std::string long_text(900, 'x');
  std::vector<NetworkReport> made;
  for (std::size_t i = 0; i < networks; ++i) {
    Cast cast = fixture_casts()[i % 6];
    cast.members = members;
    cast.density = 0.08;
    cast.texts.emplace_back(long_text);
    made.push_back(make_network(cast, i, 20));
    for (MemberReport& member : made.back().members) member.display_name += long_text;
  }
  return report_of(std::move(made));
}

RunReport hostile_fixture_report() {
  using namespace std::string_literals;
  const std::vector<std::string> hostile = {"<script>alert(1)</script>"s,
                                            "\"><img src=x onerror=alert(1)>"s,
                                            "' onmouseover='alert(1)"s,
                                            "javascript:alert(1)"s,
                                            "\u202Etxt.exe\u2066 turned"s,
                                            "]]></data></node><!-- -->"s,
                                            "nul\0 bell\a escape\x1b[31m"s,
                                            "broken \xff\xfe utf-8 \xed\xa0\x80"s,
                                            "\uFFFE\uFFFF noncharacters"s,
                                            "{} {0} %s $(reboot) `id`"s,
                                            "👩‍👩‍👧‍👦🏳️‍🌈 emoji"s,
                                            "</style></title></svg></details>"s,
                                            std::string(5000, 'W')};
  RunReport report = fixture_report();
  std::size_t next = 0;
  const auto name = [&]() -> const std::string& { return hostile[next++ % hostile.size()]; };
  for (NetworkReport& network : report.networks) {
    for (MemberReport& member : network.members) {
      member.handle = name();
      member.display_name = name();
    }
    for (ObjectReport& object : network.objects) {
      object.object = name();
      object.source = name();
    }
    network.finding.id = name();
    network.finding.power = name();
    for (FamilyEvidence& family : network.finding.families) family.summary = name();
    for (ExplanationTried& tried : network.finding.explanations) tried.evidence = name();
    for (EvidenceRow& row : network.evidence) {
      row.object = name();
      row.a.text = name();
      row.b.text = name();
      row.a.account = name();
      row.b.content_id = name();
    }
    network.members[0].account = name();
  }
  report.manifest.inputs[0].path = name();
  report.manifest.inputs[1].path = name();
  report.manifest.notes = hostile;
  report.manifest.limits.push_back({name(), 1, 1, name()});
  report.chance.split_key = name();
  for (NullSummary& null : report.nulls) null.shuffle = name();
  report.manifest.config.emplace_back("map", "it's; rm -rf \"<b>\"");
  return report;
}

namespace {

/// One tag from '<' on: its length and what it does to the stack of open elements.
struct Tag {
  std::string_view name;
  std::size_t length = 0;
  bool is_closing = false;
  bool is_empty = false;
};

// Quoted values may hold anything; outside of quotes the next '>' ends the tag.
Tag read_tag(std::string_view rest, bool is_html) {
  Tag tag;
  char quote = 0;
  for (tag.length = 1; tag.length < rest.size(); ++tag.length) {
    const char c = rest[tag.length];
    if (quote != 0 && c == quote) {
      quote = 0;
    } else if (quote == 0 && c == '"') {
      quote = c;
    } else if (quote == 0 && c == '>') {
      break;
    }
  }
  tag.is_closing = rest[1] == '/';
  const std::size_t from = tag.is_closing ? 2 : 1;
  tag.name = rest.substr(from, rest.find_first_of(" >/\n", from) - from);
  constexpr std::array<std::string_view, 3> kVoid = {"meta", "link", "br"};
  tag.is_empty = rest[tag.length - 1] == '/' || rest[1] == '!' || rest[1] == '?' ||
                 (is_html && std::count(kVoid.begin(), kVoid.end(), tag.name) > 0);
  return tag;
}

}  // namespace

bool tags_nest(std::string_view markup) {
  const bool is_html = markup.starts_with("<!DOCTYPE html>");
  std::vector<std::string_view> open;
  for (std::size_t at = markup.find('<'); at != std::string_view::npos;
       at = markup.find('<', at + 1)) {
    const Tag tag = read_tag(markup.substr(at), is_html);
    if (tag.is_closing) {
      if (open.empty() || open.back() != tag.name) return false;
      open.pop_back();
    } else if (!tag.is_empty) {
      open.push_back(tag.name);
      // What stands in these two is not markup.
      if (tag.name == "script" || tag.name == "style") at = markup.find("</", at) - 1;
    }
  }
  return open.empty();
}

namespace {

TEST(ReportFixtureTest, KnowsMarkupThatDoesNotNest) {
  EXPECT_TRUE(tags_nest("<?xml version=\"1.0\"?><a b=\"x>y\"><c/>text</a>"));
  EXPECT_FALSE(tags_nest("<a><b></a></b>"));
  EXPECT_FALSE(tags_nest("<a>"));
  EXPECT_FALSE(tags_nest("</a>"));
}

TEST(ReportFixtureTest, HoldsTogether) {
  const RunReport report = fixture_report();
  ASSERT_EQ(report.networks.size(), 6U);
  std::size_t accounts = 0;
  for (const NetworkReport& network : report.networks) {
    accounts += network.members.size();
    EXPECT_EQ(network.timeline_traces.size(), network.timeline_co_actions.size());
    for (const EdgeReport& edge : network.edges) ASSERT_LT(edge.b, network.members.size());
  }
  EXPECT_EQ(accounts, 118U);
}

void write_file(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

TEST(ReportFixtureTest, IsWrittenWhereAReviewerAsksForIt) {
  const char* folder = std::getenv("OVERT_REPORT_FIXTURE");
  if (folder == nullptr) GTEST_SKIP() << "set OVERT_REPORT_FIXTURE to a folder to look at a report";
  const RunReport report = fixture_report();
  const std::string base(folder);
  write_file(base + "/report.html", render_html(report));
  write_file(base + "/networks.json", render_networks(report));
  write_file(base + "/manifest.json", render_manifest(report));
  write_file(base + "/graph.gexf", render_gexf(report));
  write_file(base + "/graph.graphml", render_graphml(report));
  write_file(base + "/hostile.html", render_html(hostile_fixture_report()));
  write_file(base + "/hostile.gexf", render_gexf(hostile_fixture_report()));
  write_file(base + "/hostile.graphml", render_graphml(hostile_fixture_report()));
  RunReport bare = fixture_report();
  bare.nulls.clear();
  bare.networks.resize(1);
  write_file(base + "/bare.html", render_html(bare));
  write_file(base + "/large.html", render_html(large_fixture_report(200, 100)));
}

}  // namespace
}  // namespace overt
