#include "stages/networks/find_networks.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "stages/networks/planted_traces.h"

namespace overt {
namespace {

constexpr TimeUs kWindow = 10 * kMicrosPerSecond;

void append(std::vector<PlantedTrace>& all, const std::vector<PlantedTrace>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

NetworksFound networks_of(const std::vector<PlantedTrace>& traces,
                          const NetworkOptions& options = {}, std::uint64_t seed = 1) {
  const Planted planted = pairs_of(traces, kWindow, 3, seed);
  return find_networks(planted.table, planted.names, options);
}

/// Everything that is said of the networks, in names.
std::string described(const NetworksFound& found, const Planted& planted) {
  std::string text = fmt::format("{} {} {} {} {} {}\n", found.pairs_left_out, found.pairs_between,
                                 found.accounts_left_out, found.accounts_outside_core,
                                 found.accounts_in_small_groups, found.binding_objects_left_out);
  for (const Network& network : found.networks) {
    text += fmt::format("{} {} {} {} {} {}\n", network.id, network.pairs.size(), network.co_actions,
                        network.max_objects, network.density, network.last_at);
    for (const NetworkMember& member : network.members) {
      text += fmt::format("  {} {} {} {} {} {}\n", planted.names.account(member.account),
                          member.partners, member.objects, member.core, member.first_at,
                          member.last_at);
    }
    for (const BindingObject& object : network.binding_objects) {
      text += fmt::format("  {} {} {} {} {}\n", planted.names.object(object.object).text,
                          object.accounts, object.pairs, object.first_at, object.last_at);
    }
  }
  return text;
}

std::string described(const std::vector<PlantedTrace>& traces, std::uint64_t seed) {
  const Planted planted = pairs_of(traces, kWindow, 3, seed);
  return described(find_networks(planted.table, planted.names, {}), planted);
}

/// Three networks of their own objects, which all also took up the same viral objects.
std::vector<PlantedTrace> three_networks(std::uint64_t seed, std::uint32_t viral) {
  Random random(seed);
  std::vector<PlantedTrace> traces;
  const std::vector<std::string> names = {"east", "north", "west"};
  for (const std::string& name : names) {
    append(traces, planted_network(name, 12, 10, 0.7, random));
  }
  for (std::uint32_t object = 0; object < viral; ++object) {
    for (const std::string& name : names) {
      for (std::uint32_t member = 0; member < 12; ++member) {
        traces.push_back({name + "-account-" + std::to_string(member),
                          "viral-" + std::to_string(object), (1000 + object) * kMicrosPerHour});
      }
    }
  }
  return traces;
}

void expect_one_origin_each(const NetworksFound& found, const Planted& planted) {
  ASSERT_EQ(found.networks.size(), 3U);
  for (const Network& network : found.networks) {
    EXPECT_EQ(network.members.size(), 12U);
    std::set<std::string> origins;
    for (const NetworkMember& member : network.members) {
      const std::string name(planted.names.account(member.account));
      origins.insert(name.substr(0, name.find('-')));
    }
    EXPECT_EQ(origins.size(), 1U);
  }
}

TEST(FindNetworksTest, FindsPlantedNetworksByTheObjectsThatBindThem) {
  const Planted planted = pairs_of(three_networks(1, 0), kWindow, 3);
  const NetworksFound found = find_networks(planted.table, planted.names, {});
  expect_one_origin_each(found, planted);
  for (const Network& network : found.networks) {
    EXPECT_EQ(network.binding_objects.size(), 10U);  // all that were planted
    const std::string first(planted.names.account(network.members.front().account));
    for (const BindingObject& object : network.binding_objects) {
      const std::string name(planted.names.object(object.object).text);
      EXPECT_EQ(name.substr(0, name.find('-')), first.substr(0, first.find('-')));
      EXPECT_GE(object.accounts, 2U);
    }
  }
}

TEST(FindNetworksTest, KeepsNetworksApartThatAllTookUpTheSameViralObjects) {
  const Planted planted = pairs_of(three_networks(1, 8), kWindow, 3);
  const NetworksFound found = find_networks(planted.table, planted.names, {});
  expect_one_origin_each(found, planted);
  EXPECT_EQ(found.pairs_between, 3U * 12 * 12);
}

TEST(FindNetworksTest, FindsEveryOneOfManyNetworksInOneComponent) {
  Random random(1);
  std::vector<PlantedTrace> traces;
  constexpr std::uint32_t kNetworks = 150;
  for (std::uint32_t i = 0; i < kNetworks; ++i) {
    const std::string name = "n" + std::to_string(i);
    append(traces, planted_network(name, 6, 6, 1, random));
    for (int bridge = 0; bridge < 3; ++bridge) {
      const std::string object = name + "-bridge-" + std::to_string(bridge);
      const std::string other = "n" + std::to_string((i * 7 + 1) % kNetworks);
      traces.push_back({name + "-account-0", object, bridge * kMicrosPerDay});
      traces.push_back({other + "-account-1", object, bridge * kMicrosPerDay});
    }
  }
  const NetworksFound found = networks_of(traces);
  ASSERT_EQ(found.networks.size(), kNetworks);
  for (const Network& network : found.networks) EXPECT_EQ(network.members.size(), 6U);
}

TEST(FindNetworksTest, SaysOfEachMemberWhatItDidInside) {
  std::vector<PlantedTrace> traces;
  for (const char* account : {"a", "b", "c"}) {
    for (int object = 0; object < 4; ++object) {
      if (account[0] == 'c' && object == 0) continue;
      traces.push_back({account, "o" + std::to_string(object), object * kMicrosPerMinute});
    }
  }
  traces.push_back({"d", "o0", kMicrosPerSecond});
  const Planted planted = pairs_of(traces, kWindow, 3);
  const NetworksFound found = find_networks(planted.table, planted.names, {});
  ASSERT_EQ(found.networks.size(), 1U);
  const Network& network = found.networks.front();
  ASSERT_EQ(network.members.size(), 3U);
  const NetworkMember& a = network.members[0];
  const NetworkMember& c = network.members[2];
  EXPECT_EQ(planted.names.account(a.account), "a");
  EXPECT_EQ(planted.names.account(c.account), "c");
  EXPECT_EQ(a.partners, 2U);
  EXPECT_EQ(a.objects, 4U);
  EXPECT_EQ(a.core, 2U);
  EXPECT_EQ(a.first_at, 0);
  EXPECT_EQ(c.objects, 3U);
  EXPECT_EQ(c.first_at, kMicrosPerMinute);
  EXPECT_EQ(c.last_at, 3 * kMicrosPerMinute);
  EXPECT_EQ(network.max_objects, 4U);
  EXPECT_EQ(network.co_actions, 4U + 3 + 3);
  EXPECT_EQ(network.density, 1);
  EXPECT_EQ(network.pairs, (std::vector<std::uint32_t>{0, 1, 2}));
  ASSERT_EQ(network.binding_objects.size(), 4U);
  EXPECT_EQ(planted.names.object(network.binding_objects[0].object).text, "o1");
  EXPECT_EQ(network.binding_objects[0].accounts, 3U);
  EXPECT_EQ(network.binding_objects[0].pairs, 3U);
  EXPECT_EQ(planted.names.object(network.binding_objects[3].object).text, "o0");
  EXPECT_EQ(network.binding_objects[3].accounts, 2U);
}

TEST(FindNetworksTest, NumbersOfAccountsAndObjectsChangeNothing) {
  const std::vector<PlantedTrace> traces = three_networks(3, 4);
  const std::string expected = described(traces, 1);
  for (std::uint64_t seed = 2; seed < 8; ++seed) EXPECT_EQ(described(traces, seed), expected);
}

TEST(FindNetworksTest, TheOrderOfTheInputChangesNothing) {
  std::vector<PlantedTrace> traces = three_networks(4, 4);
  const std::string expected = described(traces, 1);
  Random random(1);
  for (std::size_t i = traces.size(); i > 1; --i) {
    std::swap(traces[i - 1], traces[random.below(i)]);
  }
  EXPECT_EQ(described(traces, 9), expected);
}

TEST(FindNetworksTest, AnIdDependsOnTheMembersAlone) {
  Random random(5);
  const std::vector<PlantedTrace> alone = planted_network("solo", 6, 8, 1, random);
  std::vector<PlantedTrace> among_others = alone;
  append(among_others, three_networks(6, 3));
  std::vector<PlantedTrace> more_objects = alone;
  append(more_objects, planted_network("solo", 6, 20, 0.9, random));
  const std::string id = networks_of(alone).networks.at(0).id;
  EXPECT_EQ(id.size(), 18U);
  EXPECT_EQ(id.substr(0, 2), "n-");
  const auto has_it = [&id](const NetworksFound& found) {
    return std::any_of(found.networks.begin(), found.networks.end(),
                       [&id](const Network& network) { return network.id == id; });
  };
  EXPECT_TRUE(has_it(networks_of(among_others)));
  EXPECT_TRUE(has_it(networks_of(more_objects)));
  std::vector<PlantedTrace> renamed = alone;
  for (PlantedTrace& trace : renamed) trace.account += 'x';
  EXPECT_FALSE(has_it(networks_of(renamed)));
}

TEST(FindNetworksTest, AccountsElsewhereDoNotChangeAComponent) {
  const NetworksFound alone = networks_of(three_networks(7, 5));
  std::vector<PlantedTrace> traces = three_networks(7, 5);
  Random random(8);
  for (int i = 0; i < 10; ++i) {
    append(traces, planted_network("other" + std::to_string(i), 15, 6, 0.9, random));
  }
  std::set<std::string> ids;
  for (const Network& network : networks_of(traces).networks) ids.insert(network.id);
  for (const Network& network : alone.networks) EXPECT_EQ(ids.count(network.id), 1U);
}

TEST(FindNetworksTest, LeavesOutPairsWhoseObjectsAreOneSinglePost) {
  std::vector<PlantedTrace> traces;
  for (const char* account : {"a", "b", "c"}) {
    for (const char* object : {"url", "domain", "hashtags"}) traces.push_back({account, object, 5});
  }
  Random random(1);
  append(traces, planted_network("real", 4, 5, 1, random));
  const NetworksFound found = networks_of(traces);
  EXPECT_EQ(found.networks.size(), 1U);
  EXPECT_EQ(found.pairs_left_out, 3U);
  EXPECT_EQ(found.accounts_left_out, 3U);
  EXPECT_EQ(networks_of(traces, {.min_occasions = 1}).networks.size(), 2U);
}

TEST(FindNetworksTest, FindsNothingWhereAllPairsAreBelowTheOccasions) {
  const NetworksFound found = networks_of(three_networks(1, 0), {.min_occasions = 1000});
  EXPECT_TRUE(found.networks.empty());
  EXPECT_GT(found.pairs_left_out, 100U);
  EXPECT_EQ(found.accounts_left_out, 36U);
}

TEST(FindNetworksTest, FindsNothingInAnEmptyTable) {
  const NetworksFound found = networks_of({});
  EXPECT_TRUE(found.networks.empty());
  EXPECT_EQ(found.pairs_left_out, 0U);
}

TEST(FindNetworksTest, AGiantCliqueIsOneNetwork) {
  Random random(1);
  const NetworksFound found =
      networks_of(planted_network("clique", 120, 4, 1, random), {.core_min = 100});
  ASSERT_EQ(found.networks.size(), 1U);
  EXPECT_EQ(found.networks[0].members.size(), 120U);
  EXPECT_EQ(found.networks[0].pairs.size(), 120U * 119 / 2);
  EXPECT_EQ(found.networks[0].density, 1);
  EXPECT_EQ(found.networks[0].members[0].core, 119U);
}

std::vector<PlantedTrace> star(std::uint32_t leaves) {
  std::vector<PlantedTrace> traces;
  for (std::uint32_t leaf = 0; leaf < leaves; ++leaf) {
    for (std::uint32_t i = 0; i < 3; ++i) {
      const std::string object = "o" + std::to_string(leaf) + "-" + std::to_string(i);
      traces.push_back({"hub", object, i * kMicrosPerHour + leaf});
      traces.push_back({"leaf" + std::to_string(leaf), object, i * kMicrosPerHour + leaf});
    }
  }
  return traces;
}

TEST(FindNetworksTest, AStarIsOneNetworkAndNoCore) {
  const NetworksFound found = networks_of(star(200));
  ASSERT_EQ(found.networks.size(), 1U);
  EXPECT_EQ(found.networks[0].members.size(), 201U);
  EXPECT_EQ(found.networks[0].members[0].partners, 200U);
  const NetworksFound cored = networks_of(star(200), {.core_min = 2});
  EXPECT_TRUE(cored.networks.empty());
  EXPECT_EQ(cored.accounts_outside_core, 201U);
  EXPECT_EQ(cored.pairs_between, 200U);
}

TEST(FindNetworksTest, DropsGroupsThatAreTooSmallAndCountsTheirAccounts) {
  Random random(1);
  std::vector<PlantedTrace> traces = planted_network("large", 6, 5, 1, random);
  append(traces, planted_network("small", 3, 5, 1, random));
  const NetworksFound found = networks_of(traces, {.min_members = 4});
  ASSERT_EQ(found.networks.size(), 1U);
  EXPECT_EQ(found.networks[0].members.size(), 6U);
  EXPECT_EQ(found.accounts_in_small_groups, 3U);
  EXPECT_EQ(found.pairs_between, 3U);
}

TEST(FindNetworksTest, KeepsTheFirstBindingObjectsAndCountsTheRest) {
  Random random(1);
  const std::vector<PlantedTrace> traces = planted_network("busy", 5, 120, 0.8, random);
  const Planted planted = pairs_of(traces, kWindow, 3);
  const Network whole = find_networks(planted.table, planted.names, {}).networks.at(0);
  const NetworksFound cut = find_networks(planted.table, planted.names, {.binding_objects_max = 7});
  const auto& kept = cut.networks.at(0).binding_objects;
  ASSERT_EQ(kept.size(), 7U);
  EXPECT_EQ(cut.binding_objects_left_out, whole.binding_objects.size() - 7);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    EXPECT_EQ(kept[i].object, whole.binding_objects[i].object);
  }
}

TEST(FindNetworksTest, WorksWithoutWitnessesButBindsNothing) {
  Planted planted = pairs_of(three_networks(1, 0), kWindow, 3);
  planted.table.witnesses.clear();
  for (Pair& pair : planted.table.pairs) pair.witness_count = 0;
  const NetworksFound found = find_networks(planted.table, planted.names, {});
  expect_one_origin_each(found, planted);
  EXPECT_TRUE(found.networks[0].binding_objects.empty());
  EXPECT_EQ(found.networks[0].members[0].objects, 0U);
}

TEST(FindNetworksTest, PairsTwiceInOneTableAreABug) {
  Planted planted = pairs_of(three_networks(1, 0), kWindow, 3);
  planted.table.pairs.push_back(planted.table.pairs.front());
  EXPECT_DEATH(find_networks(planted.table, planted.names, {}), "chosen");
}

/// The members of each network of the found, ascending, as groups to describe.
std::vector<std::vector<AccountId>> groups_of(const NetworksFound& found) {
  std::vector<std::vector<AccountId>> groups;
  for (const Network& network : found.networks) {
    auto& group = groups.emplace_back();
    for (const NetworkMember& member : network.members) group.push_back(member.account);
    std::reverse(group.begin(), group.end());
  }
  return groups;
}

TEST(DescribeNetworksTest, SaysOfFoundGroupsWhatWasSaidWhenTheyWereFound) {
  const Planted planted = pairs_of(three_networks(1, 8), kWindow, 3);
  NetworksFound found = find_networks(planted.table, planted.names, {});
  auto groups = groups_of(found);
  std::reverse(groups.begin(), groups.end());
  std::reverse(found.networks.begin(), found.networks.end());
  NetworksFound again;
  again.networks = describe_networks(planted.table, planted.names, groups, {});
  again.pairs_left_out = found.pairs_left_out;
  again.pairs_between = found.pairs_between;
  EXPECT_EQ(described(again, planted), described(found, planted));
}

TEST(DescribeNetworksTest, KeepsAGroupsOrderAndMembersWithoutAPair) {
  Random random(1);
  std::vector<PlantedTrace> traces = planted_network("b", 4, 6, 1, random);
  append(traces, planted_network("a", 5, 6, 1, random));
  append(traces, planted_network("apart", 2, 6, 1, random));
  const Planted planted = pairs_of(traces, kWindow, 3);
  const auto id = [&](const std::string& name) {
    const auto& names = planted.names.accounts;
    const auto at = std::find(names.begin(), names.end(), name);
    return AccountId{static_cast<std::uint32_t>(at - names.begin())};
  };
  const std::vector<std::vector<AccountId>> groups = {
      {id("a-account-0"), id("a-account-1"), id("apart-account-0")},
      {id("b-account-0"), id("b-account-1")},
      {id("a-account-2"), id("b-account-2")}};
  const auto networks = describe_networks(planted.table, planted.names, groups, {});
  ASSERT_EQ(networks.size(), 3U);
  ASSERT_EQ(networks[0].members.size(), 3U);
  EXPECT_EQ(networks[0].pairs.size(), 1U);
  EXPECT_EQ(networks[0].binding_objects.size(), 6U);
  const NetworkMember& last = networks[0].members.back();
  EXPECT_EQ(planted.names.account(last.account), "apart-account-0");
  EXPECT_EQ(last.partners, 0U);
  EXPECT_EQ(last.objects, 0U);
  EXPECT_EQ(networks[1].members.size(), 2U);
  EXPECT_EQ(networks[1].pairs.size(), 1U);
  EXPECT_EQ(networks[2].members.size(), 2U);  // two who never met
  EXPECT_TRUE(networks[2].pairs.empty());
  EXPECT_TRUE(networks[2].binding_objects.empty());
  EXPECT_EQ(networks[2].co_actions, 0U);
}

TEST(DescribeNetworksTest, NumbersOfAccountsAndObjectsChangeNothing) {
  const auto traces = three_networks(3, 4);
  std::string expected;
  for (std::uint64_t seed = 1; seed < 6; ++seed) {
    const Planted planted = pairs_of(traces, kWindow, 3, seed);
    NetworksFound again;
    again.networks =
        describe_networks(planted.table, planted.names,
                          groups_of(find_networks(planted.table, planted.names, {})), {});
    const std::string text = described(again, planted);
    if (expected.empty()) expected = text;
    EXPECT_EQ(text, expected);
  }
}

TEST(DescribeNetworksTest, NoGroupsAreNoNetworks) {
  const Planted planted = pairs_of(three_networks(1, 0), kWindow, 3);
  EXPECT_TRUE(describe_networks(planted.table, planted.names, {}, {}).empty());
}

RC_GTEST_PROP(FindNetworksTest, EveryAccountAndPairIsInOnePlace, (std::uint64_t seed)) {
  Random random(seed);
  std::vector<PlantedTrace> traces;
  for (int i = 0; i < 400; ++i) {
    traces.push_back({"a" + std::to_string(random.below(30)),
                      "o" + std::to_string(random.below(25)),
                      static_cast<TimeUs>(random.below(40)) * kMicrosPerSecond});
  }
  const Planted planted = pairs_of(traces, kWindow, 3);
  const NetworkOptions options = {.min_members = 2 + static_cast<std::uint32_t>(random.below(3)),
                                  .min_occasions = 1 + static_cast<std::uint32_t>(random.below(4)),
                                  .core_min = 1 + static_cast<std::uint32_t>(random.below(4))};
  const NetworksFound found = find_networks(planted.table, planted.names, options);
  std::set<std::uint32_t> accounts;
  std::set<std::uint32_t> pairs;
  for (const Network& network : found.networks) {
    RC_ASSERT(network.members.size() >= options.min_members);
    for (const NetworkMember& member : network.members) {
      RC_ASSERT(accounts.insert(member.account.value).second);
      RC_ASSERT(member.partners >= 1U && member.core >= options.core_min);
    }
    for (const std::uint32_t pair : network.pairs) RC_ASSERT(pairs.insert(pair).second);
  }
  std::set<std::uint32_t> all;
  for (const Pair& pair : planted.table.pairs) all.insert({pair.a.value, pair.b.value});
  RC_ASSERT(accounts.size() + found.accounts_left_out + found.accounts_outside_core +
                found.accounts_in_small_groups ==
            all.size());
  RC_ASSERT(pairs.size() + found.pairs_left_out + found.pairs_between ==
            planted.table.pairs.size());
}

}  // namespace
}  // namespace overt
