#pragma once
// What every DecisionStore must hold, for the tests of each adapter: run_decision_store_contract()
// tries all of it on fresh places that the adapter's test provides.
// Thread safety: one test's.

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "ports/decision_store.h"

namespace overt {

/// Opens the same place each time it is called.
using OpenDecisionStore = std::function<std::unique_ptr<DecisionStore>()>;
/// A fresh place each time it is called.
using MakeDecisionPlace = std::function<OpenDecisionStore()>;

namespace contract {

inline std::string id_of(int number) {
  std::string id = std::to_string(number);
  return std::string(32 - id.size(), '0') + id;
}

inline PlatformAction action_of(int decision, int step, bool undo = false) {
  PlatformAction action;
  action.key = (undo ? "undo-" : "do-") + std::to_string(decision) + "-" + std::to_string(step);
  action.decision = id_of(decision);
  action.undo = undo;
  return action;
}

inline void add_actions(DecisionBatch& batch, const std::vector<PlatformAction>& actions) {
  for (const PlatformAction& action : actions) {
    batch.messages.push_back({action.key, action.decision, "{\"key\":\"" + action.key + "\"}",
                              action.undo, OutboxLane::kPlatform});
  }
}

/// One event of one decision, on top of a ledger of `size` entries.
inline DecisionBatch batch_of(std::uint64_t size, int decision, std::uint32_t event) {
  DecisionBatch batch;
  batch.ledger_size = size;
  NewDecisionEvent added{id_of(decision), event, "{\"e\":" + std::to_string(event) + "}", {}};
  if (event == 0) added.draft = "{\"draft\":\"Ⅻ '\\\"\"}";
  batch.events.push_back(std::move(added));
  LedgerLine line;
  line.entry = "entry " + std::to_string(size);
  line.record = "record 'quoted' \\ " + std::to_string(size);
  for (int i = 0; i < 256; ++i) line.salt += static_cast<char>(i);
  batch.lines.push_back(std::move(line));
  std::string hashes;
  for (std::uint64_t i = 0; i <= size; ++i) hashes += std::string(32, static_cast<char>(i * 7));
  batch.tiles.push_back({0, 0, std::move(hashes)});
  batch.checkpoint = "note of " + std::to_string(size + 1) + "\n\n— a b\n";
  return batch;
}

inline LedgerRecord record_of(RecordKind kind, const std::string& subject, std::uint32_t number) {
  LedgerRecord record;
  record.kind = kind;
  record.subject = subject;
  record.number = number;
  record.text = "{\"of\":\"" + subject + "' " + std::to_string(number) + "\"}";
  return record;
}

inline void add_record(DecisionBatch& batch, LedgerRecord record) {
  LedgerLine line;
  line.entry = "entry " + std::to_string(batch.ledger_size + batch.lines.size());
  line.record = record.text;
  line.salt = std::string(32, 's');
  batch.lines.push_back(std::move(line));
  batch.records.push_back(std::move(record));
}

/// One record alone, on top of a ledger of `size` entries.
inline DecisionBatch batch_of(std::uint64_t size, LedgerRecord record) {
  DecisionBatch batch;
  batch.ledger_size = size;
  add_record(batch, std::move(record));
  batch.checkpoint = "note of " + std::to_string(size + 1) + "\n\n— a b\n";
  return batch;
}

inline std::vector<std::string> keys_of(const std::vector<QueuedAction>& actions) {
  std::vector<std::string> keys;
  keys.reserve(actions.size());
  for (const QueuedAction& action : actions) keys.push_back(action.key);
  return keys;
}
using Keys = std::vector<std::string>;

inline void keeps_a_batch_whole(const OpenDecisionStore& open) {
  auto store = open();
  EXPECT_EQ(store->ledger_size().value(), 0U);
  EXPECT_EQ(store->checkpoint().value(), "");
  EXPECT_FALSE(store->find(id_of(1)).value().has_value());
  DecisionBatch batch = batch_of(0, 1, 0);
  add_actions(batch, {action_of(1, 0), action_of(1, 1)});
  ASSERT_TRUE(store->commit(batch).ok());
  ASSERT_TRUE(store->commit(batch_of(1, 1, 1)).ok());
  ASSERT_TRUE(store->commit(batch_of(2, 2, 0)).ok());
  store = open();
  const auto kept = store->find(id_of(1)).value().value();
  EXPECT_EQ(kept.id, id_of(1));
  EXPECT_EQ(kept.draft, batch.events[0].draft);
  EXPECT_EQ(kept.events, (std::vector<std::string>{"{\"e\":0}", "{\"e\":1}"}));
  EXPECT_EQ(store->ledger_size().value(), 3U);
  EXPECT_EQ(store->ledger_line(0).value().value(), batch.lines[0]) << "any byte may be in a salt";
  EXPECT_FALSE(store->ledger_line(3).value().has_value());
  EXPECT_EQ(store->ledger_place(id_of(1), 1).value().value(), 1U);
  EXPECT_FALSE(store->ledger_place(id_of(1), 2).value().has_value());
  EXPECT_EQ(store->ledger_tile(0, 0).value().value(), batch_of(2, 2, 0).tiles[0].bytes);
  EXPECT_FALSE(store->ledger_tile(1, 0).value().has_value());
  EXPECT_EQ(store->checkpoint().value(), "note of 3\n\n— a b\n");
  std::vector<std::string> ids;
  ASSERT_TRUE(
      store->all([&](const KeptDecision& one) { return ids.push_back(one.id), true; }).ok());
  EXPECT_EQ(ids, (std::vector<std::string>{id_of(1), id_of(2)}));
  ids.clear();
  ASSERT_TRUE(
      store->all([&](const KeptDecision& one) { return ids.push_back(one.id), false; }).ok());
  EXPECT_EQ(ids.size(), 1U);
}

inline void refuses_what_is_late(const OpenDecisionStore& open) {
  const auto store = open();
  const auto other = open();
  ASSERT_TRUE(store->commit(batch_of(0, 1, 0)).ok());
  DecisionBatch late = batch_of(0, 2, 0);
  add_actions(late, {action_of(2, 0)});
  for (const DecisionBatch& batch :
       {late, batch_of(1, 1, 2), batch_of(1, 1, 0), batch_of(1, 9, 1), batch_of(2, 2, 0)}) {
    EXPECT_FALSE(other->commit(batch).ok());
  }
  EXPECT_EQ(other->commit(late).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(store->ledger_size().value(), 1U);
  EXPECT_FALSE(store->find(id_of(2)).value().has_value());
  EXPECT_TRUE(store->actions_of(id_of(2)).value().empty());
  EXPECT_EQ(store->find(id_of(1)).value()->events.size(), 1U);
  EXPECT_EQ(store->checkpoint().value(), batch_of(0, 1, 0).checkpoint);
  ASSERT_TRUE(other->commit(batch_of(1, 1, 1)).ok()) << "and goes on";
}

inline void keeps_people(const OpenDecisionStore& open) {
  auto store = open();
  ASSERT_TRUE(store->put_person({"zoë", {StaffRole::kViewer}}).ok());
  ASSERT_TRUE(store->put_person({"ana", {StaffRole::kAnalyst, StaffRole::kAdmin}}).ok());
  ASSERT_TRUE(store->put_person({"zoë", {StaffRole::kApprover}}).ok());
  store = open();
  const auto people = store->people().value();
  ASSERT_EQ(people.size(), 2U);
  EXPECT_EQ(people[0].id, "ana");
  EXPECT_EQ(people[0].roles, (std::vector<StaffRole>{StaffRole::kAnalyst, StaffRole::kAdmin}));
  EXPECT_EQ(store->find_person("zoë").value()->roles, std::vector<StaffRole>{StaffRole::kApprover});
  EXPECT_FALSE(store->find_person("nobody").value().has_value());
}

inline QueuedAction at_state(DecisionStore& store, const std::string& key, ActionState state) {
  QueuedAction action = store.find_action(key).value().value();
  action.state = state;
  return action;
}

inline void set(DecisionStore& store, const QueuedAction& action) {
  ASSERT_TRUE(store.record_delivery(std::vector<QueuedAction>{action}, {}).ok());
}

inline void tells_the_next_of_each_decision(const OpenDecisionStore& open) {
  const auto store = open();
  for (int decision = 1; decision <= 3; ++decision) {
    DecisionBatch batch = batch_of(static_cast<std::uint64_t>(decision - 1), decision, 0);
    add_actions(batch, {action_of(decision, 0), action_of(decision, 1)});
    ASSERT_TRUE(store->commit(batch).ok());
  }
  const auto due = [&](TimeUs now, std::uint64_t after, std::size_t max) {
    return keys_of(store->due_actions({now, after, max}).value());
  };
  EXPECT_EQ(due(0, 0, 9), (Keys{"do-1-0", "do-2-0", "do-3-0"}));
  EXPECT_EQ(due(0, 0, 2), (Keys{"do-1-0", "do-2-0"}));
  const auto second = store->find_action("do-2-0").value().value();
  EXPECT_EQ(due(0, second.number, 9), Keys{"do-3-0"});
  set(*store, at_state(*store, "do-1-0", ActionState::kDone));
  QueuedAction later = second;
  later.next_at = 100;
  later.tries = 3;
  later.answer = "HTTP 500";
  set(*store, later);
  EXPECT_EQ(due(99, 0, 9), (Keys{"do-1-1", "do-3-0"})) << "what follows a late one waits with it";
  EXPECT_EQ(due(100, 0, 9), (Keys{"do-1-1", "do-2-0", "do-3-0"}));
  EXPECT_EQ(store->find_action("do-2-0").value()->tries, 3U);
  EXPECT_EQ(store->find_action("do-2-0").value()->answer, "HTTP 500");
  EXPECT_FALSE(store->find_action("nothing").value().has_value());
  set(*store, at_state(*store, "do-3-0", ActionState::kDead));
  EXPECT_EQ(due(100, 0, 9), (Keys{"do-1-1", "do-2-0"}));
  EXPECT_EQ(keys_of(store->actions_in(ActionState::kDead, 9).value()), Keys{"do-3-0"});
  EXPECT_EQ(store->count_actions(ActionState::kQueued).value(), 4U);
  EXPECT_EQ(store->count_actions(ActionState::kDone).value(), 1U);
  set(*store, at_state(*store, "do-3-0", ActionState::kQueued));
  EXPECT_EQ(due(100, 0, 9), (Keys{"do-1-1", "do-2-0", "do-3-0"}));
}

inline void withdraws_what_was_undone(const OpenDecisionStore& open) {
  const auto store = open();
  DecisionBatch batch = batch_of(0, 1, 0);
  const std::vector<PlatformAction> steps{action_of(1, 0), action_of(1, 1), action_of(1, 2),
                                          action_of(1, 3)};
  add_actions(batch, steps);
  ASSERT_TRUE(store->commit(batch).ok());
  set(*store, at_state(*store, "do-1-0", ActionState::kDone));
  set(*store, at_state(*store, "do-1-1", ActionState::kDead));
  const QueuedAction under_way = at_state(*store, "do-1-2", ActionState::kQueued);
  DecisionBatch undoing = batch_of(1, 1, 1);
  add_actions(undoing, steps);
  add_actions(undoing, {action_of(1, 1, true), action_of(1, 0, true)});
  ASSERT_TRUE(store->commit(undoing).ok());
  EXPECT_EQ(store->find_action("do-1-0").value()->state, ActionState::kDone);
  EXPECT_EQ(keys_of(store->actions_in(ActionState::kWithdrawn, 9).value()),
            (Keys{"do-1-1", "do-1-2", "do-1-3"}));
  EXPECT_EQ(keys_of(store->due_actions({0, 0, 9}).value()), Keys{"undo-1-1"});
  set(*store, under_way);
  EXPECT_EQ(store->find_action("do-1-2").value()->state, ActionState::kWithdrawn)
      << "not queued again by an answer that comes late";
  QueuedAction done = under_way;
  done.state = ActionState::kDone;
  set(*store, done);
  set(*store, under_way);
  EXPECT_EQ(store->find_action("do-1-2").value()->state, ActionState::kDone) << "done is done";
}

/// What is undone for one account leaves what holds the others, and waits behind it.
inline void withdraws_only_what_comes_with_the_undoing(const OpenDecisionStore& open) {
  const auto store = open();
  DecisionBatch batch = batch_of(0, 1, 0);
  add_actions(batch, {action_of(1, 0), action_of(1, 1)});
  ASSERT_TRUE(store->commit(batch).ok());
  DecisionBatch undoing = batch_of(1, 1, 1);
  add_actions(undoing, {action_of(1, 5, true)});
  ASSERT_TRUE(store->commit(undoing).ok());
  EXPECT_EQ(store->count_actions(ActionState::kWithdrawn).value(), 0U);
  EXPECT_EQ(keys_of(store->due_actions({0, 0, 9}).value()), Keys{"do-1-0"});
  set(*store, at_state(*store, "do-1-0", ActionState::kDone));
  // Later the rest: what was undone before is undone once, and nothing withdraws it.
  DecisionBatch rest = batch_of(2, 1, 2);
  add_actions(rest,
              {action_of(1, 0), action_of(1, 1), action_of(1, 5, true), action_of(1, 6, true)});
  ASSERT_TRUE(store->commit(rest).ok());
  EXPECT_EQ(keys_of(store->actions_of(id_of(1)).value()),
            (Keys{"do-1-0", "do-1-1", "undo-1-5", "undo-1-6"}));
  EXPECT_EQ(keys_of(store->actions_in(ActionState::kWithdrawn, 9).value()), Keys{"do-1-1"});
  EXPECT_EQ(keys_of(store->due_actions({0, 0, 9}).value()), Keys{"undo-1-5"});
}

inline DeliveryStep step_of(DeliveryStepKind kind, TimeUs at, const std::string& key) {
  DeliveryStep step;
  step.at = at;
  step.kind = kind;
  step.key = key;
  return step;
}

inline void keeps_what_became_of_actions(const OpenDecisionStore& open) {
  auto store = open();
  DecisionBatch batch = batch_of(0, 1, 0);
  add_actions(batch, {action_of(1, 0)});
  ASSERT_TRUE(store->commit(batch).ok());
  DeliveryStep tried = step_of(DeliveryStepKind::kTried, 10, "do-1-0");
  tried.policy = "p";
  tried.person = "apo";
  tried.network = "n";
  tried.subject = "clipper:1";
  const DeliveryStep taken = step_of(DeliveryStepKind::kTaken, 11, "do-1-0");
  DeliveryStep trip = step_of(DeliveryStepKind::kTripped, 12, "");
  trip.breaker = "all";
  trip.words = "too 'many'";
  ASSERT_TRUE(store->record_delivery({}, std::vector<DeliveryStep>{tried, taken}).ok());
  ASSERT_TRUE(store->record_delivery({}, std::vector<DeliveryStep>{trip}).ok());
  store = open();
  using Steps = std::vector<DeliveryStep>;
  EXPECT_EQ(store->delivery_steps_since(10).value(), (Steps{tried, taken, trip}));
  EXPECT_EQ(store->delivery_steps_since(11).value(), (Steps{taken, trip}));
  EXPECT_EQ(store->delivery_steps_of("do-1-0").value(), (Steps{tried, taken}));
  EXPECT_TRUE(store->delivery_steps_of("").value().empty());
  EXPECT_EQ(store->breaker_steps().value(), Steps{trip});
}

inline void erases_what_a_decision_said(const OpenDecisionStore& open) {
  const auto store = open();
  for (int decision = 1; decision <= 2; ++decision) {
    DecisionBatch batch = batch_of(static_cast<std::uint64_t>(decision - 1), decision, 0);
    add_actions(batch, {action_of(decision, 0)});
    ASSERT_TRUE(store->commit(batch).ok());
    DeliveryStep tried =
        step_of(DeliveryStepKind::kTried, 1, "do-" + std::to_string(decision) + "-0");
    tried.subject = "clipper:1";
    ASSERT_TRUE(store->record_delivery({}, std::vector<DeliveryStep>{tried}).ok());
  }
  const auto before = store->find(id_of(2)).value().value();
  ASSERT_TRUE(store->erase_records(id_of(1)).ok());
  EXPECT_EQ(store->erase_records(id_of(9)).error().code, ErrorCode::kNotFound);
  const auto erased = store->find(id_of(1)).value().value();
  EXPECT_EQ(erased.draft, "");
  EXPECT_EQ(erased.events, std::vector<std::string>{""});
  EXPECT_EQ(store->actions_of(id_of(1)).value().at(0).action, "");
  EXPECT_EQ(store->delivery_steps_of("do-1-0").value().at(0).subject, "");
  EXPECT_EQ(store->delivery_steps_of("do-2-0").value().at(0).subject, "clipper:1");
  EXPECT_EQ(store->ledger_line(0).value().value(), (LedgerLine{"entry 0", "", ""}));
  EXPECT_EQ(store->ledger_line(1).value().value(), batch_of(1, 2, 0).lines[0]);
  EXPECT_EQ(store->find(id_of(2)).value()->draft, before.draft);
}

inline void keeps_records_with_their_entries(const OpenDecisionStore& open) {
  auto store = open();
  LedgerRecord notice = record_of(RecordKind::kNotice, "n1", 0);
  notice.decision = id_of(1);
  DecisionBatch batch = batch_of(0, 1, 0);
  add_record(batch, notice);
  ASSERT_TRUE(store->commit(batch).ok());
  const LedgerRecord policy = record_of(RecordKind::kPolicy, "n1", 0);
  ASSERT_TRUE(store->commit(batch_of(2, policy)).ok()) << "another kind is another subject";
  const LedgerRecord again = record_of(RecordKind::kPolicy, "n1", 1);
  ASSERT_TRUE(store->commit(batch_of(3, again)).ok());
  for (const LedgerRecord& late :
       {again, record_of(RecordKind::kPolicy, "n1", 3), record_of(RecordKind::kLabel, "n1", 1)}) {
    const auto refused = store->commit(batch_of(4, late));
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable);
  }
  store = open();
  EXPECT_EQ(store->ledger_size().value(), 4U);
  EXPECT_EQ(store->find_record(RecordKind::kNotice, "n1", 0).value(), notice);
  EXPECT_FALSE(store->find_record(RecordKind::kNotice, "n1", 1).value().has_value());
  EXPECT_FALSE(store->find_record(RecordKind::kStatement, "n1", 0).value().has_value());
  std::vector<LedgerRecord> policies;
  const auto add = [&](const LedgerRecord& one) { return policies.push_back(one), true; };
  ASSERT_TRUE(store->records(RecordKind::kPolicy, add).ok());
  EXPECT_EQ(policies, (std::vector<LedgerRecord>{policy, again}));
  std::size_t seen = 0;
  ASSERT_TRUE(store->records(RecordKind::kPolicy, [&](const auto&) { return ++seen, false; }).ok());
  EXPECT_EQ(seen, 1U);
  EXPECT_EQ(store->records_of(id_of(1)).value(), std::vector<LedgerRecord>{notice});
  EXPECT_TRUE(store->records_of("").value().empty()) << "of no decision is nobody's";
  EXPECT_EQ(store->ledger_place(record_reference(RecordKind::kPolicy, "n1"), 1).value(), 3U);
  EXPECT_EQ(store->ledger_place(id_of(1), 0).value(), 0U);
  EXPECT_EQ(store->ledger_line(1).value()->record, notice.text);
}

inline void erases_records(const OpenDecisionStore& open) {
  const auto store = open();
  LedgerRecord notice = record_of(RecordKind::kNotice, "n1", 0);
  notice.decision = id_of(1);
  DecisionBatch batch = batch_of(0, 1, 0);
  add_record(batch, notice);
  ASSERT_TRUE(store->commit(batch).ok());
  ASSERT_TRUE(store->commit(batch_of(2, record_of(RecordKind::kStaff, "p1", 0))).ok());
  ASSERT_TRUE(store->commit(batch_of(3, record_of(RecordKind::kStaff, "p2", 0))).ok());
  ASSERT_TRUE(store->erase_records(id_of(1)).ok());
  EXPECT_EQ(store->records_of(id_of(1)).value().at(0).text, "");
  EXPECT_EQ(store->ledger_line(1).value().value(), (LedgerLine{"entry 1", "", ""}));
  ASSERT_TRUE(store->erase_subject(RecordKind::kStaff, "p1").ok());
  EXPECT_EQ(store->erase_subject(RecordKind::kStaff, "p9").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(store->find_record(RecordKind::kStaff, "p1", 0).value()->text, "");
  EXPECT_EQ(store->ledger_line(2).value().value(), (LedgerLine{"entry 2", "", ""}));
  EXPECT_NE(store->find_record(RecordKind::kStaff, "p2", 0).value()->text, "");
  EXPECT_NE(store->ledger_line(3).value()->salt, "");
}

inline void turns_are_apart(const OpenDecisionStore& open) {
  const auto store = open();
  const auto other = open();
  ASSERT_TRUE(store->take_delivery_turn(DeliveryTurn::kOutbox).ok());
  ASSERT_TRUE(other->take_delivery_turn(DeliveryTurn::kStatements).ok());
  EXPECT_FALSE(store->take_delivery_turn(DeliveryTurn::kStatements).ok());
  EXPECT_FALSE(other->take_delivery_turn(DeliveryTurn::kOutbox).ok());
}

inline void notices_wait_for_actions_alone(const OpenDecisionStore& open) {
  const auto store = open();
  DecisionBatch batch = batch_of(0, 1, 0);
  add_actions(batch, {action_of(1, 0)});
  for (const char* const key : {"notice-a", "notice-b"}) {
    batch.messages.push_back({key, id_of(1), "{}", false, OutboxLane::kNotices});
  }
  ASSERT_TRUE(store->commit(batch).ok());
  const auto due = [&](OutboxLane lane) {
    return keys_of(store->due_actions({0, 0, 9, lane}).value());
  };
  const auto become = [&](const char* key, ActionState state) {
    QueuedAction action = store->find_action(key).value().value();
    action.state = state;
    set(*store, action);
  };
  EXPECT_EQ(due(OutboxLane::kPlatform), Keys{"do-1-0"});
  EXPECT_EQ(due(OutboxLane::kNotices), Keys{}) << "before what it tells of is done";
  become("do-1-0", ActionState::kDead);
  EXPECT_EQ(due(OutboxLane::kNotices), Keys{}) << "nor where it was given up";
  become("do-1-0", ActionState::kDone);
  EXPECT_EQ(due(OutboxLane::kNotices), (Keys{"notice-a", "notice-b"}));
  become("notice-a", ActionState::kDead);
  EXPECT_EQ(due(OutboxLane::kNotices), Keys{"notice-b"}) << "they do not wait for each other";
  DecisionBatch more = batch_of(1, 1, 1);
  add_actions(more, {action_of(1, 1)});
  ASSERT_TRUE(store->commit(more).ok());
  EXPECT_EQ(due(OutboxLane::kPlatform), Keys{"do-1-1"}) << "no action waits for a notice";
  EXPECT_EQ(due(OutboxLane::kNotices), Keys{"notice-b"}) << "nor a notice for a later action";
}

inline void gives_one_turn_at_a_time(const OpenDecisionStore& open) {
  auto store = open();
  const auto other = open();
  ASSERT_TRUE(store->take_delivery_turn().ok());
  ASSERT_TRUE(store->take_delivery_turn().ok()) << "it has it already";
  const auto refused = other->take_delivery_turn();
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable);
  ASSERT_TRUE(other->commit(batch_of(0, 1, 0)).ok()) << "deciding needs no turn";
  store.reset();
  // A server may notice a moment later that somebody has gone.
  bool taken = false;
  for (int i = 0; i < 5'000 && !taken; ++i) {
    taken = other->take_delivery_turn().ok();
    if (!taken) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  EXPECT_TRUE(taken);
}

inline void is_safe_among_many_writers(const OpenDecisionStore& open) {
  constexpr int kWriters = 4;
  constexpr int kEach = 12;
  std::atomic<int> late{0};
  (void)open();
  std::vector<std::jthread> writers;
  writers.reserve(kWriters);
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([&open, &late, writer] {
      const auto store = open();
      for (int i = 0; i < kEach;) {
        const auto size = store->ledger_size();
        if (!size.ok()) continue;
        const auto done = store->commit(batch_of(size.value(), 1 + writer * kEach + i, 0));
        i += done.ok() ? 1 : 0;
        late += done.ok() ? 0 : 1;
        EXPECT_TRUE(done.ok() || done.error().code == ErrorCode::kUnavailable);
      }
    });
  }
  writers.clear();
  const auto store = open();
  ASSERT_EQ(store->ledger_size().value(), std::uint64_t{kWriters} * kEach);
  for (std::uint64_t i = 0; i < std::uint64_t{kWriters} * kEach; ++i) {
    EXPECT_EQ(store->ledger_line(i).value()->entry, "entry " + std::to_string(i));
  }
}

}  // namespace contract

inline void run_decision_store_contract(const MakeDecisionPlace& make_place) {
  struct Part {
    const char* name;
    void (*run)(const OpenDecisionStore&);
  };
  for (const Part& part :
       {Part{"keeps a batch whole", contract::keeps_a_batch_whole},
        Part{"refuses what is late", contract::refuses_what_is_late},
        Part{"keeps people", contract::keeps_people},
        Part{"tells the next of each decision", contract::tells_the_next_of_each_decision},
        Part{"withdraws what was undone", contract::withdraws_what_was_undone},
        Part{"withdraws only what comes with the undoing",
             contract::withdraws_only_what_comes_with_the_undoing},
        Part{"keeps what became of actions", contract::keeps_what_became_of_actions},
        Part{"erases what a decision said", contract::erases_what_a_decision_said},
        Part{"keeps records with their entries", contract::keeps_records_with_their_entries},
        Part{"erases records", contract::erases_records},
        Part{"the turns to send are apart", contract::turns_are_apart},
        Part{"notices wait for actions alone", contract::notices_wait_for_actions_alone},
        Part{"gives one turn at a time", contract::gives_one_turn_at_a_time},
        Part{"is safe among many writers", contract::is_safe_among_many_writers}}) {
    SCOPED_TRACE(part.name);
    part.run(make_place());
  }
}

}  // namespace overt
