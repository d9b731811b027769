// Every decoder of lists: the first byte of the input says which (or that the format is to be
// recognised), the rest is the file. Read at once and in small steps, which must give the same; and
// what was read must survive the registry's own CSV.

#include "stages/claims/collected_claims_internal.h"
#include "stages/claims/write_claims_csv.h"

namespace overt {
namespace {

void check_round_trip(const CollectedClaims& read) {
  std::string text;
  append_claims_csv_header(text);
  std::size_t written = 0;
  for (const Claim& claim : read.claims) {
    CHECK(!claim.entity.empty());
    CHECK(!claim.value.empty());
    append_claims_csv(text, claim, read.source_of(claim));
    ++written;
  }
  if (written == 0) return;
  ClaimDecoderRequest request;
  request.path = "claims.csv";
  request.format = ClaimFormat::kClaimsCsv;
  const auto back = collect_claims(text, request);
  CHECK(back.error.empty());
  CHECK_EQ(back.rejects.size(), std::size_t{0});
  CHECK_EQ(back.claims.size(), written);
  for (std::size_t i = 0; i < written; ++i) {
    CHECK(id_of(back.claims[i], back.source_of(back.claims[i])) ==
          id_of(read.claims[i], read.source_of(read.claims[i])));
  }
}

void fuzz(std::string_view file, std::optional<ClaimFormat> format) {
  ClaimDecoderRequest request;
  request.path = "Q1_2024_X-based.csv";
  request.format = format;
  request.limits.record_bytes_max = std::uint64_t{1} << 16;
  request.limits.batch_claims = 7;
  const auto at_once = collect_claims(file, request);
  const auto in_steps = collect_claims(file, request, 11);
  CHECK(at_once.error == in_steps.error);
  CHECK(at_once.claims == in_steps.claims);
  CHECK(at_once.rejects == in_steps.rejects);
  CHECK(at_once.batches == in_steps.batches);
  CHECK_EQ(at_once.report.claims, at_once.claims.size());
  CHECK_EQ(at_once.report.rejects(), at_once.rejects.size());
  check_round_trip(at_once);
}

}  // namespace
}  // namespace overt

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view file(reinterpret_cast<const char*>(data) + 1, size - 1);
  std::optional<overt::ClaimFormat> format;
  // '0' to '8' name a format; anything else: recognise it.
  const std::size_t index = static_cast<std::size_t>(data[0]) - '0';
  if (data[0] >= '0' && index < overt::kClaimFormatCount) {
    format = static_cast<overt::ClaimFormat>(index);
  }
  overt::fuzz(file, format);
  return 0;
}
