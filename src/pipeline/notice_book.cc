#include "pipeline/notice_book.h"

#include <set>
#include <utility>

namespace overt {
namespace {

/// One that cannot be read counts as blocked: it does not go out, is named, and is written anew.
void take(const LedgerRecord& record, std::map<std::string, NewestNotice>& newest) {
  if (record.kind != RecordKind::kNotice || record.text.empty()) return;
  auto parsed = parse_notice(record.text);
  KeptNotice kept;
  if (parsed.ok()) {
    kept = std::move(parsed).value();
  } else {
    kept.address.id = record.subject;
    kept.address.decision = record.decision;
    kept.state = NoticeState::kBlocked;
    kept.blocked = parsed.error().message;
  }
  newest.insert_or_assign(record.subject, NewestNotice{record.number, std::move(kept)});
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
  RETURN_IF_ERROR(store.records(RecordKind::kNotice, [&](const LedgerRecord& record) {
    take(record, newest);
    return true;
  }));
  return newest;
}

Result<std::map<std::string, NewestNotice>> newest_notices_of(DecisionStore& store,
                                                              std::string_view decision) {
  std::map<std::string, NewestNotice> newest;
  ASSIGN_OR_RETURN(const auto records, store.records_of(decision));
  for (const LedgerRecord& record : records) take(record, newest);
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
