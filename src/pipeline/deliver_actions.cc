#include "pipeline/deliver_actions.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/check.h"
#include "base/digest.h"
#include "base/json_writer.h"
#include "pipeline/decision_desk.h"
#include "stages/decisions/decision_json.h"

namespace overt {
namespace {

constexpr std::size_t kPage = 256;
constexpr std::uint32_t kFailuresInRow = 5;  // of different actions, before the sink gets a rest
constexpr TimeUs kRest = kMicrosPerMinute;

/// Whether the event is what an undoing follows from: of the whole decision or, where that was
/// reversed for the account before, for the account.
bool undoes(const DecisionEvent& event, const PlatformAction& action) {
  if (event.kind == DecisionEventKind::kReversedFor) return event.account == action.subject.id;
  return event.kind == DecisionEventKind::kUndone || event.kind == DecisionEventKind::kReversed;
}

/// The event that it follows from; with several, `kind` is that of what is no undoing. The same for
/// every try: what was reversed for an account stays so when the rest is undone.
const DecisionEvent* event_behind(const Decision& decision, const PlatformAction& action,
                                  DecisionEventKind kind) {
  const DecisionEvent* found = nullptr;
  for (const DecisionEvent& event : decision.events) {
    if (action.undo && undoes(event, action)) return &event;
    if (!action.undo && event.kind == kind) found = &event;
  }
  return found;
}

/// Who answers for it: the last to agree, or who undid it.
std::string person_behind(const Decision& decision, const PlatformAction& action) {
  const auto* const event = event_behind(decision, action, DecisionEventKind::kAgreed);
  return event == nullptr ? std::string() : event->by;
}

/// When it was decided: the same for every try.
TimeUs decided_at(const Decision& decision, const PlatformAction& action) {
  const auto* const event = event_behind(decision, action, DecisionEventKind::kTakenEffect);
  return event == nullptr ? decision.events.front().at : event->at;
}

/// The payload, as Standard Webhooks has it: type, timestamp, data.
std::string message_body(const Decision& decision, const PlatformAction& action,
                         std::size_t place) {
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.field("type", action.undo ? "action.undone" : "action.requested");
  json.field("timestamp", format_rfc3339(decided_at(decision, action)));
  json.key("data");
  json.begin_object();
  json.field("place", static_cast<std::uint64_t>(place));
  json.field("policy", decision.draft.policy);
  json.field("policy_version", decision.draft.policy_version);
  json.field("clause", decision.draft.clause);
  json.end_object();
  json.end_object();
  // Into the data, before its end and that of the whole.
  body.insert(body.size() - 2, ",\"action\":" + render_action(action));
  return body;
}

/// The same for every try.
std::string notice_body(const LedgerRecord& record, const KeptNotice& notice,
                        std::string_view token) {
  return fmt::format(R"({{"type":"notice.issued","timestamp":"{}","data":{}}})",
                     format_rfc3339(notice.at), with_appeal_token(record.text, token));
}

/// Of what is kept, and not of a store that is busy, full or gone.
bool is_about_content(const Error& error) {
  return error.code == ErrorCode::kBadInput || error.code == ErrorCode::kInvalidArgument;
}

/// What the sink answered when it took what is undone; empty where it never did.
std::string answer_to_undone(const std::vector<QueuedAction>& siblings,
                             const PlatformAction& undoing) {
  for (const QueuedAction& sibling : siblings) {
    if (sibling.state != ActionState::kDone) continue;
    const auto action = parse_action(sibling.action);
    if (action.ok() && !action.value().undo && action.value().step == undoing.step) {
      return sibling.answer;
    }
  }
  return {};
}

bool more_than_telling(const PlatformAction& action) {
  return action.step.action > ActionKind::kLabel;
}

}  // namespace

TimeUs delivery_wait(std::uint32_t tries, std::string_view key) {
  // As Standard Webhooks 1.0.0 recommends.
  constexpr std::array<TimeUs, kDeliveryTriesMax - 1> kWaits = {
      5 * kMicrosPerSecond, 5 * kMicrosPerMinute, 30 * kMicrosPerMinute,
      2 * kMicrosPerHour,   5 * kMicrosPerHour,   10 * kMicrosPerHour,
      14 * kMicrosPerHour,  20 * kMicrosPerHour,  24 * kMicrosPerHour};
  CHECK_GT(tries, 0U);
  const TimeUs wait = kWaits.at(std::min<std::size_t>(tries - 1, kWaits.size() - 1));
  const Sha256Digest digest = sha256(fmt::format("{}:{}", tries, key));
  const TimeUs drawn = TimeUs{digest[0]} << 8 | TimeUs{digest[1]};
  return wait + wait / 4 * drawn / 65'536;
}

Result<DeliverySummary> ActionDelivery::run(const Progress& progress) {
  summary_ = {};
  // Answers that could not be kept the last time.
  RETURN_IF_ERROR(flush());
  for (;;) {
    Result<bool> changed = pass(progress);
    // Also after an error: what the sink said is worth keeping.
    const Result<void> kept = flush();
    if (!changed.ok()) return std::move(changed).error();
    RETURN_IF_ERROR(kept);
    if (!changed.value() || progress.cancelled() || !summary_.paused.empty()) break;
  }
  for (const auto& [name, step] : breakers_.tripped()) summary_.tripped.push_back(step);
  return std::move(summary_);
}

/// Whether anything went out or changed, so that something else may be due.
Result<bool> ActionDelivery::pass(const Progress& progress) {
  summary_.held = 0;
  summary_.notices_waiting = 0;
  DueActions wanted{world_.clock(), 0, kPage};
  ASSIGN_OR_RETURN(breakers_, DeliveryBreakers::read(world_.store, rules_.limits, wanted.now));
  if (!doubt_.empty()) breakers_.add(trip_of_limits(doubt_, wanted.now));
  if (wanted.now < quiet_until_) {
    summary_.paused = fmt::format("the sink rests until {}", format_rfc3339(quiet_until_));
    return false;
  }
  ASSIGN_OR_RETURN(const bool changed, pass_lane(progress, wanted));
  wanted.lane = OutboxLane::kNotices;
  RETURN_IF_ERROR(flush());  // what was just done is told of
  ASSIGN_OR_RETURN(const bool told, pass_lane(progress, wanted));
  return changed || told;
}

Result<bool> ActionDelivery::pass_lane(const Progress& progress, DueActions wanted) {
  bool changed = false;
  for (;;) {
    ASSIGN_OR_RETURN(auto due, world_.store.due_actions(wanted));
    if (due.empty()) return changed;
    wanted.after = due.back().number;
    for (QueuedAction& queued : due) {
      if (progress.cancelled() || !summary_.paused.empty()) return changed;
      ASSIGN_OR_RETURN(const bool went, handle(std::move(queued)));
      changed = changed || went;
    }
  }
}

Result<bool> ActionDelivery::handle(QueuedAction queued) {
  if (queued.action.empty()) {
    queued.state = ActionState::kWithdrawn;
    queued.answer = "erased before it was done";
    note(std::move(queued), DeliveryStepKind::kGivenUp);
    return true;
  }
  if (const auto message = parse_notice_message(queued.action)) {
    return handle_notice(std::move(queued), *message);
  }
  auto action = parse_action(queued.action);
  if (!action.ok()) {
    give_up(std::move(queued), action.error().message);
    return true;
  }
  // Many may be held for long: no more is read for them.
  if (action.value().mode == PolicyMode::kLive && is_held(action.value())) {
    ++summary_.held;
    return false;
  }
  const QueuedAction copy = queued;
  auto outgoing = prepare(std::move(queued), std::move(action).value());
  if (!outgoing.ok()) {
    if (!is_about_content(outgoing.error())) return std::move(outgoing).error();
    give_up(copy, outgoing.error().message);
    return true;
  }
  if (outgoing.value().action.mode == PolicyMode::kLive) return handle_live(outgoing.value());
  RETURN_IF_ERROR(dry_run(outgoing.value()));
  return true;
}

ActionSink* ActionDelivery::notice_sink() const {
  return world_.live.takes_notices() ? &world_.live : world_.notices;
}

std::string_view ActionDelivery::sink_breaker(const Outgoing& outgoing) const {
  return outgoing.sink == &world_.live ? kSinkBreaker : kNoticesBreaker;
}

Result<bool> ActionDelivery::handle_notice(QueuedAction queued, const NoticeMessage& message) {
  Outgoing outgoing;
  outgoing.sink = notice_sink();
  if (outgoing.sink == nullptr || !world_.appeal_token) {
    ++summary_.notices_waiting;
    return false;
  }
  if (breakers_.is_tripped(std::string(sink_breaker(outgoing)))) {
    ++summary_.held;
    return false;
  }
  ASSIGN_OR_RETURN(const auto record,
                   world_.store.find_record(RecordKind::kNotice, message.notice, message.number));
  if (!record) {
    give_up(std::move(queued), "its record is not there");
    return true;
  }
  const auto notice = parse_notice(record->text);
  if (!notice.ok() || notice.value().state != NoticeState::kReady) {
    give_up(std::move(queued),
            notice.ok() ? "its record is of none that may go out" : notice.error().message);
    return true;
  }
  const KeptNotice& kept = notice.value();
  outgoing.message.key = queued.key;
  outgoing.message.body = notice_body(
      *record, kept, kept.until == 0 ? "" : world_.appeal_token(kept.address, kept.until));
  outgoing.message.at = world_.clock();
  // Without a policy: it counts for no breaker.
  outgoing.tried.at = outgoing.message.at;
  outgoing.tried.key = queued.key;
  outgoing.tried.subject = kept.address.account;
  outgoing.queued = std::move(queued);
  return hand_over(outgoing);
}

bool ActionDelivery::is_held(const PlatformAction& action) const {
  if (breakers_.is_tripped(std::string(kSinkBreaker))) return true;
  return !action.undo && breakers_.any_tripped();
}

Result<ActionDelivery::Outgoing> ActionDelivery::prepare(QueuedAction queued,
                                                         PlatformAction wanted) {
  Outgoing outgoing;
  outgoing.sink = &world_.live;
  outgoing.action = std::move(wanted);
  ASSIGN_OR_RETURN(const auto kept, world_.store.find(queued.decision));
  if (!kept) return Error{ErrorCode::kBadInput, "its decision is not there"};
  ASSIGN_OR_RETURN(const Decision decision, read_decision(*kept));
  ASSIGN_OR_RETURN(auto siblings, world_.store.actions_of(queued.decision));
  // Notices stand behind the actions that they tell of, and are none.
  std::erase_if(siblings, [](const auto& one) { return one.lane != OutboxLane::kPlatform; });
  const auto place = std::find_if(siblings.begin(), siblings.end(),
                                  [&](const auto& one) { return one.key == queued.key; });
  const PlatformAction& action = outgoing.action;
  outgoing.first = place == siblings.begin();
  outgoing.message.key = queued.key;
  outgoing.message.body =
      message_body(decision, action, static_cast<std::size_t>(place - siblings.begin()));
  outgoing.message.at = world_.clock();
  outgoing.message.action = action;
  outgoing.message.grounds = fmt::format("policy {} {}, clause {}", decision.draft.policy,
                                         decision.draft.policy_version, decision.draft.clause);
  outgoing.message.decided_at = decided_at(decision, action);
  ASSIGN_OR_RETURN(const auto history, world_.store.delivery_steps_of(queued.key));
  // All that ever were: a dead letter that a person replays may have arrived before.
  outgoing.message.tries = 1 + static_cast<std::uint32_t>(std::count_if(
                                   history.begin(), history.end(), [](const DeliveryStep& step) {
                                     return step.kind == DeliveryStepKind::kTried;
                                   }));
  if (action.undo) outgoing.message.undone_answer = answer_to_undone(siblings, action);
  outgoing.tried.at = outgoing.message.at;
  outgoing.tried.key = queued.key;
  outgoing.tried.person = person_behind(decision, action);
  outgoing.tried.subject = action.subject.id;
  // An undoing has no policy here: it counts for no breaker.
  if (!action.undo) {
    outgoing.tried.policy = decision.draft.policy;
    outgoing.tried.network = action.subject.network;
    outgoing.tried.words = name_of(action.step.action);
  }
  outgoing.queued = std::move(queued);
  return outgoing;
}

Result<bool> ActionDelivery::handle_live(Outgoing& outgoing) {
  if (!outgoing.action.undo) {
    ASSIGN_OR_RETURN(const bool tripped, trip_breaker(outgoing));
    if (tripped) {
      ++summary_.held;
      return false;
    }
    ASSIGN_OR_RETURN(const bool guarded, guard_protected(outgoing));
    if (guarded) return true;
    QueuedAction& queued = outgoing.queued;
    if (outgoing.first && queued.next_at == 0 && rules_.delay_us_max > 0) {
      const double part = world_.random() * static_cast<double>(rules_.delay_us_max);
      queued.next_at = outgoing.message.at + static_cast<TimeUs>(part);
      queued.answer = "waits, at random";
      outcomes_.push_back(std::move(queued));
      return true;
    }
  }
  return hand_over(outgoing);
}

/// Whether this one would overstep a limit.
Result<bool> ActionDelivery::trip_breaker(const Outgoing& outgoing) {
  const auto trip = breakers_.would_trip(outgoing.tried);
  if (!trip) return false;
  steps_.push_back(*trip);
  RETURN_IF_ERROR(flush());
  breakers_.add(*trip);
  return true;
}

/// Whether it was set aside.
Result<bool> ActionDelivery::guard_protected(const Outgoing& outgoing) {
  if (!outgoing.action.subject.protected_account) return false;
  if (removes(outgoing.action.step.action)) {
    give_up(outgoing.queued, "a protected account is never removed; undo the decision");
    return true;
  }
  if (!more_than_telling(outgoing.action)) return false;
  ASSIGN_OR_RETURN(const auto history, world_.store.delivery_steps_of(outgoing.queued.key));
  const bool released = std::any_of(history.begin(), history.end(), [](const DeliveryStep& step) {
    return step.kind == DeliveryStepKind::kReplayed;
  });
  if (released) return false;
  give_up(outgoing.queued, "the account is protected; a person must let it out with --replay");
  return true;
}

Result<bool> ActionDelivery::hand_over(Outgoing& outgoing) {
  QueuedAction& queued = outgoing.queued;
  ++queued.tries;
  queued.next_at = outgoing.message.at + delivery_wait(queued.tries, queued.key);
  queued.answer = "handed over; no answer yet";
  outcomes_.push_back(queued);
  steps_.push_back(outgoing.tried);
  RETURN_IF_ERROR(flush());
  breakers_.add(outgoing.tried);
  // It may have been undone since it was read.
  ASSIGN_OR_RETURN(const auto now, world_.store.find_action(queued.key));
  if (!now || now->state != ActionState::kQueued) return true;
  note_answer(outgoing, outgoing.sink->deliver(outgoing.message));
  return true;
}

void ActionDelivery::note_answer(Outgoing& outgoing, const SinkAnswer& answer) {
  QueuedAction& queued = outgoing.queued;
  const TimeUs now = world_.clock();
  queued.answer = answer.words;
  failures_in_row_ = answer.verdict == SinkVerdict::kLater ? failures_in_row_ + 1 : 0;
  switch (answer.verdict) {
    case SinkVerdict::kTaken:
      queued.state = ActionState::kDone;
      ++summary_.taken;
      return note(std::move(queued), DeliveryStepKind::kTaken);
    case SinkVerdict::kNever:
      return give_up(std::move(queued), answer.words);
    case SinkVerdict::kGone: {
      DeliveryStep trip;
      trip.at = now;
      trip.kind = DeliveryStepKind::kTripped;
      trip.breaker = sink_breaker(outgoing);
      trip.words = answer.words;
      steps_.push_back(trip);
      breakers_.add(trip);
      // Not this action's fault.
      --queued.tries;
      queued.next_at = now;
      return note(std::move(queued), DeliveryStepKind::kPutOff);
    }
    case SinkVerdict::kLater:
      break;
  }
  if (answer.not_before_us > 0) rest(now + answer.not_before_us, answer.words);
  if (failures_in_row_ >= kFailuresInRow) rest(now + kRest, answer.words);
  if (queued.tries >= kDeliveryTriesMax) return give_up(std::move(queued), answer.words);
  queued.next_at =
      std::max(now + delivery_wait(queued.tries, queued.key), now + answer.not_before_us);
  ++summary_.put_off;
  note(std::move(queued), DeliveryStepKind::kPutOff);
}

void ActionDelivery::rest(TimeUs until, const std::string& why) {
  quiet_until_ = std::max(quiet_until_, until);
  failures_in_row_ = 0;
  summary_.paused = fmt::format("the sink rests until {}: {}", format_rfc3339(quiet_until_), why);
}

// Nothing outside happens: no try is recorded, and no breaker counts it.
Result<void> ActionDelivery::dry_run(Outgoing& outgoing) {
  QueuedAction& queued = outgoing.queued;
  const SinkAnswer answer = world_.dry_run.deliver(outgoing.message);
  if (answer.verdict != SinkVerdict::kTaken) return Error{ErrorCode::kIo, answer.words};
  queued.state = ActionState::kDone;
  queued.answer = "dry run: " + answer.words;
  ++summary_.dry_run;
  note(std::move(queued), DeliveryStepKind::kTaken);
  return flush();
}

void ActionDelivery::give_up(QueuedAction queued, std::string why) {
  queued.state = ActionState::kDead;
  queued.answer = std::move(why);
  ++summary_.given_up;
  note(std::move(queued), DeliveryStepKind::kGivenUp);
}

void ActionDelivery::note(QueuedAction queued, DeliveryStepKind kind) {
  DeliveryStep step;
  step.at = world_.clock();
  step.kind = kind;
  step.key = queued.key;
  step.words = queued.answer;
  steps_.push_back(std::move(step));
  outcomes_.push_back(std::move(queued));
}

Result<void> ActionDelivery::flush() {
  if (outcomes_.empty() && steps_.empty()) return {};
  RETURN_IF_ERROR(world_.store.record_delivery(outcomes_, steps_));
  outcomes_.clear();
  steps_.clear();
  return {};
}

}  // namespace overt
