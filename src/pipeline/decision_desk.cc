#include "pipeline/decision_desk.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/check.h"
#include "pipeline/ledger_book.h"
#include "pipeline/notice_book.h"
#include "stages/decisions/decide.h"
#include "stages/decisions/decision_json.h"
#include "stages/decisions/ledger_entry.h"

namespace overt {
namespace {

Result<Decision> decode(const KeptDecision& kept) {
  if (kept.draft.empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("decision {} was erased; only its ledger entries are left", kept.id)};
  }
  Decision decision;
  decision.id = kept.id;
  ASSIGN_OR_RETURN(decision.draft, parse_draft(kept.draft));
  for (const std::string& event : kept.events) {
    ASSIGN_OR_RETURN(DecisionEvent read, parse_event(event));
    decision.events.push_back(std::move(read));
  }
  if (decision.events.empty()) {
    return Error{ErrorCode::kBadInput, fmt::format("decision {} has no event", kept.id)};
  }
  return decision;
}

bool has_new(const Decision& decision, std::size_t events_before, DecisionEventKind kind) {
  return std::any_of(decision.events.begin() + static_cast<std::ptrdiff_t>(events_before),
                     decision.events.end(),
                     [kind](const DecisionEvent& event) { return event.kind == kind; });
}

/// The actions that follow from the new events. An undoing withdraws what else of its decision is
/// in the batch and not done: of the decision as a whole everything, while one for some of its
/// accounts leaves what the others are held by, and goes out behind it.
void add_actions(const Decision& decision, std::size_t events_before, DecisionBatch& batch) {
  const bool undone = state_of(decision) == DecisionState::kUndone;
  const bool for_some = has_new(decision, events_before, DecisionEventKind::kReversedFor);
  if (!undone && !for_some && !has_new(decision, events_before, DecisionEventKind::kTakenEffect)) {
    return;
  }
  for (const PlatformAction& action : actions_of(decision)) {
    if (for_some && !undone && !action.undo) continue;
    batch.messages.push_back(
        {action.key, action.decision, render_action(action), action.undo, OutboxLane::kPlatform});
  }
}

/// What of a decision's notices is blocked or lacks a record, as it is now.
DecisionBatch written_anew(const Decision& decision,
                           const std::map<std::string, NewestNotice>& newest,
                           const std::function<Notice(const NoticeAddress&)>& write,
                           DecisionDesk::NoticeRetry& retry) {
  DecisionBatch batch;
  const bool undone = state_of(decision) == DecisionState::kUndone;
  std::set<std::string> held;
  for (AffectedAccount& one : held_accounts(decision)) held.insert(std::move(one.id));
  for (const NoticeAddress& address : notices_due(decision, 0)) {
    const auto found = newest.find(address.id);
    const bool kept = found != newest.end();
    if (kept && found->second.notice.state != NoticeState::kBlocked) continue;
    const bool reversed = !address.account.empty() && !held.contains(address.account);
    const bool pointless = (undone || reversed) && !tells_of_undoing(address.cause);
    const Notice notice = pointless ? withdraw_notice(address) : write(address);
    const bool blocked = notice.state == NoticeState::kBlocked;
    retry.blocked += blocked ? 1 : 0;
    retry.queued += notice.state == NoticeState::kReady ? 1 : 0;
    retry.withdrawn += pointless ? 1 : 0;
    const bool said_before = blocked && kept && found->second.notice.blocked == notice.blocked;
    if (!said_before) add_notice(notice, kept ? found->second.number + 1 : 0, batch);
  }
  return batch;
}

}  // namespace

Result<Decision> DecisionDesk::find(std::string_view id) {
  ASSIGN_OR_RETURN(const auto kept, store_.find(id));
  if (!kept) return Error{ErrorCode::kNotFound, fmt::format("there is no decision '{}'", id)};
  return decode(*kept);
}

Result<void> DecisionDesk::commit(
    const std::vector<std::pair<const Decision*, std::size_t>>& changed) {
  DecisionBatch batch;
  for (const auto& [decision, events_before] : changed) {
    for (std::size_t i = events_before; i < decision->events.size(); ++i) {
      NewDecisionEvent event{
          decision->id, static_cast<std::uint32_t>(i), render_event(decision->events[i]), {}};
      if (i == 0) event.draft = render_draft(decision->draft);
      const RenderedEvent rendered{decision->id, i, event.draft, event.event};
      LedgerLine line;
      line.salt = random_(kSaltBytes);
      line.record = ledger_record(rendered);
      line.entry = ledger_entry(rendered, line.record, line.salt);
      batch.lines.push_back(std::move(line));
      batch.events.push_back(std::move(event));
    }
    add_actions(*decision, events_before, batch);
    RETURN_IF_ERROR(add_notices(*decision, events_before, batch));
  }
  return commit_to_ledger(store_, key_, random_, std::move(batch));
}

WrittenNotice DecisionDesk::write(const Decision& decision, const NoticeAddress& address,
                                  TimeUs at) const {
  return write_notice(decision, address, notices_ == nullptr ? no_notice_settings() : *notices_,
                      at);
}

/// Of a live policy's decision: what is told of its new events; and of what was to be told before
/// that for whom it is undone now, so that it no longer goes out.
Result<void> DecisionDesk::add_notices(const Decision& decision, std::size_t events_before,
                                       DecisionBatch& batch) {
  if (decision.draft.mode != PolicyMode::kLive) return {};
  const auto due = notices_due(decision, events_before);
  if (due.empty()) return {};
  std::set<std::string> freed;
  for (const NoticeAddress& address : due) {
    if (tells_of_undoing(address.cause)) freed.insert(address.account);
  }
  if (!freed.empty()) {
    std::set<std::string> overtaken;
    for (const NoticeAddress& address : notices_due(decision, 0)) {
      if (address.event < events_before && freed.contains(address.account)) {
        overtaken.insert(address.id);
      }
    }
    ASSIGN_OR_RETURN(const auto earlier, store_.actions_of(decision.id));
    for (const QueuedAction& one : earlier) {
      if (!overtaken.contains(one.key)) continue;
      batch.messages.push_back({one.key, decision.id, one.action, false, one.lane});
    }
  }
  for (const NoticeAddress& address : due) {
    add_notice(write(decision, address, decision.events.back().at).notice, 0, batch);
  }
  return {};
}

Result<DecisionDesk::NoticeRetry> DecisionDesk::retry_notices(TimeUs at) {
  ASSIGN_OR_RETURN(const auto newest, newest_notices(store_));
  ASSIGN_OR_RETURN(const auto live, select([](const Decision& decision) {
                     return decision.draft.mode == PolicyMode::kLive;
                   }));
  NoticeRetry retry;
  for (const Decision& decision : live) {
    DecisionBatch batch = written_anew(
        decision, newest,
        [&](const NoticeAddress& address) { return write(decision, address, at).notice; }, retry);
    if (batch.records.empty()) continue;
    RETURN_IF_ERROR(commit_to_ledger(store_, key_, random_, std::move(batch)));
  }
  return retry;
}

Result<Decision> DecisionDesk::propose(DecisionDraft draft, const Person& by, std::string reason,
                                       TimeUs at) {
  ASSIGN_OR_RETURN(Decision decision,
                   overt::propose(std::move(draft), known(by), std::move(reason), at));
  ASSIGN_OR_RETURN(const auto kept, store_.find(decision.id));
  if (kept) return decode(*kept);  // the same proposal, made twice
  RETURN_IF_ERROR(commit({{&decision, 0}}));
  return decision;
}

Result<std::vector<Decision>> DecisionDesk::propose_all(std::vector<DecisionDraft> drafts,
                                                        const Person& by, const std::string& reason,
                                                        TimeUs at) {
  std::vector<Decision> decisions;
  decisions.reserve(drafts.size());
  for (DecisionDraft& draft : drafts) {
    ASSIGN_OR_RETURN(Decision decision, overt::propose(std::move(draft), known(by), reason, at));
    decisions.push_back(std::move(decision));
  }
  std::vector<std::pair<const Decision*, std::size_t>> changed;
  for (const Decision& decision : decisions) {
    ASSIGN_OR_RETURN(const auto kept, store_.find(decision.id));
    if (!kept) changed.emplace_back(&decision, 0);
  }
  RETURN_IF_ERROR(commit(changed));
  return decisions;
}

Result<std::vector<Decision>> DecisionDesk::select(
    const std::function<bool(const Decision&)>& wanted) {
  std::vector<Decision> found;
  Result<void> state;
  RETURN_IF_ERROR(store_.all([&](const KeptDecision& kept) {
    if (kept.draft.empty()) return true;
    auto decision = decode(kept);
    if (!decision.ok()) {
      state = std::move(decision).error();
      return false;
    }
    if (wanted(decision.value())) found.push_back(std::move(decision).value());
    return true;
  }));
  RETURN_IF_ERROR(state);
  return found;
}

Result<Decision> DecisionDesk::change(std::string_view id, const Change& change) {
  ASSIGN_OR_RETURN(auto changed, change_all({std::string(id)}, change));
  return std::move(changed.front());
}

Result<std::vector<Decision>> DecisionDesk::change_all(const std::vector<std::string>& ids,
                                                       const Change& change) {
  std::vector<Decision> decisions;
  std::vector<std::size_t> before;
  for (const std::string& id : ids) {
    ASSIGN_OR_RETURN(Decision decision, find(id));
    before.push_back(decision.events.size());
    RETURN_IF_ERROR(change(decision));
    decisions.push_back(std::move(decision));
  }
  std::vector<std::pair<const Decision*, std::size_t>> changed;
  for (std::size_t i = 0; i < decisions.size(); ++i) {
    changed.emplace_back(&decisions[i], before[i]);
  }
  RETURN_IF_ERROR(commit(changed));
  return decisions;
}

Result<Decision> DecisionDesk::agree(std::string_view id, const Person& by, TimeUs at) {
  return change(id, [&](Decision& decision) { return overt::agree(decision, known(by), at); });
}

Result<std::vector<Decision>> DecisionDesk::agree_all(const std::vector<std::string>& ids,
                                                      const Person& by, TimeUs at) {
  return change_all(ids, [&](Decision& decision) { return overt::agree(decision, known(by), at); });
}

Result<std::vector<Decision>> DecisionDesk::refuse_all(const std::vector<std::string>& ids,
                                                       const Person& by, const std::string& reason,
                                                       TimeUs at) {
  return change_all(
      ids, [&](Decision& decision) { return overt::refuse(decision, known(by), reason, at); });
}

Result<Decision> DecisionDesk::refuse(std::string_view id, const Person& by, std::string reason,
                                      TimeUs at) {
  return change(id,
                [&](Decision& decision) { return overt::refuse(decision, known(by), reason, at); });
}

Result<Decision> DecisionDesk::appeal(std::string_view id, std::string reason, TimeUs at,
                                      const Appellant& appellant) {
  return change(id,
                [&](Decision& decision) { return overt::appeal(decision, reason, at, appellant); });
}

Result<Decision> DecisionDesk::hear_appeal(std::string_view id, const Person& by,
                                           const Ruling& ruling, const std::string& reason,
                                           TimeUs at) {
  return change(id, [&](Decision& decision) {
    return overt::hear_appeal(decision, known(by), ruling, reason, at);
  });
}

Result<Decision> DecisionDesk::undo(std::string_view id, const Person& by,
                                    const std::string& reason, TimeUs at) {
  ASSIGN_OR_RETURN(auto undone, undo_all({std::string(id)}, by, reason, at));
  return std::move(undone.front());
}

Result<std::vector<Decision>> DecisionDesk::undo_all(const std::vector<std::string>& ids,
                                                     const Person& by, const std::string& reason,
                                                     TimeUs at) {
  return change_all(
      ids, [&](Decision& decision) { return overt::undo(decision, known(by), reason, at); });
}

Result<DecisionDesk::ReceiptWithRecord> DecisionDesk::receipt(std::string_view reference,
                                                              std::uint32_t number,
                                                              std::string_view witnessed) {
  ASSIGN_OR_RETURN(std::string note, store_.checkpoint());
  ASSIGN_OR_RETURN(auto checkpoint, merkle::open_checkpoint(note, key_.verifier));
  ASSIGN_OR_RETURN(const auto place, store_.ledger_place(reference, number));
  if (place && !witnessed.empty()) {
    ASSIGN_OR_RETURN(const auto older, merkle::open_checkpoint(witnessed, key_.verifier));
    if (*place < older.size && older.size <= checkpoint.size) {
      note = witnessed;
      checkpoint = older;
    }
  }
  if (!place || *place >= checkpoint.size) {
    return Error{ErrorCode::kNotFound,
                 fmt::format("the ledger has no entry {} of '{}'", number, reference)};
  }
  ASSIGN_OR_RETURN(auto line, store_.ledger_line(*place));
  CHECK(line.has_value());
  merkle::TileTree tree(checkpoint.size, ledger_tiles(store_));
  ReceiptWithRecord made;
  made.receipt.index = *place;
  ASSIGN_OR_RETURN(made.receipt.proof,
                   merkle::inclusion_proof(*place, checkpoint.size, tree.reader()));
  made.receipt.checkpoint = note;
  made.line = *std::move(line);
  return made;
}

Result<Decision> read_decision(const KeptDecision& kept) { return decode(kept); }

}  // namespace overt
