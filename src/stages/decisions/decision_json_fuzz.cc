// Any bytes as a decision's draft, event, action and record file, and as an entry of the ledger: an
// error, or what is written again and reads back the same.

#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "stages/decisions/decision_json.h"
#include "stages/decisions/ledger_entry.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes seen as characters
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto draft = overt::parse_draft(text); draft.ok()) {
    const auto again = overt::parse_draft(overt::render_draft(draft.value()));
    CHECK(again.ok());
    CHECK(again.value() == draft.value());
  }
  if (const auto event = overt::parse_event(text); event.ok()) {
    const auto again = overt::parse_event(overt::render_event(event.value()));
    CHECK(again.ok());
    CHECK(again.value() == event.value());
  }
  if (const auto action = overt::parse_action(text); action.ok()) {
    const auto again = overt::parse_action(overt::render_action(action.value()));
    CHECK(again.ok());
    CHECK(again.value() == action.value());
  }
  (void)overt::parse_record_file(text);
  if (const auto place = overt::place_of(text)) CHECK(!place->reference.empty());
  (void)overt::commits_to(text, text, text);
  return 0;
}
