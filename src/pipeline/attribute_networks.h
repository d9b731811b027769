#pragma once
// From confirmed networks to who is assessed to be behind them (stages/attribution). The same call
// serves a run and the scorecard.
//
// Thread safety: a pure function. O(traces + objects + accounts), and the members' traces.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/parallel.h"
#include "model/account.h"
#include "model/attribution.h"
#include "model/finding.h"
#include "model/names.h"
#include "model/registry.h"
#include "model/trace_index.h"

namespace overt {

/// What is asked about, indexed.
struct IndexedLog {
  const TraceIndex& traces;
  const TraceIndex& aside;
  const Names& names;
  std::span<const AccountProfile* const> profiles;  // by account id; may be empty
  std::string platform;
};

/// Networks as accounts, by their own evidence: members only.
using NetworkMembers = std::vector<std::vector<std::uint32_t>>;

/// Of confirmed networks the members by their own evidence: nobody else is asked about.
NetworkMembers confirmed_members(const std::vector<NetworkFinding>& findings);

/// One for each network, in their order.
std::vector<NetworkAttribution> attribute_networks(const RegistryView& registry,
                                                   const IndexedLog& log,
                                                   const NetworkMembers& networks,
                                                   ThreadPool& pool);

}  // namespace overt
