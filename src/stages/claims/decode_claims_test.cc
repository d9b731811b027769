#include "stages/claims/decode_claims.h"

#include <gtest/gtest.h>

#include "stages/claims/collected_claims_internal.h"

namespace overt {
namespace {

ClaimDecoderRequest named(std::string path) {
  ClaimDecoderRequest request;
  request.path = std::move(path);
  return request;
}

std::string error_of(std::string_view text, const ClaimDecoderRequest& request = named("a.csv")) {
  const auto opened = open_claim_decoder(text, request);
  return opened ? std::string() : opened.error().message;
}

ClaimFormat format_of(std::string_view text) {
  const auto opened = open_claim_decoder(text, named("list"));
  return opened ? opened.value()->format() : ClaimFormat::kOfficials;
}

TEST(DecodeClaimsTest, EveryFormatIsReadBackFromItsName) {
  for (std::size_t i = 0; i < kClaimFormatCount; ++i) {
    const auto format = static_cast<ClaimFormat>(i);
    EXPECT_EQ(claim_format_named(name_of(format)), format);
  }
  EXPECT_FALSE(claim_format_named("csv").has_value());
}

TEST(DecodeClaimsTest, RecognisesAFormatByItsFirstRecords) {
  EXPECT_EQ(format_of("{\"id\":\"a\",\"schema\":\"Person\",\"properties\":{}}\n"),
            ClaimFormat::kFtmJson);
  EXPECT_EQ(format_of("canonical_id,entity_id,prop,prop_type,schema,value,dataset\n"),
            ClaimFormat::kFtmStatements);
  EXPECT_EQ(format_of("entity,schema,property,value\n"), ClaimFormat::kClaimsCsv);
  EXPECT_EQ(format_of("Region,Country,Media company,Main assets,URL,Typology\n"),
            ClaimFormat::kStateMedia);
  EXPECT_EQ(format_of("# a list\n\nrt.com # a site\n"), ClaimFormat::kOutletDomains);
  EXPECT_EQ(format_of("include:rt\n"), ClaimFormat::kOutletDomains);
  EXPECT_EQ(format_of("celex,recordId,annex,schema,name\n"), ClaimFormat::kEuSanctions);
  EXPECT_EQ(format_of("Tactic ,Technique,Procedure,Indicator\n"), ClaimFormat::kThreatIndicators);
  EXPECT_EQ(format_of("indicator_type\tindicator_value\tcomment\tds\n"),
            ClaimFormat::kThreatIndicators);
  EXPECT_EQ(format_of("operation,domain,match_type,source,report_url\n"),
            ClaimFormat::kOperationDomains);
  EXPECT_EQ(format_of("# about\n- id:\n    bioguide: A\n"), ClaimFormat::kOfficials);
}

TEST(DecodeClaimsTest, SaysWhatItFoundAndWhatToDoInstead) {
  EXPECT_NE(error_of("").find("a.csv: the file is empty"), std::string::npos);
  EXPECT_NE(error_of("a,b,c\n1,2,3\n").find("begins with \"a,b,c\""), std::string::npos);
  EXPECT_NE(error_of("a,b,c\n").find("registry-sources.md"), std::string::npos);
  EXPECT_NE(error_of("[{\"id\":1}]").find("jq -c '.[]' \"a.csv\""), std::string::npos);
  EXPECT_NE(error_of("\xFF\xFE"
                     "a")
                .find("iconv"),
            std::string::npos);
  EXPECT_NE(error_of("# Indicators\n", named("x.md")).find("Markdown"), std::string::npos);
  ClaimDecoderRequest wrong = named("a.csv");
  wrong.format = ClaimFormat::kEuSanctions;
  EXPECT_NE(error_of("operation,domain,report_url\n", wrong).find("celex, annex, schema, name"),
            std::string::npos);
}

TEST(DecodeClaimsTest, WhatTheCallerSaysOfTheSourceStands) {
  ClaimDecoderRequest request = named("rt.txt");
  request.source.dataset = "mine";
  request.source.grade = {'A', '1'};
  const auto told = collect_claims("rt.com\n", request);
  ASSERT_EQ(told.sources.size(), 1U);
  EXPECT_EQ(told.sources[0].dataset, "mine");
  EXPECT_EQ(told.sources[0].grade, (Grade{'A', '1'}));
  EXPECT_EQ(told.sources[0].publisher, "v2fly community");
}

TEST(DecodeClaimsTest, AListOverTheLimitIsRefusedWithARemedy) {
  ClaimDecoderRequest request = named("rt.txt");
  request.limits.list_bytes_max = 8;
  EXPECT_NE(collect_claims("rt.com\nrt.tv\n", request).error.find("Split the file"),
            std::string::npos);
}

TEST(DecodeClaimsTest, AnErrorOfTheVisitorEndsTheReading) {
  struct Full final : ClaimVisitor {
    Result<void> on_claims(ClaimBatch& /*batch*/) override {
      return Error{ErrorCode::kIo, "the disk is full"};
    }
    void on_reject(const Reject& /*reject*/) override {}
  } full;
  auto opened = open_claim_decoder("rt.com\n", named("rt.txt"));
  ASSERT_TRUE(opened.ok());
  ASSERT_TRUE(opened.value()->take("rt.com\n", full).ok());
  const auto done = opened.value()->finish(full);
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().message, "the disk is full");
}

}  // namespace
}  // namespace overt
