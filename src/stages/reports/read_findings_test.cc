#include "stages/reports/read_findings.h"

#include <gtest/gtest.h>

#include "stages/reports/render_reports.h"
#include "stages/reports/report_fixture.h"

namespace overt {
namespace {

RunFindings findings_of(const RunReport& report) {
  const std::string manifest = render_manifest(report);
  const std::string networks = render_networks(report);
  const auto read = read_findings({"run", manifest, networks});
  EXPECT_TRUE(read.ok()) << read.error().message;
  return read.ok() ? read.value() : RunFindings();
}

TEST(ReadFindingsTest, GivesEveryNetworkAndAccountWithTheFactsThatTheRunHolds) {
  const RunReport report = fixture_report();
  const RunFindings findings = findings_of(report);
  EXPECT_EQ(findings.run_id, report.manifest.run_id);
  EXPECT_EQ(findings.last_day, report.manifest.last_at / kMicrosPerDay);
  ASSERT_EQ(findings.networks.size(), report.networks.size());
  std::size_t at = 0;
  for (const NetworkReport& network : report.networks) {
    const SubjectFacts& subject = findings.subjects.at(at++);
    EXPECT_EQ(subject.kind, SubjectKind::kNetwork);
    EXPECT_EQ(subject.id, network.id);
    EXPECT_EQ(fact_in_words(subject, "finding.status"), name_of(network.finding.status));
    EXPECT_EQ(fact_in_words(subject, "finding.tier"), name_of(network.finding.tier));
    const bool confirmed = network.finding.status == FindingStatus::kConfirmed;
    EXPECT_EQ(fact_in_words(subject, "finding.explanation"),
              confirmed ? name_of(network.finding.explanation) : "");
    std::size_t holds = 0;
    for (const auto& family : network.finding.families) holds += family.holds ? 1 : 0;
    EXPECT_EQ(fact_in_words(subject, "finding.families"), std::to_string(holds));
    for (const MemberReport& member : network.members) {
      const SubjectFacts& account = findings.subjects.at(at++);
      EXPECT_EQ(account.kind, SubjectKind::kAccount);
      EXPECT_EQ(account.id, member.account);
      EXPECT_EQ(account.network, network.id);
      EXPECT_EQ(fact_in_words(account, "finding.standing"), name_of(member.standing));
      EXPECT_EQ(find_fact(account, "account.protected"), nullptr) << "the run does not know";
    }
  }
  EXPECT_EQ(at, findings.subjects.size());
}

TEST(ReadFindingsTest, TakesNamesOfAnyKind) {
  EXPECT_FALSE(findings_of(hostile_fixture_report()).subjects.empty());
}

TEST(ReadFindingsTest, TakesANetworkWithoutAnyList) {
  const std::string manifest = R"({"format":"overt.manifest/1","run_id":"r1"})";
  for (const std::string_view attribution : {"null", "7", R"({"assessment":"attributed"})"}) {
    const std::string networks =
        R"({"format":"overt.networks/1","run_id":"r1","networks":[{"id":"n1","attribution":)" +
        std::string(attribution) + "}]}";
    const auto read = read_findings({"run", manifest, networks});
    ASSERT_TRUE(read.ok()) << read.error().message;
    ASSERT_EQ(read.value().subjects.size(), 1U);
    EXPECT_EQ(fact_in_words(read.value().subjects[0], "finding.families"), "0");
  }
  EXPECT_TRUE(read_findings({"run", manifest, R"({"format":"overt.networks/1","run_id":"r1"})"})
                  .value()
                  .networks.empty());
}

TEST(ReadFindingsTest, SaysWhatIsNoRun) {
  const RunReport report = fixture_report();
  const std::string manifest = render_manifest(report);
  const std::string networks = render_networks(report);
  for (const auto& [one, other] : {std::pair<std::string, std::string>{"{}", networks},
                                   {manifest, "{}"},
                                   {manifest, networks.substr(0, networks.size() / 2)},
                                   {"", ""}}) {
    const auto read = read_findings({"run", one, other});
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.error().code, ErrorCode::kBadInput);
    EXPECT_NE(read.error().message.find("run/"), std::string::npos);
  }
  RunReport another = report;
  another.manifest.run_id = "another";
  EXPECT_FALSE(read_findings({"run", render_manifest(another), networks}).ok());
}

}  // namespace
}  // namespace overt
