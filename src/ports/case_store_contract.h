#pragma once
// What every CaseStore must hold, for the tests of each adapter: run_case_store_contract() tries
// all of it on fresh places that the adapter's test provides. Thread safety: one test's.

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "ports/case_store.h"
#include "ports/decision_store.h"

namespace overt {

/// One place; its decision store opens cases.
struct CasePlace {
  std::function<std::unique_ptr<CaseStore>(bool write)> open;
  std::function<std::unique_ptr<DecisionStore>()> decisions;

  std::unique_ptr<CaseStore> operator()(bool write) const { return open(write); }
  /// Cases with nothing beside them.
  [[nodiscard]] Result<void> add(const std::vector<Case>& cases) const {
    const auto store = decisions();
    DecisionBatch batch;
    batch.ledger_size = store->ledger_size().value();
    batch.cases = cases;
    return store->commit(batch);
  }
};
/// A fresh place each time it is called.
using MakeCasePlace = std::function<CasePlace()>;

namespace contract {

inline Case case_of(std::string id) {
  Case one;
  one.id = std::move(id);
  one.subject = "n'1\"";
  one.run = "r1";
  one.title = "12 accounts, Ⅻ";
  one.due_at = 99;
  one.events = {{CaseEventKind::kOpened, 5, "ana", "", ""}};
  return one;
}

/// Everything that a case and its events may have.
inline Case full_case(std::string id) {
  Case one = case_of(std::move(id));
  one.kind = SubjectKind::kEntity;
  one.queue = "elections";
  one.tier = "review";
  one.reach = 1'200'000;
  one.election = true;
  one.hard = true;
  one.touches = {"account:x:1", "country:ru", "network:n1"};
  CaseEvent hypothesis{CaseEventKind::kHypothesis, 7, "rui", "", "why"};
  hypothesis.about = "a fan club";
  hypothesis.likelihood = Likelihood::kVeryLikely;
  hypothesis.confidence = Confidence::kModerate;
  CaseEvent taken{CaseEventKind::kTaken, 8, "rui", "", ""};
  taken.until = 1'000'000'000'000;
  one.events.push_back(hypothesis);
  one.events.push_back(taken);
  return one;
}

inline void keeps_what_was_said(const CasePlace& open) {
  EXPECT_TRUE(open(false)->all().value().empty()) << "before the first case";
  EXPECT_TRUE(open(false)->records().value().empty());
  EXPECT_EQ(open(false)->find("c1").value(), std::nullopt);
  const CaseEvent note{CaseEventKind::kNoted, 9, "rui", "", "renamed twice"};
  {
    const auto store = open(true);
    ASSERT_TRUE(open.add({case_of("c1"), full_case("c2")}).ok());
    ASSERT_TRUE(store->append("c2", 3, note).ok());
  }
  const auto store = open(false);
  Case second = full_case("c2");
  second.events.push_back(note);
  EXPECT_EQ(store->all().value(), (std::vector<Case>{case_of("c1"), second}));
  EXPECT_EQ(store->find("c2").value(), second);
  EXPECT_EQ(store->find("c3").value(), std::nullopt);
  EXPECT_FALSE(store->append("c2", 4, note).ok()) << "for reading only";
  EXPECT_FALSE(store->record(0, {}).ok()) << "for reading only";
}

inline void adds_all_or_nothing(const CasePlace& open) {
  const auto store = open(true);
  ASSERT_TRUE(open.add({case_of("c1")}).ok());
  DecisionBatch batch;
  batch.cases = {case_of("c2"), case_of("c1")};
  batch.records = {{RecordKind::kCase, "s", 0, "", "{}"}};
  batch.lines = {{"entry", "record", "salt"}};
  const auto decisions = open.decisions();
  EXPECT_EQ(decisions->commit(batch).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(decisions->ledger_size().value(), 0U) << "nor what came with them";
  EXPECT_EQ(decisions->find_record(RecordKind::kCase, "s", 0).value(), std::nullopt);
  EXPECT_EQ(store->all().value().size(), 1U);
  const CaseEvent note{CaseEventKind::kNoted, 6, "rui", "", "x"};
  ASSERT_TRUE(store->append("c1", 1, note).ok());
  EXPECT_EQ(store->append("c1", 1, note).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(store->append("c1", 3, note).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(store->append("none", 0, note).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(store->find("c1").value()->events.size(), 2U);
}

inline void keeps_the_desk(const CasePlace& open) {
  const DeskRecord rule{DeskRecordKind::kRule, 3, "adm", "golden", "0.05", "so that we know"};
  const DeskRecord interest{DeskRecordKind::kInterest, 4, "rui", "rui", "country:ru", ""};
  const auto store = open(true);
  ASSERT_TRUE(store->record(0, rule).ok());
  ASSERT_TRUE(store->record(1, interest).ok());
  EXPECT_EQ(store->record(1, rule).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(open(false)->records().value(), (std::vector<DeskRecord>{rule, interest}));
}

// Of many that add the next event at once exactly one does.
inline void only_one_is_next(const CasePlace& open) {
  constexpr int kPeople = 4;
  constexpr std::size_t kRounds = 6;
  ASSERT_TRUE(open.add({case_of("c1")}).ok());
  std::atomic<int> won = 0;
  std::vector<std::jthread> people;
  for (int i = 0; i < kPeople; ++i) {
    people.emplace_back([&, i] {
      const auto store = open(true);
      for (std::size_t round = 1; round <= kRounds; ++round) {
        const CaseEvent event{CaseEventKind::kTaken, 6, std::to_string(i), "", ""};
        for (;;) {
          const auto done = store->append("c1", round, event);
          if (done.ok()) ++won;
          // A busy file is not an answer; whether the event is there is.
          if (done.ok() || store->find("c1").value()->events.size() > round) break;
        }
      }
    });
  }
  people.clear();
  EXPECT_EQ(won, static_cast<int>(kRounds));
  EXPECT_EQ(open(false)->find("c1").value()->events.size(), kRounds + 1);
}

}  // namespace contract

inline void run_case_store_contract(const MakeCasePlace& fresh) {
  contract::keeps_what_was_said(fresh());
  contract::adds_all_or_nothing(fresh());
  contract::keeps_the_desk(fresh());
  contract::only_one_is_next(fresh());
}

}  // namespace overt
