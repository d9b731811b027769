#include "pipeline/reconcile.h"

#include <map>

#include <fmt/format.h>

#include "base/check.h"
#include "pipeline/decision_desk.h"
#include "stages/decisions/decide.h"
#include "stages/decisions/decision_json.h"
#include "stages/decisions/ledger_entry.h"

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
    ASSIGN_OR_RETURN(const auto queued, store_.actions_of(kept.id));
    result_.actions += queued.size();
    if (kept.draft.empty()) {
      ++result_.erased;
      return {};
    }
    ASSIGN_OR_RETURN(const Decision decision, read_decision(kept));
    compare_actions(decision, queued);
    return {};
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
