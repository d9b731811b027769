#include "pipeline/reconcile.h"

#include <map>

#include <fmt/format.h>

#include "base/check.h"
#include "pipeline/decision_desk.h"
#include "pipeline/notice_book.h"
#include "stages/decisions/decide.h"
#include "stages/decisions/decision_json.h"
#include "stages/decisions/ledger_entry.h"
#include "stages/decisions/notice.h"

namespace overt {
namespace {

class Reconciler {
 public:
  explicit Reconciler(DecisionStore& store) : store_(store) {}

  Result<Reconciliation> run() {
    RETURN_IF_ERROR(read_ledger());
    Result<void> state;
    RETURN_IF_ERROR(store_.all([&](const KeptDecision& kept) {
      state = compare(kept);
      return state.ok();
    }));
    RETURN_IF_ERROR(state);
    RETURN_IF_ERROR(compare_records());
    for (const auto& [place, line] : entries_) {
      add(place.reference, fmt::format("ledger entry {} is of number {} of it, which is not kept",
                                       line, place.number));
    }
    return std::move(result_);
  }

 private:
  void add(std::string decision, std::string what) {
    result_.mismatches.push_back({std::move(decision), std::move(what)});
  }

  Result<void> read_ledger() {
    ASSIGN_OR_RETURN(result_.ledger_entries, store_.ledger_size());
    for (std::uint64_t i = 0; i < result_.ledger_entries; ++i) {
      ASSIGN_OR_RETURN(const auto line, store_.ledger_line(i));
      if (!line) {
        add({}, fmt::format("ledger entry {} is missing", i));
        continue;
      }
      const auto place = place_of(line->entry);
      if (!place) {
        add({}, fmt::format("ledger entry {} is none of a decision or a record", i));
      } else if (!entries_.emplace(*place, i).second) {
        add(place->reference, fmt::format("number {} is in the ledger twice", place->number));
      }
    }
    return {};
  }

  Result<void> compare(const KeptDecision& kept) {
    ++result_.decisions;
    result_.events += kept.events.size();
    for (std::size_t event = 0; event < kept.events.size(); ++event) {
      RETURN_IF_ERROR(compare_event(kept, event));
    }
    ASSIGN_OR_RETURN(auto queued, store_.actions_of(kept.id));
    std::map<std::string, QueuedAction> notices;
    for (const QueuedAction& one : queued) {
      if (one.lane == OutboxLane::kNotices) notices.emplace(one.key, one);
    }
    std::erase_if(queued, [](const auto& one) { return one.lane != OutboxLane::kPlatform; });
    result_.actions += queued.size();
    if (kept.draft.empty()) {
      ++result_.erased;
      return {};
    }
    ASSIGN_OR_RETURN(const Decision decision, read_decision(kept));
    compare_actions(decision, queued);
    return compare_notices(decision, std::move(notices));
  }

  /// What of the decision was to be told, by notice id, against what was written and queued.
  Result<void> compare_notices(const Decision& decision,
                               std::map<std::string, QueuedAction> queued) {
    ASSIGN_OR_RETURN(auto written, newest_notices_of(store_, decision.id));
    const bool live = decision.draft.mode == PolicyMode::kLive;
    const auto due = live ? notices_due(decision, 0) : std::vector<NoticeAddress>();
    for (const NoticeAddress& address : due) {
      const auto found = written.find(address.id);
      if (found == written.end()) {
        add(decision.id, fmt::format("no notice of event {} to {} was ever written; overt notices "
                                     "retry does",
                                     address.event, told(address)));
        continue;
      }
      compare_notice(decision, address, found->second, queued);
      written.erase(found);
      queued.erase(address.id);
    }
    for (const auto& [id, one] : written) {
      add(decision.id, fmt::format("notice {} was written and follows from no event", id));
    }
    for (const auto& [id, message] : queued) {
      add(decision.id, fmt::format("notice {} is queued and follows from no event", id));
    }
    return {};
  }

  void compare_notice(const Decision& decision, const NoticeAddress& address,
                      const NewestNotice& written,
                      const std::map<std::string, QueuedAction>& queued) {
    const KeptNotice& notice = written.notice;
    const std::string what =
        fmt::format("notice {} of event {} to {}", address.id, address.event, told(address));
    if (notice.address.account != address.account || notice.address.event != address.event ||
        notice.address.cause != address.cause) {
      add(decision.id, fmt::format("{} was written for another", what));
    }
    const auto message = queued.find(address.id);
    const bool is_queued = message != queued.end();
    if (notice.state == NoticeState::kBlocked) {
      result_.blocked.push_back(
          {decision.id, fmt::format("{} is blocked: {}", what, notice.blocked)});
    }
    if (notice.state != NoticeState::kReady) {
      if (is_queued) add(decision.id, fmt::format("{} may not go out and is queued", what));
      return;
    }
    ++result_.notices;
    if (!is_queued) {
      add(decision.id, fmt::format("{} was never queued", what));
    } else if (message->second.action != render_notice_message({address.id, written.number})) {
      add(decision.id, fmt::format("{} is queued otherwise than it was written", what));
    }
  }

  static std::string told(const NoticeAddress& address) {
    return address.account.empty() ? "an account that is not known" : address.account;
  }

  Result<void> compare_event(const KeptDecision& kept, std::size_t event) {
    const auto found = entries_.find({kept.id, static_cast<std::uint32_t>(event)});
    if (found == entries_.end()) {
      add(kept.id, fmt::format("event {} is not in the ledger", event));
      return {};
    }
    const std::uint64_t number = found->second;
    entries_.erase(found);
    if (kept.draft.empty()) return {};
    ASSIGN_OR_RETURN(const auto line, store_.ledger_line(number));
    CHECK(line.has_value());
    const auto decision = read_decision(kept);
    if (!decision.ok()) {
      add(kept.id, decision.error().message);
    } else if (!commits_to(line->entry, ledger_record(decision.value(), event), line->salt)) {
      add(kept.id, fmt::format("event {} is not what ledger entry {} commits to", event, number));
    }
    return {};
  }

  Result<void> compare_records() {
    for (std::size_t i = 0; i < kRecordKindCount; ++i) {
      std::vector<LedgerRecord> records;
      RETURN_IF_ERROR(store_.records(static_cast<RecordKind>(i), [&](const LedgerRecord& record) {
        records.push_back(record);
        return true;
      }));
      for (const LedgerRecord& record : records) RETURN_IF_ERROR(compare_record(record));
    }
    return {};
  }

  Result<void> compare_record(const LedgerRecord& record) {
    ++result_.records;
    const std::string reference = record_reference(record.kind, record.subject);
    const std::string what = fmt::format("record {} of {}", record.number, reference);
    const std::string& of = record.decision.empty() ? reference : record.decision;
    const auto found = entries_.find({reference, record.number});
    if (found == entries_.end()) {
      add(of, fmt::format("{} is not in the ledger", what));
      return {};
    }
    const std::uint64_t number = found->second;
    entries_.erase(found);
    if (record.text.empty()) return {};
    ASSIGN_OR_RETURN(const auto line, store_.ledger_line(number));
    CHECK(line.has_value());
    if (!commits_to(line->entry, ledger_record(record), line->salt)) {
      add(of, fmt::format("{} is not what ledger entry {} commits to", what, number));
    }
    return {};
  }

  void compare_actions(const Decision& decision, const std::vector<QueuedAction>& queued) {
    const auto wanted = actions_of(decision);
    std::map<std::string, const QueuedAction*> by_key;
    for (const QueuedAction& action : queued) by_key.emplace(action.key, &action);
    for (const PlatformAction& action : wanted) {
      const auto found = by_key.find(action.key);
      const std::string what =
          fmt::format("{}{}", action.undo ? "undoing " : "", name_of(action.step.action));
      if (found == by_key.end()) {
        add(decision.id, fmt::format("{} was never queued", what));
        continue;
      }
      if (found->second->action != render_action(action)) {
        add(decision.id, fmt::format("{} (action {}) is queued otherwise than it was decided", what,
                                     action.key));
      }
      by_key.erase(found);
    }
    for (const auto& [key, action] : by_key) {
      add(decision.id, fmt::format("action {} is queued and follows from no decision", key));
    }
  }

  DecisionStore& store_;
  Reconciliation result_;
  std::map<EntryPlace, std::uint64_t> entries_;  // not met yet
};

}  // namespace

Result<Reconciliation> reconcile(DecisionStore& store) { return Reconciler(store).run(); }

}  // namespace overt
