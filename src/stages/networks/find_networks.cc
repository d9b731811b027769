#include "stages/networks/find_networks.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "base/check.h"
#include "base/digest.h"
#include "kernel/graph/core_numbers.h"
#include "stages/networks/account_groups.h"
#include "stages/networks/binding_objects.h"
#include "stages/networks/pair_graph.h"
#include "stages/networks/witness_index.h"

namespace overt {
namespace {

/// 64 bits: two of a million networks share an id once in 30 million runs.
constexpr std::size_t kIdDigits = 16;

std::vector<std::uint32_t> choose_pairs(const PairTable& table, const NetworkOptions& options) {
  CHECK_LT(table.pairs.size(), std::size_t{std::numeric_limits<std::uint32_t>::max()});
  std::vector<std::uint32_t> chosen;
  for (std::uint32_t i = 0; i < table.pairs.size(); ++i) {
    const Pair& pair = table.pairs[i];
    if (pair.occasions >= options.min_occasions && pair.objects >= options.min_objects) {
      chosen.push_back(i);
    }
  }
  return chosen;
}

std::uint64_t count_pairs(const PairTable& table, std::uint32_t min_objects) {
  return static_cast<std::uint64_t>(
      std::count_if(table.pairs.begin(), table.pairs.end(),
                    [&](const Pair& pair) { return pair.objects >= min_objects; }));
}

/// Accounts whose every pair was left out.
std::uint64_t count_left_out(const PairTable& table, const AccountVertices& vertices) {
  std::vector<bool> counted;
  std::uint64_t count = 0;
  const auto look = [&](AccountId account) {
    if (vertices.contains(account)) return;
    if (account.value >= counted.size()) counted.resize(std::size_t{account.value} + 1);
    if (counted[account.value]) return;
    counted[account.value] = true;
    ++count;
  };
  for (const Pair& pair : table.pairs) {
    look(pair.a);
    look(pair.b);
  }
  return count;
}

/// The network of every vertex: groups that are large enough, numbered as the groups are.
std::vector<std::uint32_t> place_members(const VertexGroups& groups, std::uint32_t min_members,
                                         NetworksFound& found) {
  std::vector<std::uint32_t> size(groups.count, 0);
  for (const std::uint32_t group : groups.group) {
    if (group != kNoGroup) ++size[group];
  }
  std::vector<std::uint32_t> network_of_group(groups.count, kNoGroup);
  for (std::uint32_t group = 0; group < groups.count; ++group) {
    if (size[group] < min_members) {
      found.accounts_in_small_groups += size[group];
      continue;
    }
    network_of_group[group] = static_cast<std::uint32_t>(found.networks.size());
    found.networks.emplace_back().members.reserve(size[group]);
  }
  std::vector<std::uint32_t> network_of;
  network_of.reserve(groups.group.size());
  for (const std::uint32_t group : groups.group) {
    if (group == kNoGroup) ++found.accounts_outside_core;
    network_of.push_back(group == kNoGroup ? kNoGroup : network_of_group[group]);
  }
  return network_of;
}

struct MemberFigures {
  std::uint32_t partners = 0;
  TimeUs first_at = std::numeric_limits<TimeUs>::max();
  TimeUs last_at = std::numeric_limits<TimeUs>::min();
};

void widen(MemberFigures& member, const Pair& pair) {
  ++member.partners;
  member.first_at = std::min(member.first_at, pair.first_at);
  member.last_at = std::max(member.last_at, pair.last_at);
}

void add_pair(Network& network, const Pair& pair, std::uint32_t index) {
  const bool first = network.pairs.empty();
  network.first_at = first ? pair.first_at : std::min(network.first_at, pair.first_at);
  network.last_at = first ? pair.last_at : std::max(network.last_at, pair.last_at);
  network.co_actions += pair.co_actions;
  network.max_objects = std::max(network.max_objects, pair.objects);
  network.pairs.push_back(index);
}

struct ChosenPairs {
  const PairTable& table;
  std::span<const std::uint32_t> chosen;
  const AccountVertices& vertices;
};

struct PlacedPairs {
  std::vector<std::uint32_t> inside;   // of the chosen, those inside one network
  std::vector<MemberFigures> members;  // what they say about each vertex
};

/// Gives the pairs inside one network to it.
PlacedPairs place_pairs(const ChosenPairs& pairs, const std::vector<std::uint32_t>& network_of,
                        NetworksFound& found) {
  PlacedPairs placed;
  auto& members = placed.members;
  members.resize(network_of.size());
  for (const std::uint32_t index : pairs.chosen) {
    const Pair& pair = pairs.table.pairs[index];
    const std::uint32_t a = pairs.vertices.vertex(pair.a);
    const std::uint32_t b = pairs.vertices.vertex(pair.b);
    if (network_of[a] == kNoGroup || network_of[a] != network_of[b]) {
      ++found.pairs_between;
      continue;
    }
    placed.inside.push_back(index);
    add_pair(found.networks[network_of[a]], pair, index);
    widen(members[a], pair);
    widen(members[b], pair);
  }
  return placed;
}

/// By the pairs inside networks; nothing where none are asked for.
BindingObjects bind(const ChosenPairs& pairs, const std::vector<std::uint32_t>& inside,
                    const NetworkNumbers& places, const Names& names, std::uint32_t binding_max) {
  BindingObjects nothing;
  nothing.of_network.resize(places.networks);
  nothing.objects_of_vertex.assign(places.network_of.size(), 0);
  if (binding_max == 0) return nothing;
  const WitnessIndex witnesses(pairs.table, inside);
  return find_binding_objects({pairs.table, inside, pairs.vertices, witnesses}, places, names,
                              binding_max);
}

/// Each name with its length before it, so that no two lists of names give the same bytes.
std::string id_of(const Network& network, const Names& names) {
  Sha256 digest;
  for (const NetworkMember& member : network.members) {
    const std::string_view name = names.account(member.account);
    digest.update(std::to_string(name.size()) + ':');
    digest.update(name);
  }
  return "n-" + digest.finish_hex().substr(0, kIdDigits);
}

/// The members are in the order of their names when this is called.
void finish(Network& network, const Names& names) {
  network.id = id_of(network, names);
  std::stable_sort(network.members.begin(), network.members.end(),
                   [](const auto& a, const auto& b) { return a.partners > b.partners; });
  const auto members = static_cast<double>(network.members.size());
  network.density = static_cast<double>(network.pairs.size()) / (members * (members - 1) / 2);
}

/// Fills networks, whose pairs and members are those of network_of; returns the binding objects
/// that were left out.
std::uint64_t fill_networks(const ChosenPairs& pairs, const Names& names,
                            const std::vector<std::uint32_t>& network_of,
                            const std::vector<std::uint32_t>& core, std::uint32_t binding_max,
                            NetworksFound& found) {
  const auto [inside, figures] = place_pairs(pairs, network_of, found);
  const auto count = static_cast<std::uint32_t>(found.networks.size());
  BindingObjects binding = bind(pairs, inside, {network_of, count}, names, binding_max);
  for (std::uint32_t v = 0; v < network_of.size(); ++v) {
    if (network_of[v] == kNoGroup) continue;
    found.networks[network_of[v]].members.push_back({pairs.vertices.account(v), figures[v].partners,
                                                     binding.objects_of_vertex[v], core[v],
                                                     figures[v].first_at, figures[v].last_at});
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    found.networks[i].binding_objects = std::move(binding.of_network[i]);
  }
  return binding.left_out;
}

/// Members without a pair have no vertex.
void add_members_without_pairs(const std::vector<AccountId>& group, const AccountVertices& vertices,
                               const Names& names, Network& network) {
  for (const AccountId account : group) {
    if (!vertices.contains(account)) network.members.push_back({.account = account});
  }
  std::sort(network.members.begin(), network.members.end(), [&](const auto& x, const auto& y) {
    return names.account(x.account) < names.account(y.account);
  });
}

}  // namespace

NetworksFound find_networks(const PairTable& table, const Names& names,
                            const NetworkOptions& options) {
  NetworksFound found;
  const auto chosen = choose_pairs(table, options);
  found.pairs_left_out = count_pairs(table, options.min_objects) - chosen.size();
  const AccountVertices vertices(table, chosen, names);
  found.accounts_left_out = count_left_out(table, vertices);
  const WitnessIndex witnesses(table, chosen);
  const graph::Graph graph = pair_graph(table, chosen, vertices, witnesses);
  CHECK_EQ(graph.edges(), chosen.size());  // one window: no two accounts are paired twice
  const VertexGroups groups = find_account_groups(graph, options);
  const auto network_of = place_members(groups, std::max(options.min_members, 2U), found);
  found.binding_objects_left_out = fill_networks({table, chosen, vertices}, names, network_of,
                                                 groups.core, options.binding_objects_max, found);
  for (Network& network : found.networks) finish(network, names);
  std::sort(found.networks.begin(), found.networks.end(), [](const Network& a, const Network& b) {
    return a.members.size() != b.members.size() ? a.members.size() > b.members.size() : a.id < b.id;
  });
  return found;
}

std::vector<Network> describe_networks(const PairTable& table, const Names& names,
                                       const std::vector<std::vector<AccountId>>& groups,
                                       const NetworkOptions& options) {
  NetworksFound found;
  const auto chosen = choose_pairs(table, {.min_occasions = options.min_occasions});
  const AccountVertices vertices(table, chosen, names);
  std::vector<std::uint32_t> network_of(vertices.size(), kNoGroup);
  for (std::uint32_t i = 0; i < groups.size(); ++i) {
    for (const AccountId account : groups[i]) {
      if (vertices.contains(account)) network_of[vertices.vertex(account)] = i;
    }
  }
  found.networks.resize(groups.size());
  fill_networks({table, chosen, vertices}, names, network_of,
                graph::core_numbers(unweighted_graph(table, chosen, vertices)),
                options.binding_objects_max, found);
  for (std::uint32_t i = 0; i < groups.size(); ++i) {
    add_members_without_pairs(groups[i], vertices, names, found.networks[i]);
    finish(found.networks[i], names);
  }
  return std::move(found.networks);
}

}  // namespace overt
