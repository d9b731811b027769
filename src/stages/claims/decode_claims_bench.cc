// Claims a second of the two formats whose files are large.

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "base/check.h"
#include "stages/claims/decode_claims.h"
#include "stages/claims/write_claims_csv.h"

namespace overt {
namespace {

struct Counting final : ClaimVisitor {
  std::size_t claims = 0;
  Result<void> on_claims(ClaimBatch& batch) override {
    claims += batch.claims.size();
    return {};
  }
  void on_reject(const Reject& /*reject*/) override { CHECK(false); }
};

// Entities as large as those of the public bulk files: some ten values, about 700 bytes.
std::string entities() {
  std::string text;
  for (int i = 0; i < 20'000; ++i) {
    text += fmt::format(
        R"({{"id":"NK-{0:022d}","caption":"Company {0}","schema":"Company","referents":[],)"
        R"("datasets":["ru_egrul"],"first_seen":"2023-04-20T12:00:00",)"
        R"("last_seen":"2024-09-04T12:00:00","last_change":"2024-01-01T12:00:00",)"
        R"("properties":{{"name":["Акционерное общество № {0}","Joint stock company no. {0}"],)"
        R"("country":["ru"],"jurisdiction":["ru"],"innCode":["77{0:08d}"],)"
        R"("ogrnCode":["10277{0:08d}"],"legalForm":["Акционерное общество"],)"
        R"("address":["115184, Москва, улица Пятницкая, дом {0}"],)"
        R"("incorporationDate":["2002-11-05"],"status":["active"],)"
        R"("sourceUrl":["https://egrul.example/{0}"]}},"target":false}})"
        "\n",
        i);
  }
  return text;
}

std::string rows() {
  std::string text;
  append_claims_csv_header(text);
  ClaimSource source;
  source.url = "https://egrul.example/";
  source.dataset = "ru_egrul";
  source.grade = {'B', '2'};
  Claim claim;
  claim.schema = "Company";
  claim.property = "name";
  for (int i = 0; i < 200'000; ++i) {
    claim.entity = fmt::format("NK-{:022d}", i);
    claim.value = fmt::format("Joint stock company no. {}", i);
    append_claims_csv(text, claim, source);
  }
  return text;
}

void decode(benchmark::State& state, const std::string& text) {
  std::size_t claims = 0;
  for (auto _ : state) {
    ClaimDecoderRequest request;
    request.path = "bench";
    auto opened = open_claim_decoder(std::string_view(text).substr(0, 1 << 16), request);
    CHECK(opened.ok());
    Counting counting;
    for (std::size_t at = 0; at < text.size(); at += 1 << 18) {
      CHECK(opened.value()->take(std::string_view(text).substr(at, 1 << 18), counting).ok());
    }
    CHECK(opened.value()->finish(counting).ok());
    claims += counting.claims;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(claims));
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size() * state.iterations()));
}

void ftm_json(benchmark::State& state) { decode(state, entities()); }
void claims_csv(benchmark::State& state) { decode(state, rows()); }
BENCHMARK(ftm_json)->Unit(benchmark::kMillisecond);
BENCHMARK(claims_csv)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace overt
