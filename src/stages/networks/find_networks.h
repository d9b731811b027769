#pragma once
// From pairs to networks: communities of the pair graph, with what binds them.

#include <cstdint>
#include <vector>

#include "model/names.h"
#include "model/network.h"
#include "model/pair.h"

namespace overt {

struct NetworkOptions {
  std::uint32_t min_members = 2;
  std::uint32_t core_min = 1;      // accounts outside this k-core of the pair graph are left out
  double resolution = 1.0;         // of the modularity that Leiden optimises
  std::uint64_t seed = 1;
  std::uint32_t binding_objects_max = 200;  // per network
};

/// Networks, largest first (ties: by id). Deterministic: the same pairs, names, options and seed
/// give the same networks, ids and order. The table must hold witnesses for binding objects.
std::vector<Network> find_networks(const PairTable& table, const Names& names,
                                   const NetworkOptions& options);

}  // namespace overt
