#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>

#include <gtest/gtest.h>
#include <simdjson.h>

#include "stages/reports/render_reports.h"
#include "stages/reports/report_fixture.h"

namespace overt {
namespace {

NetworkFinding far_from_chance() {
  NetworkFinding finding;
  finding.status = FindingStatus::kConfirmed;
  finding.tier = FindingTier::kWatch;
  finding.log_p = -400 * std::log(10.0);
  finding.log_q = std::log(0.5);
  finding.log_e = 400 * std::log(10.0);
  finding.sources = 5;
  finding.triggers = 4;
  finding.splits = 20;
  finding.power = "Little.";
  finding.families = {{Family::kSynchrony, true, std::log(0.25), "Five met."}};
  finding.explanations = {{Explanation::kFandom, false, "No leader."}};
  return finding;
}

RunReport one_pair_report() {
  NetworkReport network;
  network.id = "abc";
  network.finding = far_from_chance();
  network.members.resize(2);
  network.members[0].account = "vid:1";
  network.members[0].handle = "one";
  network.members[0].x = 0.25;
  network.members[0].standing = Standing::kMember;
  network.members[0].log_p = std::log(0.125);
  network.members[0].log_q = std::log(0.25);
  network.members[0].bursts = 6;
  network.members[1].account = "vid:2";
  EdgeReport edge;
  edge.b = 1;
  edge.objects = 3;
  edge.sources = 2;
  edge.occasions = 3;
  edge.co_actions = 4;
  edge.median_gap = 1'500'000;
  edge.lambda = 0.5;
  edge.log_p = std::log(0.5);
  edge.log_q = std::numeric_limits<double>::quiet_NaN();
  edge.witnesses = {0};
  network.edges = {edge};
  network.objects = {{"https://a.example/", "a.example", ObjectKind::kUrl, 2, 1, 0, 0}};
  network.evidence = {{"https://a.example/",
                       "",
                       ObjectKind::kUrl,
                       {"vid:1", "p1", "hello", 5 * kMicrosPerSecond},
                       {"vid:2", "", "", 2 * kMicrosPerSecond}}};
  network.density = 1;
  network.timeline_bin = kMicrosPerHour;
  network.timeline_traces = {4};
  network.timeline_co_actions = {2};
  RunReport report;
  report.manifest.run_id = "f00d";
  report.window = 60 * kMicrosPerSecond;
  report.min_objects = 3;
  report.pairs = 1;
  report.networks = {network};
  return report;
}

TEST(RenderNetworksTest, WritesEveryFieldInOrder) {
  EXPECT_EQ(
      render_networks(one_pair_report()),
      R"({"format":"overt.networks/1","run_id":"f00d","window_s":60,"min_objects":3,)"
      R"("sources_known":false,"pairs":1,"networks_left_out":0,"accounts_left_out":0,)"
      R"("vanished":[],"networks":[)"
      "\n"
      R"({"id":"abc","lineage":null,"status":"confirmed","tier":"watch",)"
      R"("explanation":"undisclosed","p":0,)"
      R"("log10_p":-400,"q":0.5,"e":null,"log10_e":400,"sources":5,"triggers":4,"splits":20,)"
      R"("power":"Little.","families":[{"family":"synchrony","holds":true,"p":0.25,)"
      R"("summary":"Five met."}],"explanations":[{"explanation":"fandom","fits":false,)"
      R"("evidence":"No leader."}],"accounts":2,"pair_count":1,"co_actions":0,"max_objects":0,)"
      R"("density":1,)"
      R"("first_at":"1970-01-01T00:00:00Z","last_at":"1970-01-01T00:00:00Z","members":[)"
      R"({"account":"vid:1","handle":"one","display_name":null,"events":0,"partners":0,)"
      R"("objects":0,"core":0,"first_at":"1970-01-01T00:00:00Z",)"
      R"("last_at":"1970-01-01T00:00:00Z","standing":"member","p":0.125,"q":0.25,"bursts":6,)"
      R"("x":0.25,"y":0},)"
      R"({"account":"vid:2","handle":null,"display_name":null,"events":0,"partners":0,)"
      R"("objects":0,"core":0,"first_at":"1970-01-01T00:00:00Z",)"
      R"("last_at":"1970-01-01T00:00:00Z","standing":"adjacent","p":1,"q":1,"bursts":0,)"
      R"("x":0,"y":0}],)"
      R"("objects":[{"object":"https://a.example/","kind":"url","family":"synchrony",)"
      R"("source":"a.example","accounts":2,"pairs":1,"first_at":"1970-01-01T00:00:00Z",)"
      R"("last_at":"1970-01-01T00:00:00Z"}],)"
      R"("pairs":[{"account_a":"vid:1","account_b":"vid:2","objects":3,"sources":2,)"
      R"("occasions":3,"co_actions":4,"first_at":"1970-01-01T00:00:00Z",)"
      R"("last_at":"1970-01-01T00:00:00Z","median_gap_s":1.5,"lambda":0.5,"p":0.5,"q":null,)"
      R"("witnesses":[0]}],)"
      R"("evidence":[{"object":"https://a.example/","kind":"url","family":"synchrony",)"
      R"("source":null,"gap_s":3,)"
      R"("a":{"account":"vid:1","content_id":"p1","at":"1970-01-01T00:00:05Z","text":"hello"},)"
      R"("b":{"account":"vid:2","content_id":null,"at":"1970-01-01T00:00:02Z","text":null}}],)"
      R"("attribution":null,)"
      R"("timeline":{"begin":"1970-01-01T00:00:00Z","bin_s":3600,"traces":[4],)"
      R"("co_actions":[2]}})"
      "\n]}\n");
}

std::string read_text(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Every "key": of the JSON, but those of maps whose keys are data.
void expect_keys_in(const std::string& page, const std::string& json) {
  for (std::size_t end = json.find("\":"); end != std::string::npos;
       end = json.find("\":", end + 1)) {
    const std::size_t begin = json.rfind('"', end - 1) + 1;
    const std::string key = json.substr(begin, end - begin);
    const bool is_documented = page.find("`" + key + "`") != std::string::npos ||
                               page.find("." + key + "`") != std::string::npos ||
                               page.find("`" + key + "[]`") != std::string::npos ||
                               page.find("." + key + "[]`") != std::string::npos;
    EXPECT_TRUE(is_documented) << key;
  }
}

TEST(RenderNetworksTest, WritesNoFieldThatTheFormatPageDoesNotName) {
  const std::string page =
      read_text(std::string(OVERT_SOURCE_DIR) + "/docs/formats/run-directory.md");
  ASSERT_FALSE(page.empty());
  RunReport report = one_pair_report();
  report.networks[0].lineage = Lineage{LineageKind::kContinues, {"abc"}, 0.5};
  report.vanished = {{"gone", 3}};
  expect_keys_in(page, render_networks(report));
  report.manifest = fixture_report().manifest;
  report.manifest.config.clear();
  report.sweep = fixture_report().sweep;
  report.nulls = fixture_report().nulls;
  report.previous = {{"monday", "beef", "cafe"}};
  expect_keys_in(page, render_manifest(report));
  expect_keys_in(page, render_timings(report.manifest));
}

TEST(RenderNetworksTest, WritesWhereNetworksComeFromAndWhichVanished) {
  RunReport report = one_pair_report();
  report.networks[0].lineage = Lineage{LineageKind::kMerge, {"abc", "def"}, 0.75};
  report.vanished = {{"gone", 3}};
  const std::string text = render_networks(report);
  EXPECT_NE(text.find(R"("vanished":[{"id":"gone","accounts":3}],)"), std::string::npos);
  EXPECT_NE(text.find(R"("lineage":{"kind":"merge","from":["abc","def"],"overlap":0.75},)"),
            std::string::npos);
}

TEST(RenderNetworksTest, WritesOneNetworkALine) {
  const std::string text = render_networks(fixture_report());
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 6 + 2);
}

TEST(RenderNetworksTest, StaysJsonWithWhatIsNotANumber) {
  RunReport report = fixture_report();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  NetworkFinding& finding = report.networks[0].finding;
  finding.log_p = -infinity;
  finding.log_q = nan;
  finding.log_e = infinity;
  report.networks[0].edges[0].lambda = nan;
  const std::string json = render_networks(report);
  EXPECT_NE(json.find(R"("p":0,"log10_p":null,"q":null,"e":null,"log10_e":null)"),
            std::string::npos);
  simdjson::dom::parser parser;
  EXPECT_EQ(parser.parse(simdjson::padded_string(json)).error(), simdjson::SUCCESS);
}

TEST(RenderNetworksTest, StaysJsonWithHostileInput) {
  simdjson::dom::parser parser;
  const simdjson::padded_string text(render_networks(hostile_fixture_report()));
  simdjson::dom::element root;
  ASSERT_EQ(parser.parse(text).get(root), simdjson::SUCCESS);
  std::string_view name;
  ASSERT_EQ(root["networks"].at(0)["members"].at(0)["handle"].get(name), simdjson::SUCCESS);
  EXPECT_EQ(name, "<script>alert(1)</script>");
}

TEST(RenderNetworksTest, WritesAnEmptyListForNoNetworks) {
  simdjson::dom::parser parser;
  const simdjson::padded_string text(render_networks(RunReport{}));
  EXPECT_EQ(parser.parse(text).error(), simdjson::SUCCESS);
}

}  // namespace
}  // namespace overt
