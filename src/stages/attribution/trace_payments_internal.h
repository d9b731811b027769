#pragma once
// Where an entity's money came from: payments followed back through those in between, by two rules
// (kernel/flow), and whether the one who was paid is shown to have known for whom: only then may
// the path decide. A payment after the behaviour is none for it.
//
// Thread safety: const calls at once. O(payments upstream · sources); at most kPayersMax payers and
// kPaymentsMax payments are looked at.

#include <cstdint>
#include <vector>

#include "stages/attribution/effective_control_internal.h"

namespace overt {

inline constexpr std::size_t kPayersMax = 256;
inline constexpr std::size_t kPaymentsMax = 4096;

struct TracedPayer {
  EntityIndex payer;
  std::vector<LinkIndex> chain;  // payments, from the one who was paid up
  double share = -1;             // of what was received, first in, first out; -1: amounts missing
  double share_pro_rata = -1;
  std::vector<LinkIndex> engagement;  // what shows that it was known; empty: unwitting
  bool decides = false;
};

struct TracedPayers {
  std::vector<TracedPayer> found;  // sources of money, the nearest first
  bool cut = false;
};

TracedPayers payers_of(const RegistryAssets& assets, EntityIndex paid, Days days);
PathStep payment_step(const RegistryAssets& assets, LinkIndex link, Days days);
PathStep engagement_step(const RegistryAssets& assets, LinkIndex link, EntityIndex paid, Days days);

}  // namespace overt
