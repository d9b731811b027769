#include "pipeline/statement_book.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/json_writer.h"
#include "pipeline/decision_desk.h"
#include "stages/decisions/decide.h"
#include "stages/disclosures/reasons_record.h"

namespace overt {
namespace {

struct KeptReasons {
  std::string decision;
  ReasonsRecord accepted;
  std::string ended;  // of the follow-up
};
using ReasonsByPuid = std::map<std::string, KeptReasons, std::less<>>;

Result<ReasonsByPuid> read_reasons(DecisionStore& store) {
  ReasonsByPuid all;
  Result<void> state;
  RETURN_IF_ERROR(store.records(RecordKind::kStatement, [&](const LedgerRecord& record) {
    if (record.text.empty()) return true;
    auto parsed = parse_reasons_record(record.text);
    if (!parsed.ok()) {
      state = Error{ErrorCode::kBadInput,
                    fmt::format("{}: {}", record_reference(record.kind, record.subject),
                                parsed.error().message)};
      return false;
    }
    KeptReasons& kept = all[record.subject];
    kept.decision = record.decision;
    if (parsed.value().step == ReasonsStep::kEnded) {
      kept.ended = parsed.value().ended;
    } else {
      kept.accepted = std::move(parsed).value();
    }
    return true;
  }));
  RETURN_IF_ERROR(state);
  return all;
}

/// Decisions that are not erased.
Result<std::vector<Decision>> read_decisions(DecisionStore& store, std::string_view wanted) {
  std::vector<Decision> decisions;
  if (!wanted.empty()) {
    ASSIGN_OR_RETURN(const auto kept, store.find(wanted));
    if (!kept) {
      return Error{ErrorCode::kNotFound, fmt::format("there is no decision '{}'", wanted)};
    }
    if (kept->draft.empty()) return decisions;
    ASSIGN_OR_RETURN(Decision decision, read_decision(*kept));
    decisions.push_back(std::move(decision));
    return decisions;
  }
  Result<void> state;
  RETURN_IF_ERROR(store.all([&](const KeptDecision& kept) {
    if (kept.draft.empty()) return true;
    auto decision = read_decision(kept);
    state = decision.ok() ? Result<void>() : Result<void>(decision.error());
    if (decision.ok()) decisions.push_back(std::move(decision).value());
    return state.ok();
  }));
  RETURN_IF_ERROR(state);
  return decisions;
}

/// The secret salt of the decision's first entry; empty where the ledger lacks that.
Result<std::string> salt_of(DecisionStore& store, const Decision& decision) {
  ASSIGN_OR_RETURN(const auto place, store.ledger_place(decision.id, 0));
  if (!place) return std::string();
  ASSIGN_OR_RETURN(const auto line, store.ledger_line(*place));
  return line ? line->salt : std::string();
}

/// What became of an action on its way out.
ActionState state_of_action(const std::vector<QueuedAction>& queued, const std::string& key) {
  for (const QueuedAction& action : queued) {
    if (action.key == key) return action.state;
  }
  return ActionState::kQueued;
}

class Reading {
 public:
  /// `without_salt`: where decisions are named whose statements have no name; null: an error.
  Reading(DecisionStore& store, const ReasonsByPuid& kept, std::vector<std::string>* without_salt)
      : store_(store), kept_(kept), without_salt_(without_salt) {}

  Result<void> add(const Decision& decision, std::vector<StatementEntry>& entries) {
    std::string salt;
    std::vector<QueuedAction> queued;
    for (const PlatformAction& action : actions_of(decision)) {
      if (action.undo || !needs_statement(decision, action.step)) continue;
      if (salt.empty()) {
        ASSIGN_OR_RETURN(salt, salt_of(store_, decision));
        if (salt.empty()) return no_salt(decision);
        ASSIGN_OR_RETURN(queued, store_.actions_of(decision.id));
      }
      const ActionState state = state_of_action(queued, action.key);
      for (StatementOfReasons& statement : statements_of(decision, action, salt)) {
        add(std::move(statement), state, entries);
      }
    }
    return {};
  }

 private:
  /// One for each account. What the database took for all of them at once, before statements were
  /// made for each, stays the one that there is: the database takes no second for a restriction.
  [[nodiscard]] std::vector<StatementOfReasons> statements_of(const Decision& decision,
                                                              const PlatformAction& action,
                                                              std::string_view salt) const {
    if (kept_.contains(statement_puid(salt, action.key))) {
      return {state_reasons(decision, action, salt)};
    }
    return state_reasons_each(decision, action, salt);
  }

  void add(StatementOfReasons statement, ActionState state, std::vector<StatementEntry>& entries) {
    StatementEntry entry;
    entry.statement = std::move(statement);
    const auto found = kept_.find(entry.statement.puid);
    if (found != kept_.end()) {
      accept(found->second, entry);
    } else if (state == ActionState::kWithdrawn) {
      return;
    } else {
      entry.state = state == ActionState::kDone ? StatementState::kDue : StatementState::kWaiting;
      entry.payload = render_reasons(entry.statement);
    }
    entries.push_back(std::move(entry));
  }

  Result<void> no_salt(const Decision& decision) {
    if (without_salt_ == nullptr) {
      return Error{ErrorCode::kBadInput,
                   fmt::format("the ledger lacks the proposal of decision {}; overt reconcile says "
                               "what else does not agree",
                               decision.id)};
    }
    without_salt_->push_back(decision.id);
    return {};
  }

  static void accept(const KeptReasons& kept, StatementEntry& entry) {
    entry.state = StatementState::kAccepted;
    entry.payload = kept.accepted.payload;
    entry.uuid = kept.accepted.uuid;
    entry.accepted_at = kept.accepted.at;
    // What the database has of one that was there already may be older than its end.
    const bool sent = !kept.accepted.existing && !kept.accepted.ended.empty();
    entry.ended_on_file = sent ? kept.accepted.ended : kept.ended;
  }

  DecisionStore& store_;
  const ReasonsByPuid& kept_;
  std::vector<std::string>* without_salt_;
};

std::string describe_action(const StatementOfReasons& statement) {
  return fmt::format("{} (action {})", name_of(statement.step.action), statement.action_key);
}

/// The account by its place in the decision's record, which stays where people may read it.
std::string describe(const StatementEntry& entry) {
  std::string words = describe_action(entry.statement);
  if (entry.statement.owed_to == 0) return words;
  return fmt::format("{} on account {} of the decision", words, entry.statement.owed_to);
}

/// Holds entries and records against each other.
class StatementReconciler {
 public:
  StatementReconciler(const std::vector<StatementEntry>& entries, const ReasonsByPuid& kept)
      : entries_(entries), kept_(kept) {}

  StatementCheck run(const std::set<std::string, std::less<>>& decisions) {
    check_.checked = true;
    for (const StatementEntry& entry : entries_) compare(entry);
    for (const auto& [puid, kept] : kept_) compare_kept(puid, kept, decisions);
    return std::move(check_);
  }

 private:
  void add(const std::string& decision, std::string what) {
    check_.mismatches.push_back({decision, std::move(what)});
  }

  void compare(const StatementEntry& entry) {
    const StatementOfReasons& statement = entry.statement;
    by_puid_.emplace(statement.puid, &entry);
    if (entry.state == StatementState::kWaiting) return;
    ++check_.needed;
    if (entry.state == StatementState::kDue) {
      return add(statement.decision,
                 fmt::format("{} was carried out, and the transparency database has no statement "
                             "of reasons for it; overt statements --send hands it over",
                             describe(entry)));
    }
    ++check_.accepted;
    if (!statement.ended.empty() && entry.ended_on_file.empty()) {
      add(statement.decision,
          fmt::format("{} was taken back, and statement {} is not followed up; overt statements "
                      "--send does it",
                      describe(entry), statement.puid));
    } else if (statement.ended != entry.ended_on_file) {
      add(statement.decision,
          fmt::format("{} ended on '{}', and statement {} says on '{}'", describe(entry),
                      statement.ended, statement.puid, entry.ended_on_file));
    }
  }

  void compare_kept(const std::string& puid, const KeptReasons& kept,
                    const std::set<std::string, std::less<>>& decisions) {
    const std::string reference = record_reference(RecordKind::kStatement, puid);
    if (kept.accepted.action_key.empty()) {
      return add(kept.decision, fmt::format("{} is followed up and was never accepted", reference));
    }
    const auto found = by_puid_.find(puid);
    if (found != by_puid_.end()) {
      const StatementOfReasons& statement = found->second->statement;
      if (statement.decision != kept.decision || statement.action_key != kept.accepted.action_key) {
        add(kept.decision,
            fmt::format("{} is of another action than it is filed under", reference));
      }
      return;
    }
    const auto again = std::find_if(entries_.begin(), entries_.end(), [&](const auto& entry) {
      return entry.statement.action_key == kept.accepted.action_key;
    });
    if (again != entries_.end() && again->statement.owed_to > 0) {
      return add(kept.decision, fmt::format("{} is of none of the accounts that {} falls on",
                                            reference, describe_action(again->statement)));
    }
    if (again != entries_.end()) {
      return add(kept.decision, fmt::format("{} has a second statement of reasons, {}",
                                            describe(*again), reference));
    }
    const bool known = decisions.contains(kept.decision);
    add(kept.decision.empty() ? reference : kept.decision,
        fmt::format("{} is of {}", reference,
                    known ? "an action that needs none" : "no decision that is kept"));
  }

  const std::vector<StatementEntry>& entries_;
  const ReasonsByPuid& kept_;
  std::map<std::string, const StatementEntry*, std::less<>> by_puid_;
  StatementCheck check_;
};

Result<std::vector<StatementEntry>> entries_of(DecisionStore& store,
                                               const std::vector<Decision>& decisions,
                                               const ReasonsByPuid& kept,
                                               std::vector<std::string>* without_salt = nullptr) {
  std::vector<StatementEntry> entries;
  Reading reading(store, kept, without_salt);
  for (const Decision& decision : decisions) RETURN_IF_ERROR(reading.add(decision, entries));
  return entries;
}

}  // namespace

std::string_view name_of(StatementState state) {
  constexpr std::array<std::string_view, 3> kNames = {"waiting", "due", "accepted"};
  return kNames.at(static_cast<std::size_t>(state));
}

Result<std::vector<StatementEntry>> read_statements(DecisionStore& store,
                                                    std::string_view decision) {
  ASSIGN_OR_RETURN(const ReasonsByPuid kept, read_reasons(store));
  ASSIGN_OR_RETURN(const auto decisions, read_decisions(store, decision));
  return entries_of(store, decisions, kept);
}

std::string render_entry(const StatementEntry& entry) {
  const StatementOfReasons& statement = entry.statement;
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.field("puid", statement.puid);
  json.field("decision", statement.decision);
  json.field("account", std::uint64_t{statement.owed_to});
  json.field("action", name_of(statement.step.action));
  json.field("state", name_of(entry.state));
  json.field("ended", statement.ended);
  json.field("uuid", entry.uuid);
  json.field("accepted_at",
             entry.accepted_at == 0 ? std::string() : format_rfc3339(entry.accepted_at));
  json.end_object();
  out.pop_back();
  return out + R"(,"payload":)" + entry.payload + "}";
}

Result<StatementCheck> reconcile_statements(DecisionStore& store, bool demanded) {
  ASSIGN_OR_RETURN(const ReasonsByPuid kept, read_reasons(store));
  if (kept.empty() && !demanded) return StatementCheck();
  ASSIGN_OR_RETURN(const auto decisions, read_decisions(store, {}));
  std::vector<std::string> without_salt;
  ASSIGN_OR_RETURN(const auto entries, entries_of(store, decisions, kept, &without_salt));
  std::set<std::string, std::less<>> ids;
  for (const Decision& decision : decisions) ids.insert(decision.id);
  StatementCheck check = StatementReconciler(entries, kept).run(ids);
  for (std::string& decision : without_salt) {
    check.mismatches.push_back({std::move(decision),
                                "its proposal is not in the ledger, so its statements of reasons "
                                "cannot be told"});
  }
  return check;
}

}  // namespace overt
