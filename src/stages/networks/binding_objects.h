#pragma once
// What binds each network: the objects its pairs witness, with how many members and pairs each
// has; and for each account the number of them. A pure function, safe to call from several
// threads. O(w) for w witnesses; memory O(networks × objects_max + accounts).

#include <cstdint>
#include <span>
#include <vector>

#include "model/names.h"
#include "model/network.h"
#include "model/pair.h"
#include "stages/networks/pair_graph.h"
#include "stages/networks/witness_index.h"

namespace overt {

/// Where the accounts are: `network_of` gives each vertex its network, or kNoGroup.
struct NetworkNumbers {
  std::span<const std::uint32_t> network_of;
  std::uint32_t networks = 0;
};

struct BindingObjects {
  std::vector<std::vector<BindingObject>> of_network;  // most accounts first, then kind and name
  std::vector<std::uint32_t> objects_of_vertex;
  std::uint64_t left_out = 0;  // beyond objects_max, over all networks
};

struct WitnessedPairs {
  const PairTable& table;
  std::span<const std::uint32_t> chosen;
  const AccountVertices& vertices;
  const WitnessIndex& witnesses;
};

BindingObjects find_binding_objects(const WitnessedPairs& pairs, const NetworkNumbers& places,
                                    const Names& names, std::uint32_t objects_max);

}  // namespace overt
