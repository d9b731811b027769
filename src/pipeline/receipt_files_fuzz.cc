// Any bytes as a receipt, as its record, as a proof and as a list of witnesses: an error, or what
// was said; nothing that was not signed holds.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "pipeline/ledger_witnesses.h"
#include "pipeline/receipt_files.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes seen as characters
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  overt::merkle::ReceiptPolicy policy;
  policy.log = overt::merkle::make_key("overt.example/ledger", overt::merkle::KeyType::kEd25519,
                                       std::string(32, 'k'))
                   .value()
                   .verifier;
  (void)overt::check_receipt_text(text, policy);
  (void)overt::record_is_of(text, R"({"v":1,"decision":"d","event":0,"commitment":"00"})");
  if (const auto proof = overt::parse_proof(text, "proof"); proof.ok()) {
    const auto again = overt::parse_proof(overt::render_proof(proof.value()), "proof");
    CHECK(again.ok());
    CHECK(again.value() == proof.value());
  }
  const auto witnesses = overt::parse_witnesses(text, "witnesses");
  if (witnesses.ok()) CHECK(witnesses.value().size() <= overt::kWitnessesMax);
  return 0;
}
