#include "stages/networks/propose_networks.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "model/small_trace_index.h"
#include "stages/networks/planted_traces.h"

namespace overt {
namespace {

constexpr TimeUs kWindow = 10 * kMicrosPerSecond;

using Group = std::set<std::string>;

/// Pairs with their index and halves; every pair has the same λ.
struct Log {
  Planted planted;
  TraceIndex index;
};

std::uint64_t key_of(const std::string& name) {
  std::uint64_t key = 0;
  for (const char c : name) key = mix64(key + static_cast<unsigned char>(c));
  return key;
}

/// `source_of` gives an object's source by name; objects are their own otherwise.
Log log_of(const std::vector<PlantedTrace>& traces, double lambda, std::uint64_t seed = 1,
           const std::map<std::string, std::string>& source_of = {}) {
  Log log{pairs_of(traces, kWindow, 1, seed), {}};
  for (Pair& pair : log.planted.table.pairs) pair.lambda = static_cast<float>(lambda);
  const auto number = [](const std::vector<std::string>& names, const std::string& name) {
    return static_cast<std::uint32_t>(std::find(names.begin(), names.end(), name) - names.begin());
  };
  SmallLog small;
  const PlantedNames& names = log.planted.names;
  for (const PlantedTrace& trace : traces) {
    small.traces.push_back(
        {number(names.accounts, trace.account), number(names.objects, trace.object), trace.at});
  }
  std::map<std::string, std::uint32_t> sources;
  for (const std::string& object : names.objects) {
    const auto at = source_of.find(object);
    const std::string& source = at == source_of.end() ? object : at->second;
    const auto next = static_cast<std::uint32_t>(sources.size());
    const auto [place, fresh] = sources.emplace(source, next);
    if (fresh) small.source_keys.push_back(key_of(source));
    small.sources.push_back(place->second);
  }
  log.index = index_of(small);
  return log;
}

std::set<Group> proposed(const Log& log, std::uint32_t split, const ProposalOptions& options = {}) {
  const SourceSplits splits(log.index, 3, kSplitsMax);
  const PlantedNames& names = log.planted.names;
  std::set<Group> groups;
  for (const auto& members :
       propose_networks(log.planted.table, log.index,
                        discovering_witnesses(log.planted.table, log.index, splits), split, names,
                        options)
           .groups) {
    EXPECT_TRUE(std::is_sorted(members.begin(), members.end()));
    Group group;
    for (const auto member : members) group.insert(names.accounts[member]);
    EXPECT_TRUE(groups.insert(group).second) << "a group twice";
  }
  return groups;
}

Group accounts_of(const std::string& name, int count) {
  Group group;
  for (int i = 0; i < count; ++i) group.insert(name + "-account-" + std::to_string(i));
  return group;
}

std::vector<PlantedTrace> two_networks() {
  Random random(2);
  auto traces = planted_network("east", 8, 12, 1, random);
  const auto more = planted_network("west", 6, 12, 1, random);
  traces.insert(traces.end(), more.begin(), more.end());
  return traces;
}

TEST(ProposeNetworksTest, ProposesWhatHalfDBinds) {
  const Log log = log_of(two_networks(), 0.01);
  for (std::uint32_t split = 0; split < 20; ++split) {
    EXPECT_EQ(proposed(log, split),
              (std::set<Group>{accounts_of("east", 8), accounts_of("west", 6)}))
        << split;
  }
}

TEST(ProposeNetworksTest, ChangesOnHalfCChangeNothing) {
  const auto traces = two_networks();
  const Log log = log_of(traces, 0.01);
  const SourceSplits splits(log.index, 3, kSplitsMax);
  for (std::uint32_t split = 0; split < 10; ++split) {
    Log half = log_of(traces, 0.01);
    PairTable& table = half.planted.table;
    LargeVector<Witness> kept;
    for (Pair& pair : table.pairs) {
      const std::uint64_t begin = kept.size();
      for (std::uint32_t i = 0; i < pair.witness_count; ++i) {
        const Witness& witness = table.witnesses[pair.witness_begin + i];
        if (splits.discovers(log.index.source(witness.object.value), split)) {
          kept.push_back(witness);
        }
      }
      pair.witness_begin = begin;
      pair.witness_count = static_cast<std::uint32_t>(kept.size() - begin);
    }
    table.witnesses = kept;
    EXPECT_EQ(proposed(half, split), proposed(log, split)) << split;
  }
}

TEST(ProposeNetworksTest, OneSourceProposesNothing) {
  std::map<std::string, std::string> source_of;
  for (int i = 0; i < 12; ++i) {
    source_of["east-object-" + std::to_string(i)] = "idol";
    source_of["west-object-" + std::to_string(i)] = i < 6 ? "idol" : "other";
  }
  const Log log = log_of(two_networks(), 0.01, 1, source_of);
  std::size_t of_two_sources = 0;
  for (std::uint32_t split = 0; split < 20; ++split) {
    const auto groups = proposed(log, split);
    EXPECT_FALSE(groups.contains(accounts_of("east", 8)));
    of_two_sources += groups.contains(accounts_of("west", 6)) ? 1 : 0;
  }
  EXPECT_GT(of_two_sources, 0U);  // where both are in half D
  EXPECT_LT(of_two_sources, 20U);
}

TEST(ProposeNetworksTest, OneOccasionProposesNothing) {
  std::vector<PlantedTrace> traces;
  for (const char* account : {"a", "b", "c", "d"}) {
    for (int object = 0; object < 12; ++object) {
      traces.push_back({account, "named-" + std::to_string(object), 5});
    }
  }
  const Log log = log_of(traces, 0.01);
  for (std::uint32_t split = 0; split < 20; ++split) EXPECT_TRUE(proposed(log, split).empty());
}

TEST(ProposeNetworksTest, AFarmThatHidesInItsOwnActivityIsProposedAllTheSame) {
  const Log log = log_of(two_networks(), 20);  // as many as met by chance
  EXPECT_EQ(proposed(log, 0), (std::set<Group>{accounts_of("east", 8), accounts_of("west", 6)}));
}

TEST(ProposeNetworksTest, BeyondTheLimitTheLeastLikelyPairsPropose) {
  Log log = log_of(two_networks(), 20);
  for (Pair& pair : log.planted.table.pairs) {
    const auto name = log.planted.names.account(pair.a);
    if (name.substr(0, 4) == "west") pair.lambda = 15;
  }
  ProposalOptions options;
  options.pairs_max = 15;  // those of six accounts
  EXPECT_EQ(proposed(log, 0, options), std::set<Group>{accounts_of("west", 6)});
  const SourceSplits splits(log.index, 3, kSplitsMax);
  const Proposals proposals = propose_networks(
      log.planted.table, log.index, discovering_witnesses(log.planted.table, log.index, splits), 0,
      log.planted.names, options);
  EXPECT_EQ(proposals.pairs, 28U + 15);
  EXPECT_EQ(proposals.pairs_left_out, 28U);
}

TEST(ProposeNetworksTest, SmallGroupsAreNotProposed) {
  const Log log = log_of(two_networks(), 0.01);
  ProposalOptions options;
  options.min_members = 7;
  EXPECT_EQ(proposed(log, 0, options), std::set<Group>{accounts_of("east", 8)});
}

TEST(ProposeNetworksTest, AccountsLeftOutProposeNothing) {
  const Log log = log_of(two_networks(), 0.01);
  std::vector<bool> left_out;
  for (const auto& name : log.planted.names.accounts) {
    left_out.push_back(name.substr(0, 4) == "east");
  }
  ProposalOptions options;
  options.left_out = &left_out;
  EXPECT_EQ(proposed(log, 0, options), std::set<Group>{accounts_of("west", 6)});
}

TEST(ProposeNetworksTest, NumbersOfAccountsAndObjectsChangeNothing) {
  Random random(4);
  auto traces = two_networks();
  for (int i = 0; i < 300; ++i) {  // and much that binds by chance
    traces.push_back({"a" + std::to_string(random.below(25)),
                      "o" + std::to_string(random.below(25)),
                      static_cast<TimeUs>(random.below(60)) * kMicrosPerSecond});
  }
  const Log log = log_of(traces, 0.5);
  for (std::uint32_t split = 0; split < 5; ++split) {
    const auto expected = proposed(log, split);
    EXPECT_GE(expected.size(), 2U);
    for (std::uint64_t seed = 2; seed < 6; ++seed) {
      EXPECT_EQ(proposed(log_of(traces, 0.5, seed), split), expected) << seed;
    }
  }
}

TEST(ProposeNetworksTest, NothingComesOfNothing) {
  const Log log = log_of({{"a", "o", 0}}, 0.01);
  EXPECT_TRUE(proposed(log, 0).empty());
}

}  // namespace
}  // namespace overt
