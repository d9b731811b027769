#include <algorithm>

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
  EXPECT_TRUE(has(page, "<h1>123 accounts act together in 8 networks</h1>"));
  EXPECT_TRUE(has(page, "Overt read 1,700,093 events by 20,113 accounts in 2 files"));
  EXPECT_TRUE(has(page, "at least 3 common objects, each time within 60 seconds"));
}

TEST(RenderHtmlTest, SaysWhatCountingCannotShow) {
  RunReport report = fixture_report();
  const std::string page = render_html(report);
  EXPECT_TRUE(has(page, "<strong>co-acting</strong>. Counting alone does not tell why."));
  EXPECT_TRUE(has(page, "chance are not ruled out"));
  EXPECT_FALSE(has(page, "coordinat"));
  EXPECT_FALSE(has(page, "each object counts as its own source"));
  report.sources_known = false;
  EXPECT_TRUE(has(render_html(report), "each object counts as its own source"));
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

}  // namespace
}  // namespace overt
