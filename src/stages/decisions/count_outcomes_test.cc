#include "stages/decisions/count_outcomes.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

using Kind = DecisionEventKind;

Decision decision(const std::string& clause, std::vector<Kind> kinds,
                  PolicyMode mode = PolicyMode::kLive) {
  Decision made;
  made.draft.policy = "p";
  made.draft.clause = clause;
  made.draft.mode = mode;
  for (const Kind kind : kinds) made.events.push_back({kind, 1, "x", "r"});
  return made;
}

TEST(CountOutcomesTest, CountsWhatBecameOfDecisionsInEffect) {
  const std::vector<Decision> all = {
      decision("a", {Kind::kProposed}),
      decision("a", {Kind::kProposed, Kind::kRefused}),
      decision("a", {Kind::kProposed, Kind::kAgreed, Kind::kTakenEffect}),
      decision("a", {Kind::kProposed, Kind::kTakenEffect, Kind::kAppealed}),
      decision("a", {Kind::kProposed, Kind::kTakenEffect, Kind::kAppealed, Kind::kUpheld}),
      decision("a", {Kind::kProposed, Kind::kTakenEffect, Kind::kAppealed, Kind::kUpheld,
                     Kind::kAppealed}),
      decision("a", {Kind::kProposed, Kind::kTakenEffect, Kind::kAppealed, Kind::kReversed}),
      decision("a", {Kind::kProposed, Kind::kTakenEffect, Kind::kUndone}),
      decision("a", {Kind::kProposed, Kind::kTakenEffect, Kind::kUndone}, PolicyMode::kShadow),
      decision("b", {Kind::kProposed, Kind::kTakenEffect}),
      decision("c", {Kind::kProposed})};
  const auto counted = count_outcomes(all);
  ASSERT_EQ(counted.size(), 2U) << "c has none in effect";
  EXPECT_EQ(counted[0], (ClauseOutcomes{"p", "a", 6, 4, 2, 1, 1, 0}));
  EXPECT_EQ(counted[1], (ClauseOutcomes{"p", "b", 1, 0, 0, 0, 0, 0}));
}

TEST(CountOutcomesTest, ADecisionThatWasWrongForOneOfItsAccountsWasNotRight) {
  const std::vector<Decision> all = {
      decision("a", {Kind::kProposed, Kind::kTakenEffect, Kind::kAppealed, Kind::kAppealed,
                     Kind::kReversedFor}),
      decision("a", {Kind::kProposed, Kind::kTakenEffect, Kind::kAppealed, Kind::kReversedFor,
                     Kind::kAppealed, Kind::kReversed}),
      decision("a", {Kind::kProposed, Kind::kTakenEffect, Kind::kAppealed, Kind::kReversedFor,
                     Kind::kUndone})};
  EXPECT_EQ(count_outcomes(all).front(), (ClauseOutcomes{"p", "a", 3, 3, 3, 3, 1, 2}));
}

}  // namespace
}  // namespace overt
