#pragma once
// What the ledger keeps of a statement of reasons, as the text of records "statement:PUID": number
// 0 that the database has it, and with what words; number 1 that the restriction has ended since.
// The database takes no change to a statement, so the second is ours alone.
//
// Thread safety: pure. The same record gives the same bytes.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace overt {

enum class ReasonsStep : std::uint8_t { kAccepted, kEnded };

struct ReasonsRecord {
  ReasonsStep step = ReasonsStep::kAccepted;
  std::string action_key;
  TimeUs at = 0;
  std::string uuid;       // of kAccepted: the database's; empty where it did not say
  bool existing = false;  // it was there when we asked: an earlier answer of the database was lost
  std::string payload;    // of kAccepted: what was sent, one JSON object
  std::string ended;      // the day; of kAccepted: as it was sent; empty: it stood

  friend bool operator==(const ReasonsRecord&, const ReasonsRecord&) = default;
};

std::string render_reasons_record(const ReasonsRecord& record);
/// kBadInput for anything else.
Result<ReasonsRecord> parse_reasons_record(std::string_view json);

}  // namespace overt
