#pragma once
// Decisions and a network for the tests of this module. All names are invented.

#include <string>
#include <vector>

#include <fmt/format.h>

#include "model/decision.h"
#include "model/disclosure.h"

namespace overt {

inline constexpr TimeUs kFixtureDay = 19'970 * kMicrosPerDay;  // 2024-09-04

/// A live decision that took effect on the fixture's day.
inline Decision decided(std::string id, std::string account, std::string network,
                        std::vector<ActionKind> actions) {
  Decision decision;
  decision.id = std::move(id);
  decision.draft.subject.id = std::move(account);
  decision.draft.subject.network = network;
  decision.draft.policy = "covert-influence";
  decision.draft.policy_version = "1.0.0";
  decision.draft.clause = "operated-account";
  decision.draft.mode = PolicyMode::kLive;
  for (const ActionKind action : actions) decision.draft.actions.push_back({action, "", "", 0});
  decision.draft.evidence = fmt::format("run r1, network {}", network);
  decision.events = {{DecisionEventKind::kProposed, kFixtureDay, "ana", "seen"},
                     {DecisionEventKind::kTakenEffect, kFixtureDay, "", ""}};
  return decision;
}

inline std::vector<Decision> decided_on_many(std::size_t accounts, const std::string& network,
                                             const std::vector<ActionKind>& actions) {
  std::vector<Decision> decisions;
  for (std::size_t i = 0; i < accounts; ++i) {
    decisions.push_back(decided(fmt::format("{}-{}", network, i),
                                fmt::format("clipper:{}-{}", network, i), network, actions));
  }
  return decisions;
}

inline DisclosedNetwork disclosed_fixture() {
  DisclosedNetwork network;
  network.told = {"n1",
                  "r1",
                  "2024-08-01",
                  "2024-09-01",
                  14,
                  true,
                  "undisclosed",
                  {"synchrony", "content reuse"},
                  std::nullopt,
                  false,
                  {}};
  network.told.behind = AssessedEntity{"Q1",
                                       "ANO Example",
                                       Likelihood::kVeryLikely,
                                       Confidence::kModerate,
                                       {"Ministry of Examples"}};
  network.decided.actions = {{ActionKind::kLimitReach, "all", 12}, {ActionKind::kSuspend, "", 3}};
  network.decided.accounts = 12;
  network.decided.first_day = "2024-09-04";
  network.decided.policies = {"covert-influence 1.0.0, operated-account"};
  network.followers = 34567;
  return network;
}

}  // namespace overt
