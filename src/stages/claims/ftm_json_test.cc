#include <gtest/gtest.h>

#include "stages/claims/collected_claims_internal.h"

namespace overt {
namespace {

CollectedClaims read(std::string_view text, std::size_t step = std::size_t{1} << 20) {
  ClaimDecoderRequest request;
  request.path = "entities.ftm.json";
  request.format = ClaimFormat::kFtmJson;
  return collect_claims(text, request, step);
}

constexpr std::string_view kOwnership =
    R"({"id":"own-1","schema":"Ownership","properties":{"owner":["a"],"asset":["b"],)"
    R"("percentage":["100"],"startDate":["2013-12-09"],"endDate":["2024-06"]},)"
    R"("datasets":["reg"],"last_seen":"2024-09-04T10:00:00"})"
    "\n";

TEST(FtmJsonTest, EveryValueIsAClaimWithTheDatesOfItsLink) {
  const auto got = read(kOwnership);
  ASSERT_TRUE(got.error.empty()) << got.error;
  ASSERT_EQ(got.claims.size(), 5U);
  const Claim owner = got.stating("owner").at(0);
  EXPECT_EQ(owner.entity, "own-1");
  EXPECT_EQ(owner.schema, "Ownership");
  EXPECT_EQ(owner.value, "a");
  EXPECT_EQ(owner.status, ClaimStatus::kReported);
  EXPECT_EQ(owner.valid_from, parse_partial_date("2013-12-09"));
  EXPECT_EQ(owner.valid_to, parse_partial_date("2024-06"));
  EXPECT_EQ(got.source_of(owner).dataset, "reg");
  EXPECT_EQ(got.source_of(owner).retrieved_at, parse_rfc3339("2024-09-04T10:00:00Z"));
}

TEST(FtmJsonTest, BothForksAreReadAndUnknownSchemataAreKeptAndCounted) {
  const auto got = read(
      R"({"id":"1","schema":"Control","properties":{"controller":["s"],"controlled":["o"],)"
      R"("controlType":["state"]}})"
      "\n"
      R"({"id":"2","schema":"UnknownLink","properties":{"subject":["s"],"object":["o"],)"
      R"("role":["state control"]}})"
      "\n"
      R"({"id":"3","schema":"Directorship","properties":{"director":["p"],"organization":["o"]}})"
      "\n"
      R"({"id":"4","schema":"Constellation","properties":{"name":["x"]}})"
      "\n");
  EXPECT_EQ(got.values("controller"), std::vector<std::string>{"s"});
  EXPECT_EQ(got.values("role"), std::vector<std::string>{"state control"});
  EXPECT_EQ(got.stating("name").at(0).schema, "Constellation");
  EXPECT_EQ(got.report.skipped, (std::vector<ReasonCount>{{"unknown_schema_kept", 1}}));
  EXPECT_EQ(got.report.entities, 4U);
}

TEST(FtmJsonTest, ASanctionIsSanctionedAndHoldersOfOfficeAreProtected) {
  const auto got =
      read(R"({"id":"s","schema":"Sanction","properties":{"entity":["e"],"authority":["OFAC"]}})"
           "\n"
           R"({"id":"p","schema":"Person","properties":{"name":["P"],)"
           R"("topics":["role.pep.natl","sanction"]}})"
           "\n");
  EXPECT_EQ(got.stating("authority").at(0).status, ClaimStatus::kSanctioned);
  EXPECT_EQ(got.stating("name").at(0).status, ClaimStatus::kReported);
  EXPECT_TRUE(got.stating("topics").at(0).flags.has(ClaimFlag::kProtected));
  EXPECT_FALSE(got.stating("topics").at(1).flags.any());
}

TEST(FtmJsonTest, WhatTheDataSetMergedIsTheSame) {
  const auto got = read(
      R"({"id":"Q1","schema":"Person","properties":{"name":["P"]},"referents":["ofac-1","Q1"]})"
      "\n");
  ASSERT_EQ(got.claims.size(), 2U);
  EXPECT_EQ(got.claims[1].kind, ClaimKind::kSame);
  EXPECT_EQ(got.claims[1].entity, "Q1");
  EXPECT_EQ(got.claims[1].value, "ofac-1");
}

TEST(FtmJsonTest, NestedEntitiesAreReadAsTheirOwnAndNamedByTheirId) {
  const auto got = read(
      R"({"id":"p","schema":"Person","properties":{"sanctions":[{"id":"s","schema":"Sanction",)"
      R"("properties":{"program":["X"]}}],"name":["P"]}})"
      "\n");
  EXPECT_EQ(got.values("sanctions", "p"), std::vector<std::string>{"s"});
  EXPECT_EQ(got.values("program", "s"), std::vector<std::string>{"X"});
  EXPECT_EQ(got.report.entities, 2U);
  EXPECT_EQ(got.report.records, 1U);
}

TEST(FtmJsonTest, ABadLineIsARejectAndSaysNothing) {
  std::string deep = R"({"id":"n","schema":"P","properties":{"x":["y"]}})";
  for (int i = 0; i < 20; ++i) {
    deep = R"({"id":"n","schema":"P","properties":{"x":[)" + deep + "]}}";
  }
  const auto got = read(
      "\n"
      "{\"id\":\"1\",\"schema\":\"P\"}\n"
      "{\"schema\":\"P\",\"properties\":{}}\n"
      "{\"id\":\"1\",\"properties\":{}}\n"
      "[1]\n"
      "{\"id\":\"1\",\"schema\":\"P\",\"properties\":{\"name\":[\"kept back\"],\"x\":[[1]]}}\n"
      "{\"id\":\"1\",\"schema\":\"P\",\"properties\":{\"name\":[\"\xFF\"]}}\n" +
      deep +
      "\n{\"id\":\"9\",\"schema\":\"P\",\"properties\":{\"name\":[\"good\",7,null,true]}}\n" +
      "{\"id\":\"1\",\"sch");
  EXPECT_EQ(got.rejects, (std::vector<CollectedReject>{
                             {RejectReason::kMissingField, 2, "properties"},
                             {RejectReason::kMissingField, 3, "id"},
                             {RejectReason::kMissingField, 4, "schema"},
                             {RejectReason::kMalformed, 5, ""},
                             {RejectReason::kMalformed, 6, "properties"},
                             {RejectReason::kBadEncoding, 7, ""},
                             {RejectReason::kMalformed, 8, "properties"},
                             {RejectReason::kTruncated, 10, ""},
                         }));
  EXPECT_EQ(got.values("name"), (std::vector<std::string>{"good", "7", "true"}));
}

TEST(FtmJsonTest, TheSameHoweverTheFileIsCut) {
  std::string text;
  for (int i = 0; i < 50; ++i) text += kOwnership;
  text += "{\"id\":\n" + std::string(kOwnership);
  const auto whole = read(text);
  for (const std::size_t step : {1, 7, 64, 1000}) {
    const auto cut = read(text, step);
    EXPECT_EQ(cut.claims, whole.claims) << step;
    EXPECT_EQ(cut.rejects, whole.rejects) << step;
  }
}

TEST(FtmJsonTest, ALineOverTheLimitCostsItselfAlone) {
  ClaimDecoderRequest request;
  request.path = "a.json";
  request.format = ClaimFormat::kFtmJson;
  request.limits.record_bytes_max = 300;
  const std::string text = std::string(kOwnership) + "{\"id\":\"" + std::string(5000, 'x') +
                           "\"}\n" + std::string(kOwnership);
  const auto got = collect_claims(text, request, 100);
  EXPECT_EQ(got.rejects, (std::vector<CollectedReject>{{RejectReason::kTooLong, 2, ""}}));
  EXPECT_EQ(got.claims.size(), 10U);
}

TEST(FtmStatementsTest, AStatementIsAClaimOfItsDataSetAndMergesAreTold) {
  ClaimDecoderRequest request;
  request.path = "statements.csv";
  const auto got = collect_claims(
      "canonical_id,entity_id,prop,prop_type,schema,value,dataset,lang,original_value,external,"
      "first_seen,last_seen,id\n"
      "Q1,ofac-1,name,name,Person,\"Doe, Jane\",us_ofac,eng,,f,2022-01-01,2024-09-04,x\n"
      "Q1,ofac-1,id,checksum,Person,abc,us_ofac,,,f,2022-01-01,2024-09-04,y\n"
      "Q1,ofac-1,,,Person,abc,us_ofac,,,f,2022-01-01,2024-09-04,y\n",
      request);
  ASSERT_EQ(got.claims.size(), 2U);
  EXPECT_EQ(got.claims[0].value, "Doe, Jane");
  EXPECT_EQ(got.claims[0].lang, "eng");
  EXPECT_EQ(got.source_of(got.claims[0]).dataset, "us_ofac");
  EXPECT_EQ(got.source_of(got.claims[0]).retrieved_at, parse_rfc3339("2024-09-04T00:00:00Z"));
  EXPECT_EQ(got.claims[1].kind, ClaimKind::kSame);
  EXPECT_EQ(got.claims[1].value, "Q1");
  EXPECT_EQ(got.rejects, (std::vector<CollectedReject>{{RejectReason::kMissingField, 4, "prop"}}));
}

}  // namespace
}  // namespace overt
