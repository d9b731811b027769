#pragma once
// DecisionStore: where decisions, the people who make them, the messages that are to go out,
// records of any other kind and the ledger are kept. One batch takes effect whole or not at all,
// also where the process is killed: a decision's event or a record, its ledger entry and what is to
// go out for it are never apart.
//
// Thread safety: one store belongs to one thread; several processes may use the file at once.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "model/case.h"
#include "model/credential.h"
#include "model/decision.h"
#include "model/ledger_record.h"

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

/// Messages of different lanes may go to different receivers, and none waits for another lane's,
/// but a notice for the actions that it tells of. The numbers are those that stores keep.
enum class OutboxLane : std::uint8_t {
  kPlatform = 0,  // actions
  kNotices = 2,   // to the affected; they do not wait for each other
};
/// Who may send at a time, each for itself. Statements of reasons are made from decisions when they
/// are sent, and never wait in the outbox.
enum class DeliveryTurn : std::uint8_t { kOutbox, kStatements };
inline constexpr std::size_t kDeliveryTurnCount = 2;
/// The lane whose earlier messages of the same decision a message waits for.
constexpr OutboxLane lane_before(OutboxLane lane) {
  return lane == OutboxLane::kNotices ? OutboxLane::kPlatform : lane;
}

struct NewMessage {
  std::string key;  // idempotency key
  std::string decision;
  std::string text;   // JSON
  bool undo = false;  // it undoes what else of its decision is in the batch
  OutboxLane lane = OutboxLane::kPlatform;
};

struct DecisionBatch {
  std::vector<NewDecisionEvent> events;
  std::vector<LedgerRecord> records;
  /// To be queued; known keys are left as they are. With an undoing comes all that it undoes: what
  /// of that is not done by then is withdrawn.
  std::vector<NewMessage> messages;
  std::uint64_t ledger_size = 0;  // before: kUnavailable where the ledger has grown meanwhile
  std::vector<LedgerLine> lines;  // one an event, in their order, then one a record
  CredentialChanges credentials;  // written with the batch
  /// Opened with the batch; kInvalidArgument where one of them is there already.
  std::vector<Case> cases;
  std::vector<LedgerTile> tiles;
  std::string checkpoint;  // the signed note of the ledger after the batch
};

struct KeptDecision {
  std::string id;
  std::string draft;                // JSON
  std::vector<std::string> events;  // JSON
};

enum class ActionState : std::uint8_t {
  kQueued,
  kDone,
  kDead,       // given up, until a person says otherwise; what follows it in its decision waits
  kWithdrawn,  // its decision was undone before it was done: it never goes out
};
/// "queued", "done", "dead", "withdrawn".
std::string_view name_of(ActionState state);

struct QueuedAction {
  std::uint64_t number = 0;  // in the order they were queued, from 1
  std::string key;
  std::string decision;
  std::string action;  // JSON
  ActionState state = ActionState::kQueued;
  std::uint32_t tries = 0;
  TimeUs next_at = 0;
  std::string answer;  // the sink's last words
  OutboxLane lane = OutboxLane::kPlatform;
};

struct DueActions {
  TimeUs now = 0;
  std::uint64_t after = 0;  // only numbers above this
  std::size_t max = 0;
  OutboxLane lane = OutboxLane::kPlatform;
};

/// What happened to an action on its way out, or to a circuit breaker. Steps are only ever added.
enum class DeliveryStepKind : std::uint8_t {
  kTried,     // about to be handed over
  kTaken,     // the sink has it
  kPutOff,    // to be tried again
  kGivenUp,   // it became a dead letter
  kReplayed,  // a person queued it again
  kTripped,   // a circuit breaker stopped everything
  kReset,     // a person let it go on
};
/// "tried", "taken", "put_off", "given_up", "replayed", "tripped", "reset".
std::string_view name_of(DeliveryStepKind kind);

struct DeliveryStep {
  TimeUs at = 0;
  DeliveryStepKind kind = DeliveryStepKind::kTried;
  std::string key;      // the action's; of breakers: empty
  std::string breaker;  // of kTripped and kReset: which
  std::string policy;   // of kTried, for counting: whose
  std::string person;   // of kTried: who agreed last or undid it; else who did the step, or empty
  std::string network;  // of kTried; empty: none
  std::string subject;  // of kTried
  std::string words;    // of kTried, for counting: the kind of action; else the sink's or a reason

  friend bool operator==(const DeliveryStep&, const DeliveryStep&) = default;
};

/// How stores keep a person's roles: their names with a space between. Words that name no role are
/// passed over.
std::string role_words(const std::vector<StaffRole>& roles);
std::vector<StaffRole> roles_in_words(std::string_view words);
/// The same of rights.
std::string right_words(const std::vector<Right>& rights);
std::vector<Right> rights_in_words(std::string_view words);

class DecisionStore {
 public:
  virtual ~DecisionStore() = default;

  /// kUnavailable: somebody else was faster, in the ledger as a whole or with this decision or
  /// this record's subject; read again and try anew.
  virtual Result<void> commit(const DecisionBatch& batch) = 0;

  virtual Result<std::optional<KeptDecision>> find(std::string_view id) = 0;
  /// In the order they were proposed; stops where the visitor returns false.
  virtual Result<void> all(const std::function<bool(const KeptDecision&)>& visit) = 0;

  virtual Result<std::optional<LedgerRecord>> find_record(RecordKind kind, std::string_view subject,
                                                          std::uint32_t number) = 0;
  /// Of a kind, in the order they were added; stops where the visitor returns false. The visitor
  /// asks the store for nothing.
  virtual Result<void> records(RecordKind kind,
                               const std::function<bool(const LedgerRecord&)>& visit) = 0;
  /// In the order they were added.
  virtual Result<std::vector<LedgerRecord>> records_of(std::string_view decision) = 0;

  virtual Result<void> put_person(const Person& person) = 0;
  virtual Result<std::optional<Person>> find_person(std::string_view id) = 0;
  virtual Result<std::vector<Person>> people() = 0;

  virtual Result<std::vector<QueuedAction>> actions_of(std::string_view decision) = 0;
  virtual Result<std::optional<QueuedAction>> find_action(std::string_view key) = 0;
  /// Queued messages of a lane that are due, the oldest first; none before everything of its
  /// decision that stands before it in lane_before(lane) is done or withdrawn.
  virtual Result<std::vector<QueuedAction>> due_actions(const DueActions& wanted) = 0;
  /// The oldest first.
  virtual Result<std::vector<QueuedAction>> actions_in(ActionState state, std::size_t max) = 0;
  virtual Result<std::uint64_t> count_actions(ActionState state) = 0;

  /// Only one at a time sends: kUnavailable while another store object has the turn. It ends with
  /// this object, or with its process.
  virtual Result<void> take_delivery_turn(DeliveryTurn turn = DeliveryTurn::kOutbox) = 0;
  /// Sets the actions' states, tries, times and answers and adds the steps; all, or nothing. Done
  /// is done, and what was withdrawn stays so unless it turns out to be done.
  virtual Result<void> record_delivery(std::span<const QueuedAction> actions,
                                       std::span<const DeliveryStep> steps) = 0;
  /// All at that time or later, in the order they were added.
  virtual Result<std::vector<DeliveryStep>> delivery_steps_since(TimeUs since) = 0;
  virtual Result<std::vector<DeliveryStep>> delivery_steps_of(std::string_view key) = 0;
  /// kTripped and kReset, all of them, in order.
  virtual Result<std::vector<DeliveryStep>> breaker_steps() = 0;

  virtual Result<std::uint64_t> ledger_size() = 0;
  virtual Result<std::optional<LedgerLine>> ledger_line(std::uint64_t index) = 0;
  /// Where an entry is: of a decision's event by the decision's id and the event's number, of a
  /// record by record_reference() and its number.
  virtual Result<std::optional<std::uint64_t>> ledger_place(std::string_view reference,
                                                            std::uint32_t number) = 0;
  virtual Result<std::optional<std::string>> ledger_tile(unsigned level, std::uint64_t index) = 0;
  /// The newest signed note; empty before the first batch.
  virtual Result<std::string> checkpoint() = 0;
  /// Forgets everything a decision said: its draft, its events, its messages and whom their steps
  /// concerned, the records that belong to it, and what its and their ledger entries commit to,
  /// with the salts; all are empty from then on, and every proof stays valid. kNotFound where there
  /// is no such decision.
  virtual Result<void> erase_records(std::string_view decision) = 0;
  /// The same of every record of that kind about that subject. kNotFound where there is none.
  virtual Result<void> erase_subject(RecordKind kind, std::string_view subject) = 0;
};

}  // namespace overt
