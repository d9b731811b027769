#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "stages/disclosures/disclosure_fixture_internal.h"
#include "stages/disclosures/read_stix.h"
#include "stages/disclosures/render_stix.h"

namespace overt {
namespace {

PublicationHead head() { return {"p1", "Clipper", kFixtureDay + kMicrosPerDay, 10, false}; }

DisclosedNetwork network() {
  auto made = disclosed_fixture();
  made.notes.name = "Long Echo";
  made.notes.domains = {"echo.example"};
  made.notes.urls = {"https://echo.example/a?b=1"};
  return made;
}

std::vector<NetworkAccount> accounts() {
  return {{"clipper:1", "anna", true, "", "", ""},
          {"clipper:2", "near", false, "", "", ""},
          {"clipper:3", "creator", true, "paid_unwitting", "", ""}};
}

std::string bundle(Tlp tlp, bool revoked = false) {
  const auto given = accounts();
  StixRequest request;
  request.tlp = tlp;
  request.revoked = revoked;
  request.created_at = kFixtureDay;
  request.accounts = given;
  request.service = "clipper";
  request.statement = "What we did.";
  return render_stix(head(), network(), request);
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

TEST(StixTest, WhatIsForEverybodyHasNoAccounts) {
  for (const Tlp tlp : {Tlp::kClear, Tlp::kGreen}) {
    const std::string text = bundle(tlp);
    EXPECT_FALSE(contains(text, "user-account"));
    EXPECT_FALSE(contains(text, "clipper:1"));
    EXPECT_FALSE(contains(text, "anna"));
  }
}

TEST(StixTest, WhatIsForFewHasMembersButNeitherBystandersNorTheDeceived) {
  const std::string text = bundle(Tlp::kAmber);
  EXPECT_TRUE(contains(text, "\"user_id\": \"clipper:1\""));
  EXPECT_FALSE(contains(text, "clipper:2"));
  EXPECT_FALSE(contains(text, "clipper:3"));
  EXPECT_FALSE(contains(text, "creator"));
}

// What is written is a file too, which the specification's own validator is run on
// (tools/validate_stix.py).
TEST(StixTest, WritesTheBundlesThatTheValidatorIsRunOn) {
  for (const auto& [tlp, name] :
       {std::pair(Tlp::kClear, "clear.json"), std::pair(Tlp::kAmber, "amber.json")}) {
    const std::string path = fmt::format("{}/tests/cases/stix/{}", OVERT_SOURCE_DIR, name);
    std::ifstream file(path, std::ios::binary);
    const std::string kept((std::istreambuf_iterator<char>(file)), {});
    EXPECT_EQ(bundle(tlp), kept) << path;
  }
}

TEST(StixTest, EveryObjectCarriesTheMarkingAndNoOther) {
  const auto read = read_stix(bundle(Tlp::kAmberStrict), "b.json");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read.value().tlp, Tlp::kAmberStrict);
  EXPECT_FALSE(contains(bundle(Tlp::kClear), marking_id(Tlp::kAmber)));
}

TEST(StixTest, IdsAreTheSameInEveryVersionAndBytesInEveryCall) {
  EXPECT_EQ(bundle(Tlp::kClear), bundle(Tlp::kClear));
  const auto clear = read_stix(bundle(Tlp::kClear), "b").value();
  const auto amber = read_stix(bundle(Tlp::kAmber), "b").value();
  EXPECT_EQ(clear.id, amber.id);
  EXPECT_EQ(clear.id, stix_report_id("Clipper", "n1"));
  // stix2.v21.DomainName(value="example.com").id, the library of the specification's authors.
  auto known = network();
  known.notes.domains = {"example.com"};
  EXPECT_TRUE(contains(render_stix(head(), known, {}),
                       "domain-name--bedb4899-d24b-5401-bc86-8f6b4cc18ec7"));
}

TEST(StixTest, WhatIsWrittenReadsBack) {
  const auto read = read_stix(bundle(Tlp::kAmber), "b.json");
  ASSERT_TRUE(read.ok());
  const PeerDisclosure& peer = read.value();
  EXPECT_EQ(peer.name, "Long Echo");
  EXPECT_EQ(peer.author, "Clipper");
  EXPECT_EQ(peer.modified, "2024-09-05T00:00:00.000Z");
  EXPECT_FALSE(peer.revoked);
  EXPECT_TRUE(peer.rejects.empty());
  EXPECT_EQ(peer.techniques, (std::vector<std::string>{"T0049", "T0084"}));
  ASSERT_EQ(peer.assets.size(), 4U);
  EXPECT_EQ(peer.assets[0].handle, "anna");
  EXPECT_EQ(peer.assets[1].value, "echo.example");
  EXPECT_EQ(peer.assets[2].value, "https://echo.example/a?b=1");
  EXPECT_EQ(peer.assets[3].value, "ANO Example");
}

TEST(StixTest, AWithdrawalIsANewVersionThatSaysSo) {
  const auto read = read_stix(bundle(Tlp::kClear, true), "b.json");
  ASSERT_TRUE(read.ok());
  EXPECT_TRUE(read.value().revoked);
  EXPECT_EQ(read.value().id, stix_report_id("Clipper", "n1"));
}

TEST(StixTest, WhatIsNotMarkedIsNotForEverybody) {
  const auto read = read_stix(R"({"type":"bundle","id":"bundle--1","objects":[]})", "b");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read.value().tlp, Tlp::kAmber);
  const auto old = read_stix(
      R"({"type":"bundle","objects":[{"type":"domain-name","id":"domain-name--1",
          "value":"a.example","object_marking_refs":[
          "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"]}]})",
      "b");
  ASSERT_TRUE(old.ok());
  EXPECT_EQ(old.value().tlp, Tlp::kRed);
}

TEST(StixTest, RefusesWhatIsTooLargeTooDeepOrNoBundle) {
  StixLimits limits;
  limits.bytes_max = 100;
  EXPECT_EQ(read_stix(std::string(101, ' '), "b", limits).error().code, ErrorCode::kLimitExceeded);
  std::string deep = R"({"type":"bundle","objects":)";
  for (int i = 0; i < 500; ++i) deep += '[';
  for (int i = 0; i < 500; ++i) deep += ']';
  EXPECT_EQ(read_stix(deep + "}", "b").error().code, ErrorCode::kLimitExceeded);
  limits = {};
  limits.objects_max = 1;
  EXPECT_EQ(read_stix(R"({"type":"bundle","objects":[{},{}]})", "b", limits).error().code,
            ErrorCode::kLimitExceeded);
  for (const char* text : {"", "[]", "{", R"({"type":"report"})", "{\"type\":\"bundle\""}) {
    EXPECT_EQ(read_stix(text, "b").error().code, ErrorCode::kBadInput) << text;
  }
}

TEST(StixTest, PassesOverWhatItCannotUnderstandAndSaysSo) {
  const auto read = read_stix(
      R"({"type":"bundle","objects":[7,{"type":"url","id":"domain-name--1","value":"x"},
          {"type":"domain-name","id":"domain-name--2"},
          {"type":"user-account","id":"user-account--3"},
          {"type":"domain-name","id":"domain-name--4","value":"b.example"}]})",
      "b");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read.value().rejects.size(), 4U);
  ASSERT_EQ(read.value().assets.size(), 1U);
  EXPECT_EQ(read.value().assets[0].value, "b.example");
}

}  // namespace
}  // namespace overt
