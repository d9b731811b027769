#include "stages/disclosures/render_statement.h"

#include <gtest/gtest.h>

#include "stages/disclosures/disclosed_json.h"
#include "stages/disclosures/disclosure_fixture_internal.h"
#include "stages/disclosures/render_operations.h"

namespace overt {
namespace {

PublicationHead head() { return {"p1", "Clipper", kFixtureDay + kMicrosPerDay, 10, false}; }

std::string all_of(const DisclosureFiles& files) {
  std::string all;
  for (const auto& [name, bytes] : files) all += bytes;
  return all;
}

std::string file(const DisclosureFiles& files, std::string_view wanted) {
  for (const auto& [name, bytes] : files) {
    if (name == wanted) return bytes;
  }
  return {};
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

TEST(RenderStatementTest, SaysWhatWasDoneAndWhoIsAssessedToBeBehindItAndHowSure) {
  const std::string text = file(render_statement(head(), disclosed_fixture()), "statement.md");
  EXPECT_TRUE(contains(text, "12 accounts of this network are restricted"));
  EXPECT_TRUE(contains(text, "34,567 followers"));
  EXPECT_TRUE(contains(text, "ANO Example is behind it: very likely"));
  EXPECT_TRUE(contains(text, "confidence in this is moderate"));
  EXPECT_TRUE(contains(text, "Ministry of Examples"));
  EXPECT_TRUE(contains(text, "T0049 Flood Information Space"));
  EXPECT_TRUE(contains(text, "Nobody was asked for comment"));
}

TEST(RenderStatementTest, SaysThatItDoesNotKnow) {
  auto network = disclosed_fixture();
  network.told.behind.reset();
  EXPECT_TRUE(
      contains(all_of(render_statement(head(), network)), "We do not know who is behind it."));
}

TEST(RenderStatementTest, NeverNamesWhoWasDeceived) {
  auto network = disclosed_fixture();
  network.told.behind.reset();
  network.told.by_the_deceived = true;
  network.decided.accounts_asked = 2;
  const std::string all = all_of(render_statement(head(), network));
  EXPECT_FALSE(contains(all, "ANO Example"));
  EXPECT_TRUE(contains(all, "We do not name them."));
  EXPECT_TRUE(contains(all, "fewer than 10 accounts were asked"));
}

TEST(RenderStatementTest, DoesNotSaySmallNumbers) {
  const std::string all = all_of(render_statement(head(), disclosed_fixture()));
  EXPECT_TRUE(contains(all, "Suspended: fewer than 10 accounts."));
  EXPECT_FALSE(contains(all, "\"accounts\": 3"));
}

TEST(RenderStatementTest, AppealsDoNotGiveEachOtherAway) {
  auto network = disclosed_fixture();
  network.decided.appeals = 30;
  network.decided.appeals_upheld = 27;
  network.decided.appeals_reversed = 3;
  const std::string json = file(render_statement(head(), network), "statement.json");
  EXPECT_TRUE(contains(json, "\"appeals_reversed\": null"));
  // 30 − 27 would be 3.
  EXPECT_FALSE(contains(json, "\"appeals\": 30") && contains(json, "\"appeals_upheld\": 27"));
}

TEST(RenderStatementTest, SaysWhetherTheAffectedWereAskedAndReplied) {
  auto network = disclosed_fixture();
  network.notes.asked_whom = "ANO Example";
  network.notes.asked_on = "2024-09-01";
  EXPECT_TRUE(contains(all_of(render_statement(head(), network)), "No reply by 2024-09-05."));
  network.notes.replied_on = "2024-09-02";
  network.notes.reply = "We deny it.";
  EXPECT_TRUE(contains(all_of(render_statement(head(), network)), "“We deny it.”"));
}

TEST(RenderStatementTest, TextFromAnywhereStaysText) {
  auto network = disclosed_fixture();
  network.notes.name = "<script>alert(1)</script>\xE2\x80\xAE[x](javascript:y)";
  const auto files = render_statement(head(), network);
  EXPECT_FALSE(contains(file(files, "statement.html"), "<script"));
  EXPECT_FALSE(contains(file(files, "statement.md"), "[x]("));
  EXPECT_FALSE(contains(file(files, "statement.html"), "\xE2\x80\xAE"));
}

TEST(RenderStatementTest, APreviewAndShadowSaySoOnTheirFace) {
  auto previewed = head();
  previewed.preview = true;
  auto network = disclosed_fixture();
  network.decided.mode = PolicyMode::kShadow;
  const std::string text = file(render_statement(previewed, network), "statement.md");
  EXPECT_TRUE(contains(text, "Preview. Not published."));
  EXPECT_TRUE(contains(text, "shadow mode"));
}

TEST(RenderStatementTest, WhatIsOnRecordReadsBackTheSame) {
  auto network = disclosed_fixture();
  network.notes.domains = {"example.org"};
  network.notes.reply = "line\nbreak \"quoted\"";
  network.told.returns_from = {"n0"};
  std::string text;
  JsonWriter json(text);
  write_disclosed_network(json, network);
  const auto back = parse_disclosed_network(text);
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back.value(), network);
  EXPECT_FALSE(parse_disclosed_network("{").ok());
}

TEST(RenderOperationsTest, HasTheFieldsColumnsARowANetworkAndTotals) {
  std::vector<DisclosedNetwork> networks = {disclosed_fixture()};
  networks[0].notes.tip_from = "a peer";
  networks[0].notes.operated_from = "Examplia";
  networks[0].notes.audience = "an audience in Testland";
  networks[0].decided.returning = 12;
  const std::string csv =
      file(render_operations(head(), {*parse_period("2024-09"), networks}), "operations.csv");
  EXPECT_TRUE(csv.starts_with(
      "Detection Source,Accounts in network,Followers of Network,Description\nExternal,12,34567,"));
  EXPECT_TRUE(contains(csv, "operated from Examplia and targeted an audience in Testland"));
  EXPECT_TRUE(contains(csv, "\nReturning networks,12,,"));
  EXPECT_TRUE(contains(csv, "\nTotal,12,34567,"));
}

// The attacker knows every byte that is published of two worlds that differ in small numbers alone.
TEST(RenderOperationsTest, NothingThatIsPrintedDependsOnASmallNumber) {
  const auto published = [](std::uint64_t accounts, std::uint64_t followers) {
    std::vector<DisclosedNetwork> networks = {disclosed_fixture(), disclosed_fixture()};
    networks[1].told.id = "n2";
    networks[1].decided.accounts = accounts;
    networks[1].decided.actions = {{ActionKind::kSuspend, "", accounts}};
    networks[1].decided.returning = accounts;
    networks[1].followers = followers;
    return all_of(render_operations(head(), {*parse_period("2024-09"), networks})) +
           all_of(render_statement(head(), networks[1]));
  };
  EXPECT_EQ(published(1, 100), published(9, 90'000));
  EXPECT_NE(published(10, 100), published(11, 100));
}

TEST(RenderOperationsTest, TheOrderOfTheNetworksChangesNothing) {
  std::vector<DisclosedNetwork> networks = {disclosed_fixture(), disclosed_fixture()};
  networks[1].told.id = "n0";
  const auto one = render_operations(head(), {*parse_period("2024-09"), networks});
  std::swap(networks[0], networks[1]);
  EXPECT_EQ(render_operations(head(), {*parse_period("2024-09"), networks}), one);
}

}  // namespace
}  // namespace overt
