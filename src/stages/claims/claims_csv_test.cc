#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "stages/claims/collected_claims_internal.h"
#include "stages/claims/write_claims_csv.h"

namespace overt {
namespace {

ClaimDecoderRequest request() {
  ClaimDecoderRequest made;
  made.path = "claims.csv";
  made.format = ClaimFormat::kClaimsCsv;
  return made;
}

std::string written(const std::vector<Claim>& claims, const std::vector<ClaimSource>& sources) {
  std::string text;
  append_claims_csv_header(text);
  for (const Claim& claim : claims) append_claims_csv(text, claim, sources[claim.source]);
  return text;
}

// Text with everything that a CSV must not lose.
std::string awkward_text() {
  const auto parts = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "a", " ", ",", "\"", "\n", "\r\n", "я", "；", "\t", "'", ";", "x"));
  std::string text;
  for (const std::string& part : parts) text += part;
  return text;
}

Claim arbitrary_claim(std::uint32_t sources) {
  Claim claim;
  claim.entity = "e" + awkward_text();
  claim.schema = awkward_text();
  claim.property = "p" + awkward_text();
  claim.value = "v" + awkward_text();
  claim.lang = *rc::gen::element<std::string>("", "rus");
  claim.kind = static_cast<ClaimKind>(*rc::gen::inRange<int>(0, kClaimKindCount));
  claim.status = static_cast<ClaimStatus>(*rc::gen::inRange<int>(0, kClaimStatusCount));
  claim.source = *rc::gen::inRange<std::uint32_t>(0, sources);
  if (*rc::gen::arbitrary<bool>()) claim.valid_from = parse_partial_date("2022-03");
  if (*rc::gen::arbitrary<bool>()) claim.valid_to = parse_partial_date("2024-09-04");
  for (std::size_t i = 0; i < kClaimFlagCount; ++i) {
    if (*rc::gen::arbitrary<bool>()) claim.flags.add(static_cast<ClaimFlag>(i));
  }
  claim.note = awkward_text();
  return claim;
}

ClaimSource arbitrary_source(int index) {
  ClaimSource source;
  source.url = "https://example.org/" + std::to_string(index);
  source.publisher = awkward_text();
  source.dataset = awkward_text();
  source.author = awkward_text();
  source.content_hash = *rc::gen::element<std::string>("", "00ff");
  if (*rc::gen::arbitrary<bool>()) source.retrieved_at = 1725451200000001;
  source.grade = *rc::gen::element(Grade{}, Grade{'B', '2'});
  return source;
}

RC_GTEST_PROP(ClaimsCsvTest, WhatIsWrittenIsReadBackHoweverItIsCut, ()) {
  std::vector<ClaimSource> sources = {arbitrary_source(0), arbitrary_source(1)};
  std::vector<Claim> claims;
  const int count = *rc::gen::inRange(1, 6);
  for (int i = 0; i < count; ++i) claims.push_back(arbitrary_claim(2));
  const std::string text = written(claims, sources);
  const auto read = collect_claims(text, request(), *rc::gen::inRange<std::size_t>(1, 200));
  RC_ASSERT(read.error.empty());
  RC_ASSERT(read.rejects.empty());
  RC_ASSERT(read.claims.size() == claims.size());
  for (std::size_t i = 0; i < claims.size(); ++i) {
    RC_ASSERT(read.source_of(read.claims[i]) == sources[claims[i].source]);
    Claim same = read.claims[i];
    same.source = claims[i].source;
    RC_ASSERT(same == claims[i]);
  }
}

TEST(ClaimsCsvTest, ABadRowIsARejectWithItsLineAndField) {
  const auto read = collect_claims(
      "entity,schema,property,value,status,kind,flags,valid_from,grade\n"
      "a,Person,name,A,reported,states,,,\n"
      ",Person,name,B,,,,,\n"
      "b,Person,name,,,,,,\n"
      "c,Person,,C,,,,,\n"
      "d,Person,name,D,proven,,,,\n"
      "e,Person,name,E,,,,2024-13,\n"
      "f,Person,name,F,,,odd,,\n"
      "g,Person,name\n"
      "h,Person,name,\"a\nb\",,,,,B2\n"
      "i,Person,name,\xFF,,,,,\n"
      "j,,,k,,same,,,\n",
      request());
  EXPECT_EQ(read.rejects, (std::vector<CollectedReject>{
                              {RejectReason::kMissingField, 3, "entity"},
                              {RejectReason::kMissingField, 4, "value"},
                              {RejectReason::kMissingField, 5, "property"},
                              {RejectReason::kMalformed, 6, "status"},
                              {RejectReason::kMalformed, 7, "valid_from"},
                              {RejectReason::kMalformed, 8, "flags"},
                              {RejectReason::kMalformed, 9, ""},
                              {RejectReason::kBadEncoding, 12, ""},
                          }));
  EXPECT_EQ(read.claims.size(), 3U);
  EXPECT_EQ(read.report.records, 11U);
  EXPECT_EQ(read.report.rejects(), 8U);
}

TEST(ClaimsCsvTest, ARecordOverTheLimitIsDroppedAndTheRestIsRead) {
  ClaimDecoderRequest small = request();
  small.limits.record_bytes_max = 1000;
  const std::string text =
      "entity,schema,property,value\na,P,name," + std::string(600'000, 'x') + "\nb,P,name,B\n";
  for (const std::size_t step : {std::size_t{1} << 20, std::size_t{50'000}}) {
    const auto read = collect_claims(text, small, step);
    ASSERT_EQ(read.rejects.size(), 1U) << step;
    EXPECT_EQ(read.rejects[0], (CollectedReject{RejectReason::kTooLong, 2, ""})) << step;
    EXPECT_EQ(read.values("name"), std::vector<std::string>{"B"}) << step;
  }
}

TEST(ClaimsCsvTest, BatchesEndWithTheRecordThatFillsThem) {
  std::string text = "entity,schema,property,value\n";
  for (int i = 0; i < 10; ++i) text += "a,P,name,x" + std::to_string(i) + "\n";
  ClaimDecoderRequest small = request();
  small.limits.batch_claims = 4;
  EXPECT_EQ(collect_claims(text, small).batches, (std::vector<std::size_t>{4, 4, 2}));
  EXPECT_EQ(collect_claims(text, small, 3).batches, (std::vector<std::size_t>{4, 4, 2}));
}

}  // namespace
}  // namespace overt
