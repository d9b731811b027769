#include "stages/disclosures/disclosure_record.h"

#include <gtest/gtest.h>

#include "stages/disclosures/disclosure_fixture_internal.h"

namespace overt {
namespace {

void expect_reads_back(const DisclosureRecord& record) {
  const auto back = parse_disclosure_record(render_disclosure_record(record));
  ASSERT_TRUE(back.ok()) << back.error().message;
  EXPECT_EQ(back.value(), record);
}

TEST(DisclosureRecordTest, EveryStepReadsBackTheSame) {
  DisclosureRecord record;
  record.subject = "n1";
  record.at = kFixtureDay + 1;
  record.by = "ana";
  record.reason = "why\n\"so\"";
  record.notes.domains = {"a.example"};
  expect_reads_back(record);
  record.notes = {};
  record.step = DisclosureStep::kPublished;
  record.document.publisher = "Clipper";
  record.document.network = disclosed_fixture();
  record.document.files = {{"statement.md", "00"}};
  expect_reads_back(record);
  record.document = {};
  record.document.kind = DisclosureKind::kDsa;
  record.document.period = *parse_period("2024-09");
  record.document.moderators = {{"indicator", "scope", "3"}};
  record.document.given = {{"4", "TOTAL", "", "Number of notices received", "12", "why, so"}};
  record.document.left_out = {"3", "10"};
  record.document.statements = {"p1"};
  record.document.figures = {{"terms/TOTAL/measures", 12}};
  expect_reads_back(record);
  record.document = {};
  record.step = DisclosureStep::kHandedOver;
  record.tlp = Tlp::kAmberStrict;
  record.to = "a peer";
  expect_reads_back(record);
  record.tlp = Tlp::kClear;
  record.to.clear();
  record.step = DisclosureStep::kReceived;
  record.received.peer = "a peer";
  record.received.tlp = Tlp::kRed;
  record.received.retracted = true;
  record.received.assets = {
      {{PeerAssetKind::kUrl, "https://a.example", "", "", "url--1"}, {"clipper:1"}, {"n1"}}};
  expect_reads_back(record);
}

TEST(DisclosureRecordTest, RefusesWhatIsNoRecord) {
  EXPECT_FALSE(parse_disclosure_record("{}").ok());
  EXPECT_FALSE(parse_disclosure_record("").ok());
}

}  // namespace
}  // namespace overt
