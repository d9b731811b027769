#pragma once
// Truth: what the scenario knows and a detector must find out, as small tables.

#include <span>
#include <string>

#include "base/result.h"
#include "ports/byte_sink.h"
#include "scenario/groups.h"

namespace overt {

/// account_id,role,group: one row per account. Role: organic, fan, newsroom, scheduler, planted.
Result<void> write_accounts(const World& world, ByteSink& sink);

/// One row per group (docs/scenarios.md has the columns).
Result<void> write_groups(const World& world, std::span<const GroupDeeds> deeds, ByteSink& sink);

}  // namespace overt
