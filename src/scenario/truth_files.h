#pragma once
// Truth files: the truth as the small tables beside a log (docs/scenarios.md has their columns).
// Stateless, thread-safe; O(accounts) and O(groups).

#include <span>

#include "base/result.h"
#include "ports/byte_sink.h"
#include "scenario/groups.h"
#include "scenario/truth.h"

namespace overt {

Truth truth_of(const World& world, std::span<const GroupDeeds> deeds, std::uint64_t events);

/// account_id,role,group: one row per account.
Result<void> write_truth_accounts(const World& world, ByteSink& sink);
/// One row per group.
Result<void> write_truth_groups(const World& world, const Truth& truth, ByteSink& sink);
/// The same with members, targets and parameters, one JSON object a line.
Result<void> write_truth_details(const Truth& truth, ByteSink& sink);

}  // namespace overt
