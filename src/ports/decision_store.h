#pragma once
// DecisionStore: where decisions, the people who make them, the actions that are to go out and the
// ledger are kept. One batch takes effect whole or not at all, also where the process is killed: a
// decision's event, its ledger entry and its actions are never apart.
//
// Thread safety: one store belongs to one thread; several processes may use the file at once.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "model/decision.h"

namespace overt {

/// An entry of the ledger with what it commits to. Record and salt are empty once erased.
struct LedgerLine {
  std::string entry;
  std::string record;
  std::string salt;

  friend bool operator==(const LedgerLine&, const LedgerLine&) = default;
};

/// Hashes side by side, of the tree's level `level`, tile `index` (C2SP tiles).
struct LedgerTile {
  unsigned level = 0;
  std::uint64_t index = 0;
  std::string bytes;
};

struct NewDecisionEvent {
  std::string decision;
  std::uint32_t number = 0;  // of the event within its decision, from 0
  std::string event;         // JSON
  std::string draft;         // JSON, of the first event; else empty
};

struct DecisionBatch {
  std::vector<NewDecisionEvent> events;
  std::vector<PlatformAction> actions;    // to be queued; known keys are left as they are
  std::vector<std::string> action_texts;  // JSON, beside `actions`
  std::uint64_t ledger_size = 0;  // before: kUnavailable where the ledger has grown meanwhile
  std::vector<LedgerLine> lines;  // one an event, in their order
  std::vector<LedgerTile> tiles;
  std::string checkpoint;  // the signed note of the ledger after the batch
};

struct KeptDecision {
  std::string id;
  std::string draft;                // JSON
  std::vector<std::string> events;  // JSON
};

enum class ActionState : std::uint8_t { kQueued, kDone, kDead };
/// "queued", "done", "dead".
std::string_view name_of(ActionState state);

struct QueuedAction {
  std::string key;
  std::string decision;
  std::string action;  // JSON
  ActionState state = ActionState::kQueued;
  std::uint32_t tries = 0;
  TimeUs next_at = 0;
  std::string answer;  // the sink's last words
};

class DecisionStore {
 public:
  virtual ~DecisionStore() = default;

  /// kUnavailable: somebody else was faster; read again and try anew. kInvalidArgument: an event's
  /// number is not the next of its decision.
  virtual Result<void> commit(const DecisionBatch& batch) = 0;

  virtual Result<std::optional<KeptDecision>> find(std::string_view id) = 0;
  /// In the order they were proposed; stops where the visitor returns false.
  virtual Result<void> all(const std::function<bool(const KeptDecision&)>& visit) = 0;

  virtual Result<void> put_person(const Person& person) = 0;
  virtual Result<std::optional<Person>> find_person(std::string_view id) = 0;
  virtual Result<std::vector<Person>> people() = 0;

  virtual Result<std::vector<QueuedAction>> actions_of(std::string_view decision) = 0;
  /// Queued actions that are due, the oldest first.
  virtual Result<std::vector<QueuedAction>> due_actions(TimeUs now, std::size_t max) = 0;
  virtual Result<void> set_action(const QueuedAction& action) = 0;

  virtual Result<std::uint64_t> ledger_size() = 0;
  virtual Result<std::optional<LedgerLine>> ledger_line(std::uint64_t index) = 0;
  /// Where the entry of a decision's event is.
  virtual Result<std::optional<std::uint64_t>> ledger_place(std::string_view decision,
                                                            std::uint32_t event) = 0;
  virtual Result<std::optional<std::string>> ledger_tile(unsigned level, std::uint64_t index) = 0;
  /// The newest signed note; empty before the first batch.
  virtual Result<std::string> checkpoint() = 0;
  /// Forgets everything a decision said: its draft, its events, its actions, and the records and
  /// salts of its ledger entries; all are empty from then on, and every proof stays valid.
  /// kNotFound where there is no such decision.
  virtual Result<void> erase_records(std::string_view decision) = 0;
};

}  // namespace overt
