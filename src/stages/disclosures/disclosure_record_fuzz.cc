// Any bytes as a record of a disclosure, as notes, as the networks of a run and as a list of
// moderators: an error, or a record that is written again and reads back the same.

#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "stages/disclosures/disclosed_json.h"
#include "stages/disclosures/disclosure_record.h"
#include "stages/disclosures/dsa_report.h"
#include "stages/disclosures/read_told_network.h"
#include "stages/disclosures/reasons_record.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes seen as characters
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto record = overt::parse_disclosure_record(text); record.ok()) {
    const auto again =
        overt::parse_disclosure_record(overt::render_disclosure_record(record.value()));
    CHECK(again.ok());
    CHECK(again.value() == record.value());
  }
  if (const auto record = overt::parse_reasons_record(text); record.ok()) {
    const auto again = overt::parse_reasons_record(overt::render_reasons_record(record.value()));
    CHECK(again.ok());
    CHECK(again.value() == record.value());
  }
  (void)overt::parse_notes(text);
  (void)overt::parse_disclosed_network(text);
  (void)overt::read_moderators(text, "moderators.csv");
  (void)overt::read_told_networks({"networks.json", text});
  (void)overt::read_told_network({"networks.json", text}, "n1");
  return 0;
}
