#include "pipeline/notice_book.h"

#include <set>
#include <utility>

namespace overt {
namespace {

Result<void> take(const LedgerRecord& record, std::map<std::string, NewestNotice>& newest) {
  if (record.kind != RecordKind::kNotice || record.text.empty()) return {};
  ASSIGN_OR_RETURN(KeptNotice kept, parse_notice(record.text));
  newest.insert_or_assign(record.subject, NewestNotice{record.number, std::move(kept)});
  return {};
}

}  // namespace

const NoticeSettings& no_notice_settings() {
  static const NoticeSettings none = [] {
    NoticeSettings settings;
    settings.problem =
        "there is no notices.yaml in the data folder; overt notices settings prints one to fill in";
    return settings;
  }();
  return none;
}

void add_notice(const Notice& notice, std::uint32_t number, DecisionBatch& batch) {
  const NoticeAddress& address = notice.address;
  batch.records.push_back({RecordKind::kNotice, address.id, number, address.decision, notice.json});
  if (notice.state != NoticeState::kReady) return;
  batch.messages.push_back({address.id, address.decision,
                            render_notice_message({address.id, number}),
                            tells_of_undoing(address.cause), OutboxLane::kNotices});
}

Result<std::map<std::string, NewestNotice>> newest_notices(DecisionStore& store) {
  std::map<std::string, NewestNotice> newest;
  Result<void> state;
  RETURN_IF_ERROR(store.records(RecordKind::kNotice, [&](const LedgerRecord& record) {
    state = take(record, newest);
    return state.ok();
  }));
  RETURN_IF_ERROR(state);
  return newest;
}

Result<std::map<std::string, NewestNotice>> newest_notices_of(DecisionStore& store,
                                                              std::string_view decision) {
  std::map<std::string, NewestNotice> newest;
  ASSIGN_OR_RETURN(const auto records, store.records_of(decision));
  for (const LedgerRecord& record : records) RETURN_IF_ERROR(take(record, newest));
  return newest;
}

Result<std::uint64_t> count_blocked_notices(DecisionStore& store) {
  std::set<std::string> blocked;
  RETURN_IF_ERROR(store.records(RecordKind::kNotice, [&](const LedgerRecord& record) {
    if (is_blocked_notice(record.text)) {
      blocked.insert(record.subject);
    } else {
      blocked.erase(record.subject);
    }
    return true;
  }));
  return blocked.size();
}

}  // namespace overt
