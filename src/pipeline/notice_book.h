#pragma once
// Notices in the store: a record in the ledger for each that was written, the newest of a notice
// counting, and a message in the outbox for each that is to go out.
// Thread safety: as the store's. Cost: all notices are read where it says so.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/notice.h"
#include "ports/decision_store.h"
#include "stages/decisions/notice.h"

namespace overt {

/// What stands in for settings that there are none of: everything is blocked by it.
const NoticeSettings& no_notice_settings();

/// The record, and where the notice is ready the message, into a batch.
void add_notice(const Notice& notice, std::uint32_t number, DecisionBatch& batch);

struct NewestNotice {
  std::uint32_t number = 0;  // of its record
  KeptNotice notice;
};
/// By the notice's id; of erased decisions none. A record that cannot be read is as one of a notice
/// that is blocked. Reads all.
Result<std::map<std::string, NewestNotice>> newest_notices(DecisionStore& store);
/// The same of one decision.
Result<std::map<std::string, NewestNotice>> newest_notices_of(DecisionStore& store,
                                                              std::string_view decision);

/// How many notices are blocked. Reads all.
Result<std::uint64_t> count_blocked_notices(DecisionStore& store);

}  // namespace overt
