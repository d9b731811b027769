#pragma once
// Decisions as JSON, one line each: how they are kept, shown and committed to in the ledger. The
// same decision always gives the same bytes. Reading is strict: kBadInput says what is wrong.
// Thread safety: pure.

#include <string>
#include <string_view>

#include "base/result.h"
#include "model/decision.h"

namespace overt {

std::string render_draft(const DecisionDraft& draft);
Result<DecisionDraft> parse_draft(std::string_view json);

std::string render_event(const DecisionEvent& event);
Result<DecisionEvent> parse_event(std::string_view json);

/// Draft, events, state, which appeals are open and on how many accounts it falls still, for people
/// and programs.
std::string render_decision(const Decision& decision);

/// {"record":…,"salt":…}, as text both: what is handed out beside a receipt.
struct RecordFile {
  std::string record;
  std::string salt;
};
Result<RecordFile> parse_record_file(std::string_view json);

std::string render_action(const PlatformAction& action);
Result<PlatformAction> parse_action(std::string_view json);

}  // namespace overt
