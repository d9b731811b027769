#include <algorithm>
#include <limits>

#include <gtest/gtest.h>

#include "stages/reports/embedded_internal.h"
#include "stages/reports/html_writer_internal.h"
#include "stages/reports/render_reports.h"
#include "stages/reports/report_fixture.h"

namespace overt {
namespace {

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// The page without its own style and script.
std::string content_of(const RunReport& report) {
  std::string page = render_html(report);
  for (const std::string_view part : {report_css(), report_js()}) {
    page.erase(page.find(part), part.size());
  }
  return page;
}

/// Every value of the attribute in the page.
std::vector<std::string> values_of(const std::string& page, const std::string& attribute) {
  const std::string start = " " + attribute + "=\"";
  std::vector<std::string> values;
  for (std::size_t at = page.find(start); at != std::string::npos;) {
    at += start.size();
    values.push_back(page.substr(at, page.find('"', at) - at));
    at = page.find(start, at);
  }
  return values;
}

TEST(RenderHtmlTest, SaysInPlainWordsWhatWasFound) {
  const std::string page = render_html(fixture_report());
  EXPECT_TRUE(has(page, "<h1>3 coordinated and undisclosed, of 8 networks proposed</h1>"));
  EXPECT_TRUE(has(page, "Overt read 1,700,093 events by 20,113 accounts in 2 files"));
  EXPECT_TRUE(has(page,
                  "It proposed 8 networks of 123 accounts that acted on the same objects within "
                  "60 seconds of one another. 5 are confirmed beyond chance (2 explained, 3 "
                  "undisclosed), 1 is not."));
}

TEST(RenderHtmlTest, TellsTheNetworksInTheOrderOfTheirVerdicts) {
  const std::string page = content_of(fixture_report());
  std::size_t last = 0;
  for (const char* heading :
       {"id=\"review\">For review: coordinated, undisclosed", "id=\"watch\">To watch",
        "id=\"explained\">Explained: coordinated", "id=\"unconfirmed\">Not confirmed: co-acting",
        "id=\"chance\">Chance on this log"}) {
    const std::size_t at = page.find(heading);
    ASSERT_NE(at, std::string::npos) << heading;
    EXPECT_GT(at, last) << heading;
    last = at;
  }
}

TEST(RenderHtmlTest, GivesEachNetworkEveryPartOfItsDossier) {
  RunReport report = fixture_report();
  report.networks.resize(1);
  const std::string page = content_of(report);
  for (const char* part : {"What was seen", "How likely by chance", "What else could explain it",
                           "Kinds of evidence", "Each account’s own evidence",
                           "What would change our mind", "Posts side by side", "Strongest pairs"}) {
    EXPECT_TRUE(has(page, "<h4>" + std::string(part) + "</h4>")) << part;
  }
  EXPECT_TRUE(has(page, "<dd>1.0 × 10⁻⁴⁰⁰</dd>"));
  EXPECT_TRUE(has(page, "evidence this strong about once in 1.0 × 10⁴⁰⁰ tries."));
  EXPECT_TRUE(has(page, "adjacent accounts are never acted on"));
}

TEST(RenderHtmlTest, KeepsTheThreeWordsApartAndNamesNobodyBehind) {
  const std::string page = content_of(fixture_report());
  EXPECT_TRUE(has(page, "<span class=\"term\">co-acting</span>"));
  EXPECT_TRUE(has(page, "<span class=\"term\">coordinated</span>"));
  EXPECT_TRUE(has(page, "<span class=\"term\">undisclosed</span>"));
  EXPECT_TRUE(has(page, "Nothing here says who is behind a network."));
  for (const char* claim : {"state-backed", "inauthentic", "operated by", "bot "}) {
    EXPECT_FALSE(has(page, claim)) << claim;
  }
}

// Where a registry was asked, the page has an answer, and must not say that it has none.
TEST(RenderHtmlTest, SaysThatTheRegistryWasAskedWhereItWas) {
  RunReport report = fixture_report();
  report.networks.front().attribution.emplace();
  const std::string page = content_of(report);
  EXPECT_FALSE(has(page, "Nothing here says who is behind"));
  EXPECT_TRUE(has(page, "None of these words says who is behind a network."));
}

TEST(RenderHtmlTest, CallsNobodyAMemberOfWhatIsNotConfirmed) {
  RunReport report = fixture_report();
  report.networks = {report.networks[3]};
  for (MemberReport& member : report.networks[0].members) member.standing = Standing::kMember;
  const std::string page = content_of(report);
  EXPECT_TRUE(has(page, "<h1>3 networks proposed, none of them coordinated and undisclosed</h1>"));
  EXPECT_FALSE(has(page, "Members of network"));
  EXPECT_FALSE(has(page, "<circle class=\"n\""));
  EXPECT_TRUE(has(page, "none of these accounts counts as a member of anything"));
}

TEST(RenderHtmlTest, SaysWhatChanceAloneGives) {
  RunReport report = fixture_report();
  const std::string page = content_of(report);
  EXPECT_TRUE(has(page, "202,256,328 possible pairs"));
  EXPECT_TRUE(has(page, "Shuffled within hour, mean of 20</th><td class=\"r\">20,944</td>"));
  EXPECT_FALSE(has(page, "--null-replays"));
  report.nulls.clear();
  EXPECT_TRUE(has(content_of(report), "<code>--null-replays 20</code>"));
}

TEST(RenderHtmlTest, SaysThatNothingIsConfirmedWhereChanceWasNotReckoned) {
  RunReport report = fixture_report();
  report.chance = {};
  report.nulls.clear();
  for (NetworkReport& network : report.networks) network.finding = {};
  const std::string page = content_of(report);
  EXPECT_TRUE(has(page, "<h1>123 accounts co-act in 8 networks; chance was not reckoned</h1>"));
  EXPECT_TRUE(has(page, "Chance was not reckoned in this run, so nothing could be confirmed."));
  EXPECT_FALSE(has(page, "id=\"review\""));
}

TEST(RenderHtmlTest, SaysWhereSourcesAreNotKnown) {
  RunReport report = fixture_report();
  EXPECT_FALSE(has(render_html(report), "each object counts as its own source"));
  report.sources_known = false;
  EXPECT_TRUE(has(render_html(report), "each object counts as its own source"));
}

TEST(RenderHtmlTest, NeverPrintsWhatIsNotANumber) {
  RunReport report = fixture_report();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (NetworkReport& network : report.networks) {
    NetworkFinding& finding = network.finding;
    network.density = finding.log_p = finding.log_q = finding.log_e = nan;
    for (FamilyEvidence& evidence : finding.families) evidence.log_p = nan;
    for (MemberReport& member : network.members) member.log_p = member.log_q = member.x = nan;
    for (EdgeReport& edge : network.edges) edge.lambda = edge.log_p = edge.log_q = nan;
  }
  report.chance.level = report.chance.possible_pairs = nan;
  report.nulls[0].pairs_at_least[0] = report.nulls[0].networks = nan;
  for (const double possible_pairs : {nan, 1e9}) {
    report.chance.possible_pairs = possible_pairs;
    std::string page = content_of(report);
    for (const char* printed : {"nan", "NaN", "inf\"", "inf<", "-inf"}) {
      EXPECT_FALSE(has(page, std::string(">") + printed)) << printed;
      EXPECT_FALSE(has(page, std::string("\"") + printed)) << printed;
      EXPECT_FALSE(has(page, std::string(" ") + printed + " ")) << printed;
    }
  }
}

TEST(RenderHtmlTest, ShowsPostsSideBySideEarlierFirst) {
  RunReport report = fixture_report();
  report.networks.resize(1);
  NetworkReport& network = report.networks[0];
  const TimeUs noon = micros_from_civil(2024, 9, 4) + 12 * kMicrosPerHour;
  network.evidence = {{"https://a.example/",
                       "",
                       ObjectKind::kUrl,
                       {network.members[1].account, "p2", "the later post", noon + 4'500'000},
                       {"unlisted", "p1", "the earlier post", noon}}};
  const std::string page = render_html(report);
  EXPECT_LT(page.find("the earlier post"), page.find("the later post"));
  EXPECT_TRUE(has(page, "2024-09-04 12:00:04.500, 4.5 s later"));
  EXPECT_TRUE(has(page, "<bdi>" + network.members[1].handle + "</bdi></strong>"));
  EXPECT_TRUE(has(page, "<bdi>unlisted</bdi></strong>"));
}

TEST(RenderHtmlTest, LetsNoInputBecomeMarkup) {
  const std::string page = content_of(hostile_fixture_report());
  EXPECT_TRUE(tags_nest(page));
  EXPECT_FALSE(has(page, "<script>alert"));
  EXPECT_FALSE(has(page, "<img"));
  EXPECT_FALSE(has(page, "' onmouseover"));
  EXPECT_FALSE(has(page, "\u202E"));
  for (const char c : page) ASSERT_TRUE(static_cast<unsigned char>(c) >= 0x20 || c == '\n');
  EXPECT_TRUE(has(page, "&lt;script&gt;alert(1)&lt;/script&gt;"));
}

TEST(RenderHtmlTest, MakesNoLinkOutOfInputAndLoadsNothing) {
  for (const RunReport& report : {fixture_report(), hostile_fixture_report()}) {
    const std::string page = content_of(report);
    for (const std::string& target : values_of(page, "href")) {
      EXPECT_TRUE(target.starts_with("#n") || target == "data:,") << target;
    }
    for (const char* loading : {"src", "srcset", "action", "poster", "style", "xlink:href"}) {
      EXPECT_TRUE(values_of(page, loading).empty()) << loading;
    }
    EXPECT_FALSE(has(report_css(), "url("));
    EXPECT_FALSE(has(report_css(), "@import"));
  }
}

TEST(RenderHtmlTest, AllowsOnlyItsOwnStyleAndScript) {
  const std::string page = render_html(fixture_report());
  EXPECT_TRUE(has(page, "default-src 'none'; style-src 'sha256-"));
  EXPECT_FALSE(has(page, "unsafe-inline"));
  const std::string policy = values_of(page, "content").front();
  const std::size_t at = policy.find("script-src 'sha256-") + 19;
  EXPECT_EQ(policy.substr(at + 43, 3), "=';");  // 32 bytes in base 64
}

TEST(RenderHtmlTest, EveryLinkInThePageLeadsSomewhere) {
  const std::string page = content_of(fixture_report());
  const std::vector<std::string> ids = values_of(page, "id");
  for (const std::string& target : values_of(page, "href")) {
    if (target == "data:,") continue;
    EXPECT_EQ(std::count(ids.begin(), ids.end(), target.substr(1)), 1) << target;
  }
}

TEST(RenderHtmlTest, SaysWhatItLeavesOut) {
  RunReport report = large_fixture_report(1, 200);
  const std::string page = render_html(report);
  EXPECT_TRUE(
      has(page, "150 of 200 accounts are shown; the rest is in <code>networks.json</code>"));
  EXPECT_TRUE(has(page, "8 of 20 chosen examples are shown"));
  EXPECT_FALSE(has(page, std::string(700, 'x')));
}

TEST(RenderHtmlTest, StaysUnderFiveMegabytes) {
  EXPECT_LT(render_html(large_fixture_report(200, 100)).size(), 5'000'000U);
}

TEST(RenderHtmlTest, IsAWholePageWithoutAnyFinding) {
  const std::string page = content_of(RunReport{});
  EXPECT_TRUE(tags_nest(page));
  EXPECT_TRUE(has(page, "<h1>No accounts found that act together</h1>"));
  EXPECT_TRUE(has(page, "no event that could be used"));
  EXPECT_TRUE(has(page, "That does not show that there is none."));
  EXPECT_TRUE(has(page, "Nothing here says who is behind a network."));
}

TEST(RenderHtmlTest, GivesACommandThatRepeatsTheRun) {
  EXPECT_TRUE(has(render_html(fixture_report()),
                  "overt detect events/2024-09.ndjson.zst &#39;events/2024-10, late.csv&#39; "
                  "--window 60s --sweep 10s,60s,300s --min-objects 3 --objects default --seed 1 "
                  "--max-rejects 0.01 --out DIR"));
}

TEST(RenderHtmlTest, GivesTheSameBytesAgain) {
  RunReport report = fixture_report();
  const std::string page = render_html(report);
  report.manifest.timings_s = {{"read", 99}};
  EXPECT_EQ(render_html(report), page);
}

TEST(RenderHtmlTest, SaysWhereNetworksComeFromAndWhichVanished) {
  RunReport report = fixture_report();
  EXPECT_FALSE(has(content_of(report), "earlier run"));
  report.previous = {{"monday", "beef", "cafe"}};
  report.vanished = {{"n-gone", 3}};
  report.networks[0].lineage = Lineage{LineageKind::kContinues, {"n-1"}, 0.8};
  report.networks[1].lineage = Lineage{LineageKind::kSplit, {"n-2"}, 0.4};
  report.networks[2].lineage = Lineage{LineageKind::kMerge, {"n-3", "n-4"}, 0.5};
  report.networks[3].lineage = Lineage{};
  const std::string page = content_of(report);
  EXPECT_TRUE(has(page,
                  "Compared with 1 earlier run (the newest is <code>beef</code>): 1 continue, "
                  "1 took others in, 1 split off, 1 are new, 1 vanished. Vanished: n-gone."));
  EXPECT_TRUE(has(page, "80 % of the accounts of then and now are in both."));
  EXPECT_TRUE(has(page, "Split off: at least half of its accounts were in n-2."));
  EXPECT_TRUE(has(page, "Merged: at least half of the accounts of n-3, n-4 are in it."));
  EXPECT_TRUE(has(page, "New: no network of an earlier run has enough accounts"));
}

TEST(RenderHtmlTest, PrintsNoHashAsAnOptionOfTheCommandLine) {
  RunReport report = fixture_report();
  report.manifest.config = {{"level", "0.05"}, {"previous", "monday"}, {"previous-sha256", "cafe"}};
  const std::string page = content_of(report);
  EXPECT_TRUE(has(page, "--previous monday --out DIR"));
  EXPECT_FALSE(has(page, "--level"));
}

}  // namespace
}  // namespace overt
