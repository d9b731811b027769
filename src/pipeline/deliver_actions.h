#pragma once
// ActionDelivery carries out what was decided: it takes the queued actions that are due and hands
// them to a sink, at least once, each time with the same key.
//
//   - The order within a decision is kept: an action goes out once everything before it is done.
//   - What is not taken is tried again after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and
//     24 h, each up to a quarter longer (by the action's key), never before the sink said; after
//     the tenth time it is a dead letter, and a person replays it.
//   - Once a decision is undone, what is left of it is withdrawn and only the undoing goes out;
//     breakers and delays do not hold that up.
//   - Actions of policies that are not live go to the sink of the dry run alone.
//   - Protected accounts: what takes more than telling waits as a dead letter until a person
//     replays it; removal is never carried out, whoever says so.
//
// Notices to the affected go out once the actions before them in their decision are done, to a sink
// that takes notices; none waits for another's, no action waits for one, and of breakers only those
// of their sink hold them. The token of the link to appeal is put in here and kept nowhere.
//
// Before an action is handed over, that it is tried is on the disk; so breakers count it, and a
// crash costs no more than a second handing-over with the same key.
//
// Thread safety: one object belongs to one thread. Cost: one transaction an action.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "model/decision.h"
#include "model/notice.h"
#include "pipeline/deliver_breakers.h"
#include "pipeline/delivery_rules.h"
#include "ports/action_sink.h"
#include "ports/decision_store.h"
#include "stages/decisions/notice.h"

namespace overt {

inline constexpr std::uint32_t kDeliveryTriesMax = 10;

/// How long to wait after the `tries`-th try: the schedule, and up to a quarter more by the key.
TimeUs delivery_wait(std::uint32_t tries, std::string_view key);

struct DeliverySummary {
  std::uint64_t taken = 0;
  std::uint64_t put_off = 0;
  std::uint64_t given_up = 0;
  std::uint64_t dry_run = 0;          // written to the dry run's sink
  std::uint64_t held = 0;             // due, and stopped by a breaker
  std::uint64_t notices_waiting = 0;  // due, and there is no sink that takes notices
  std::string paused;                 // why it ended while something was due; empty: it did not
  std::vector<DeliveryStep> tripped;  // the breakers that are, as steps
};

/// What is outside.
struct DeliveryWorld {
  DecisionStore& store;
  ActionSink& live;
  ActionSink& dry_run;
  std::function<TimeUs()> clock;
  std::function<double()> random;  // uniform in [0, 1), not to be guessed by outsiders
  /// Takes notices where `live` does not; none: they wait.
  ActionSink* notices = nullptr;
  /// The token of an account's link to appeal until then; none: there are no notices.
  std::function<std::string(const NoticeAddress&, TimeUs until)> appeal_token = {};
};

class ActionDelivery {
 public:
  ActionDelivery(DeliveryWorld world, const DeliveryRules& rules)
      : world_(std::move(world)), rules_(rules) {}

  /// What holds from the next run on. `doubt`: why nothing but undoing may go out until it is
  /// settled which limits hold; empty: they do.
  void follow(const DeliveryRules& rules, std::string doubt) {
    rules_ = rules;
    doubt_ = std::move(doubt);
  }

  /// Everything that is due, until nothing is or the sink needs a rest. Errors are the store's;
  /// what was done until then is kept, or will be done again with the same key.
  Result<DeliverySummary> run(const Progress& progress);

 private:
  struct Outgoing {
    QueuedAction queued;
    PlatformAction action;
    SinkMessage message;
    DeliveryStep tried;
    ActionSink* sink = nullptr;
    bool first = false;  // of its decision
  };

  Result<bool> pass(const Progress& progress);
  Result<bool> pass_lane(const Progress& progress, DueActions wanted);
  Result<bool> handle_notice(QueuedAction queued, const NoticeMessage& message);
  [[nodiscard]] ActionSink* notice_sink() const;
  [[nodiscard]] std::string_view sink_breaker(const Outgoing& outgoing) const;
  Result<bool> handle(QueuedAction queued);
  [[nodiscard]] bool is_held(const PlatformAction& action) const;
  Result<Outgoing> prepare(QueuedAction queued, PlatformAction wanted);
  Result<bool> handle_live(Outgoing& outgoing);
  Result<bool> trip_breaker(const Outgoing& outgoing);
  Result<bool> guard_protected(const Outgoing& outgoing);
  Result<bool> hand_over(Outgoing& outgoing);
  Result<void> dry_run(Outgoing& outgoing);
  void note_answer(Outgoing& outgoing, const SinkAnswer& answer);
  void give_up(QueuedAction queued, std::string why);
  void note(QueuedAction queued, DeliveryStepKind kind);
  Result<void> flush();
  void rest(TimeUs until, const std::string& why);

  DeliveryWorld world_;
  DeliveryRules rules_;
  std::string doubt_;  // about the rules
  DeliverySummary summary_;
  DeliveryBreakers breakers_;
  // Outcomes that go to the store with the next transaction.
  std::vector<QueuedAction> outcomes_;
  std::vector<DeliveryStep> steps_;
  std::uint32_t failures_in_row_ = 0;
  TimeUs quiet_until_ = 0;
};

}  // namespace overt
