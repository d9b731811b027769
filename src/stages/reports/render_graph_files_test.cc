#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "stages/reports/render_reports.h"
#include "stages/reports/report_fixture.h"

namespace overt {
namespace {

std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos;
       at = text.find(part, at + part.size())) {
    ++count;
  }
  return count;
}

std::size_t pairs_of(const RunReport& report) {
  std::size_t pairs = 0;
  for (const NetworkReport& network : report.networks) pairs += network.edges.size();
  return pairs;
}

TEST(RenderGraphFilesTest, WritesEveryAccountAndPairOnce) {
  const RunReport report = fixture_report();
  for (const std::string& text : {render_gexf(report), render_graphml(report)}) {
    EXPECT_EQ(count_of(text, "<node id="), 118U);
    EXPECT_EQ(count_of(text, "<edge id="), pairs_of(report));
  }
}

TEST(RenderGraphFilesTest, JoinsTheRightNodesAcrossNetworks) {
  RunReport report = fixture_report();
  report.networks.resize(2);
  report.networks[1].edges.resize(1);
  report.networks[1].edges[0].a = 3;
  report.networks[1].edges[0].b = 5;
  EXPECT_NE(render_gexf(report).find("source=\"n41\" target=\"n43\""), std::string::npos);
  EXPECT_NE(render_graphml(report).find("source=\"n41\" target=\"n43\""), std::string::npos);
}

TEST(RenderGraphFilesTest, TypesAttributesAndSetsWeights) {
  RunReport report = fixture_report();
  report.networks.resize(1);
  report.networks[0].edges.resize(1);
  report.networks[0].edges[0].objects = 17;
  const std::string gexf = render_gexf(report);
  EXPECT_NE(gexf.find("<attribute id=\"partners\" title=\"partners\" type=\"integer\"/>"),
            std::string::npos);
  EXPECT_NE(gexf.find("weight=\"17\""), std::string::npos);
  EXPECT_NE(gexf.find("<viz:color r=\"179\" g=\"64\" b=\"31\"/>"), std::string::npos);
  const std::string graphml = render_graphml(report);
  EXPECT_NE(graphml.find("attr.name=\"median_gap_s\" attr.type=\"double\""), std::string::npos);
  EXPECT_NE(graphml.find("<data key=\"edge_weight\">17</data>"), std::string::npos);
}

TEST(RenderGraphFilesTest, TypesTheFindings) {
  RunReport report = fixture_report();
  report.networks.resize(1);
  MemberReport& member = report.networks[0].members[0];
  member.log_p = -400 * std::log(10.0);
  member.log_q = std::numeric_limits<double>::quiet_NaN();
  const std::string gexf = render_gexf(report);
  for (const char* part :
       {R"(<attribute id="status" title="status" type="string"/>)",
        R"(<attribute id="log10_p" title="log10_p" type="double"/>)",
        R"(<attvalue for="status" value="confirmed"/>)", R"(<attvalue for="tier" value="review"/>)",
        R"(<attvalue for="explanation" value="undisclosed"/>)",
        R"(<attvalue for="standing" value="member"/>)", R"(<attvalue for="p" value="0"/>)",
        R"(<attvalue for="log10_p" value="-400"/>)", R"(<viz:shape value="disc"/>)",
        R"(<viz:shape value="diamond"/>)", R"(<attvalue for="lambda" value=")"}) {
    EXPECT_NE(gexf.find(part), std::string::npos) << part;
  }
  const std::string graphml = render_graphml(report);
  EXPECT_NE(graphml.find("attr.name=\"q\" attr.type=\"double\""), std::string::npos);
  EXPECT_NE(graphml.find("<data key=\"node_standing\">adjacent</data>"), std::string::npos);
  for (const std::string& text : {gexf, graphml}) EXPECT_EQ(text.find("nan"), std::string::npos);
}

TEST(RenderGraphFilesTest, StaysWellFormedWithHostileInput) {
  const RunReport report = hostile_fixture_report();
  for (const std::string& text : {render_gexf(report), render_graphml(report)}) {
    EXPECT_TRUE(tags_nest(text));
    EXPECT_EQ(count_of(text, "<node id="), 118U);
    EXPECT_EQ(text.find("<script"), std::string::npos);
    for (const char c : text) ASSERT_TRUE(static_cast<unsigned char>(c) >= 0x20 || c == '\n');
  }
}

TEST(RenderGraphFilesTest, StaysWellFormedWithoutNetworks) {
  EXPECT_TRUE(tags_nest(render_gexf(RunReport{})));
  EXPECT_TRUE(tags_nest(render_graphml(RunReport{})));
}

}  // namespace
}  // namespace overt
