#include "stages/decisions/ledger_entry.h"

#include <fmt/format.h>

#include "base/check.h"
#include "base/digest.h"
#include "base/json_writer.h"
#include "stages/decisions/decision_json.h"

namespace overt {
namespace {

std::string commitment_of(std::string_view record, std::string_view salt) {
  Sha256 digest;
  digest.update(salt);
  digest.update(record);
  return digest.finish_hex();
}

std::string entry_of(std::string_view decision, std::size_t event, std::string_view commitment) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.field("v", 1);
  json.field("decision", decision);
  json.field("event", static_cast<std::uint64_t>(event));
  json.field("commitment", commitment);
  json.end_object();
  return out;
}

}  // namespace

std::string ledger_record(const Decision& decision, std::size_t event) {
  CHECK_LT(event, decision.events.size());
  std::string out = fmt::format(R"({{"decision":"{}","event":{})", decision.id, event);
  if (event == 0) out += ",\"draft\":" + render_draft(decision.draft);
  return out + ",\"said\":" + render_event(decision.events[event]) + "}";
}

std::string ledger_entry(const Decision& decision, std::size_t event, std::string_view salt) {
  CHECK_EQ(salt.size(), kSaltBytes);
  return entry_of(decision.id, event, commitment_of(ledger_record(decision, event), salt));
}

bool commits_to(std::string_view entry, std::string_view record, std::string_view salt) {
  constexpr std::string_view kBefore = R"("commitment":")";
  const auto at = entry.find(kBefore);
  if (salt.size() != kSaltBytes || at == entry.npos) return false;
  return entry.substr(at + kBefore.size()) == commitment_of(record, salt) + "\"}";
}

}  // namespace overt
