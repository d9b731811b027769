#include "stages/reports/read_earlier_run.h"

#include <limits>

#include <gtest/gtest.h>

#include "stages/reports/render_reports.h"
#include "stages/reports/report_fixture.h"

namespace overt {
namespace {

Result<EarlierRun> read(const std::string& manifest, const std::string& networks) {
  return read_earlier_run({"monday", manifest, networks});
}

TEST(ReadEarlierRunTest, ReadsBackWhatARunWrites) {
  RunReport report = fixture_report();
  report.manifest.run_id = "f00d";
  for (std::size_t i = 0; i < report.networks.size(); ++i) {
    report.networks[i].id = "n-" + std::to_string(i);
  }
  const auto read_back = read(render_manifest(report), render_networks(report));
  ASSERT_TRUE(read_back.ok()) << read_back.error().message;
  const EarlierRun& run = read_back.value();
  EXPECT_EQ(run.path, "monday");
  EXPECT_EQ(run.run_id, "f00d");
  EXPECT_EQ(run.sha256.size(), 64U);
  EXPECT_EQ(run.last_at, report.manifest.last_at);
  EXPECT_EQ(run.networks_left_out, report.networks_left_out);
  ASSERT_EQ(run.networks.size(), report.networks.size());
  for (std::size_t i = 0; i < run.networks.size(); ++i) {
    EXPECT_EQ(run.networks[i].id, report.networks[i].id);
    EXPECT_EQ(run.networks[i].accounts.size(), report.networks[i].members.size());
    EXPECT_TRUE(std::is_sorted(run.networks[i].accounts.begin(), run.networks[i].accounts.end()));
  }
}

TEST(ReadEarlierRunTest, TakesARunWithoutEventsForTheOldest) {
  const auto run = read(render_manifest({}), render_networks({}));
  ASSERT_TRUE(run.ok()) << run.error().message;
  EXPECT_EQ(run.value().last_at, std::numeric_limits<TimeUs>::min());
}

TEST(ReadEarlierRunTest, NamesTheFileAndTheRemedyWhereItCannotBeRead) {
  RunReport report = fixture_report();
  const std::string manifest = render_manifest(report);
  const std::string networks = render_networks(report);
  RunReport other = report;
  other.manifest.run_id = "another";
  std::string later = networks;
  later.replace(later.find("networks/1"), 10, "networks/9");
  std::string unnamed = networks;
  unnamed.replace(unnamed.find("\"members\""), 9, "\"numbers\"");
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {manifest, networks.substr(0, networks.size() / 2)},
      {manifest, ""},
      {"[]", networks},
      {"{}", networks},
      {manifest, render_networks(other)},
      {manifest, later},
      {manifest, unnamed}};
  for (const auto& [one, two] : wrong) {
    const auto run = read(one, two);
    ASSERT_FALSE(run.ok());
    EXPECT_EQ(run.error().code, ErrorCode::kBadInput);
    EXPECT_EQ(run.error().message.rfind("monday/", 0), 0U) << run.error().message;
    EXPECT_NE(run.error().message.find("--previous"), std::string::npos);
  }
}

}  // namespace
}  // namespace overt
