#include "stages/networks/find_lineage.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "base/random.h"

namespace overt {
namespace {

using Ids = std::vector<std::string>;

// Accounts "a7" … as numbers; in byte order.
NamedNetwork network(std::string id, const std::vector<int>& accounts) {
  NamedNetwork made;
  made.id = std::move(id);
  for (const int account : accounts) made.accounts.push_back("a" + std::to_string(account));
  std::sort(made.accounts.begin(), made.accounts.end());
  return made;
}

std::vector<int> from_to(int first, int last) {
  std::vector<int> numbers;
  for (int i = first; i <= last; ++i) numbers.push_back(i);
  return numbers;
}

std::vector<int> joined(std::vector<int> one, const std::vector<int>& two) {
  one.insert(one.end(), two.begin(), two.end());
  return one;
}

EarlierRun run_of(std::vector<NamedNetwork> networks) {
  EarlierRun run;
  run.networks = std::move(networks);
  return run;
}

LineageFound find(const std::vector<NamedNetwork>& networks, std::vector<NamedNetwork> earlier) {
  const std::vector<EarlierRun> runs = {run_of(std::move(earlier))};
  return find_lineage(networks, runs);
}

TEST(FindLineageTest, KeepsTheIdOfANetworkThatLostAndGainedAccounts) {
  const auto found = find({network("new", from_to(3, 12))}, {network("old", from_to(1, 10))});
  EXPECT_EQ(found.ids, (Ids{"old"}));
  EXPECT_EQ(found.lineages[0].kind, LineageKind::kContinues);
  EXPECT_EQ(found.lineages[0].from, (Ids{"old"}));
  EXPECT_DOUBLE_EQ(found.lineages[0].overlap, 8.0 / 12);
  EXPECT_TRUE(found.vanished.empty());
}

TEST(FindLineageTest, CallsANetworkNewThatHasTooLittleInCommonAndNamesWhatVanished) {
  const auto found = find({network("new", from_to(8, 17))}, {network("old", from_to(1, 10))});
  EXPECT_EQ(found.ids, (Ids{"new"}));
  EXPECT_EQ(found.lineages[0].kind, LineageKind::kNew);
  EXPECT_TRUE(found.lineages[0].from.empty());
  ASSERT_EQ(found.vanished.size(), 1U);
  EXPECT_EQ(found.vanished[0].id, "old");
  EXPECT_EQ(found.vanished[0].accounts, 10U);
}

TEST(FindLineageTest, KeepsTheIdAtExactlyTheBoundAndNotBelow) {
  // 3 of 10 accounts in common with 3 + 7 alone: J = 3/10; one more stranger: 3/11.
  const auto at =
      find({network("new", joined({1, 2, 3}, from_to(11, 17)))}, {network("old", {1, 2, 3})});
  EXPECT_EQ(at.ids[0], "old");
  const auto below =
      find({network("new", joined({1, 2, 3}, from_to(11, 18)))}, {network("old", {1, 2, 3})});
  EXPECT_EQ(below.ids[0], "new");
}

TEST(FindLineageTest, GivesTheIdToTheLargerPartOfASplitAndANewOneToTheOther) {
  const auto found = find({network("small", from_to(1, 4)), network("large", from_to(5, 10))},
                          {network("old", from_to(1, 10))});
  EXPECT_EQ(found.ids, (Ids{"small", "old"}));
  EXPECT_EQ(found.lineages[0].kind, LineageKind::kSplit);
  EXPECT_EQ(found.lineages[0].from, (Ids{"old"}));
  EXPECT_DOUBLE_EQ(found.lineages[0].overlap, 0.4);
  EXPECT_EQ(found.lineages[1].kind, LineageKind::kContinues);
}

TEST(FindLineageTest, CallsASmallPartOfAVanishedNetworkASplit) {
  const auto found = find({network("part", {1, 2})}, {network("old", from_to(1, 20))});
  EXPECT_EQ(found.ids, (Ids{"part"}));
  EXPECT_EQ(found.lineages[0].kind, LineageKind::kSplit);
  EXPECT_TRUE(found.vanished.empty());
}

TEST(FindLineageTest, NamesAllThatMergedAndKeepsTheIdOfTheOneWithMostInCommon) {
  const auto found = find({network("both", from_to(1, 16))},
                          {network("small", from_to(1, 6)), network("large", from_to(7, 16))});
  EXPECT_EQ(found.ids, (Ids{"large"}));
  EXPECT_EQ(found.lineages[0].kind, LineageKind::kMerge);
  EXPECT_EQ(found.lineages[0].from, (Ids{"large", "small"}));
  EXPECT_TRUE(found.vanished.empty());
}

TEST(FindLineageTest, CallsALargeNetworkThatTookInASmallOneAMergeWithANewId) {
  const auto found = find({network("huge", from_to(1, 50))}, {network("small", from_to(1, 5))});
  EXPECT_EQ(found.ids, (Ids{"huge"}));
  EXPECT_EQ(found.lineages[0].kind, LineageKind::kMerge);
  EXPECT_EQ(found.lineages[0].from, (Ids{"small"}));
}

TEST(FindLineageTest, FollowsTheMostAccountsWhereTwoNetworksSwapThem) {
  const auto found = find({network("x", joined(from_to(1, 4), from_to(15, 20))),
                           network("y", joined(from_to(5, 10), from_to(11, 14)))},
                          {network("one", from_to(1, 10)), network("two", from_to(11, 20))});
  EXPECT_EQ(found.ids, (Ids{"two", "one"}));
  EXPECT_EQ(found.lineages[0].kind, LineageKind::kContinues);
  EXPECT_EQ(found.lineages[1].kind, LineageKind::kContinues);
}

// The first would take the id that the second needs; the best for both is another.
TEST(FindLineageTest, MatchesAllNetworksTogetherAndNotOneAfterTheOther) {
  const auto found =
      find({network("x", from_to(1, 10)), network("y", from_to(11, 14))},
           {network("p", joined(from_to(1, 5), from_to(11, 14))), network("q", from_to(6, 10))});
  EXPECT_EQ(found.ids, (Ids{"q", "p"}));
}

TEST(FindLineageTest, DoesNotGiveANameToAStrangerThatItsBearerHasLeft) {
  // "n-1" was once named after a1 … a3, and has since become a11 … a13.
  const auto found = find({network("n-1", {1, 2, 3}), network("n-2", {11, 12, 13})},
                          {network("n-1", {11, 12, 13})});
  EXPECT_EQ(found.ids[1], "n-1");
  EXPECT_NE(found.ids[0], "n-1");
  EXPECT_EQ(found.ids[0].size(), 18U);
  EXPECT_EQ(found.lineages[0].kind, LineageKind::kNew);
}

TEST(FindLineageTest, RecognisesWhatOnlyAnOlderRunHolds) {
  const std::vector<EarlierRun> runs = {
      run_of({network("asleep", from_to(1, 5)), network("awake", from_to(11, 15))}),
      run_of({network("awake", from_to(11, 16))})};
  const std::vector<NamedNetwork> networks = {network("x", from_to(1, 5)),
                                              network("y", from_to(11, 16))};
  const auto found = find_lineage(networks, runs);
  EXPECT_EQ(found.ids, (Ids{"asleep", "awake"}));
  EXPECT_DOUBLE_EQ(found.lineages[1].overlap, 1);
}

TEST(FindLineageTest, ForgetsAnOlderNetworkThatHasGoneIntoANewerOne) {
  const std::vector<EarlierRun> runs = {
      run_of({network("one", from_to(1, 5)), network("two", from_to(6, 12))}),
      run_of({network("two", from_to(1, 12))})};
  const std::vector<NamedNetwork> networks = {network("x", from_to(1, 12))};
  const auto found = find_lineage(networks, runs);
  EXPECT_EQ(found.ids, (Ids{"two"}));
  EXPECT_EQ(found.lineages[0].kind, LineageKind::kContinues);
}

TEST(FindLineageTest, FindsAllVanishedWhereNothingIsLeft) {
  const auto found = find({}, {network("b", {1, 2}), network("a", {3, 4})});
  ASSERT_EQ(found.vanished.size(), 2U);
  EXPECT_EQ(found.vanished[0].id, "a");
}

// Accounts dealt out to networks at random, each to one at most.
std::vector<NamedNetwork> deal(Random& random, const std::string& prefix, int accounts) {
  const std::uint64_t count = 1 + random.below(6);
  std::vector<std::vector<int>> hands(count);
  for (int account = 0; account < accounts; ++account) {
    if (const std::uint64_t to = random.below(count + 1); to < count) hands[to].push_back(account);
  }
  std::vector<NamedNetwork> networks;
  for (const auto& hand : hands) {
    if (hand.size() < 2) continue;
    networks.push_back(network(prefix + std::to_string(networks.size()), hand));
  }
  return networks;
}

// Half of the accounts of earlier networks stay where they were.
std::vector<NamedNetwork> move_some(Random& random, const std::vector<NamedNetwork>& earlier,
                                    const std::string& prefix) {
  std::vector<NamedNetwork> networks = earlier;
  for (auto& network : networks) network.accounts.clear();
  for (const auto& from : earlier) {
    for (const auto& account : from.accounts) {
      const std::uint64_t draw = random.below(4 * earlier.size());
      auto& to = draw < earlier.size() ? networks[draw] : networks[&from - earlier.data()];
      to.accounts.push_back(account);
    }
  }
  std::erase_if(networks, [](const auto& network) { return network.accounts.size() < 2; });
  for (std::size_t i = 0; i < networks.size(); ++i) {
    networks[i].id = prefix + std::to_string(i);
    std::sort(networks[i].accounts.begin(), networks[i].accounts.end());
  }
  return networks;
}

TEST(FindLineageTest, NeverGivesOneIdToTwoNetworksNorAnOldIdToWhatDoesNotContinueIt) {
  Random random(3);
  for (int trial = 0; trial < 300; ++trial) {
    const auto earlier = deal(random, "e", 30);
    if (earlier.empty()) continue;
    // Names that collide with earlier ones on purpose.
    const auto networks = move_some(random, earlier, trial % 2 == 0 ? "e" : "n");
    const auto found = find(networks, earlier);
    const std::set<std::string> distinct(found.ids.begin(), found.ids.end());
    ASSERT_EQ(distinct.size(), networks.size()) << "trial " << trial;
    for (std::size_t i = 0; i < networks.size(); ++i) {
      const bool is_old = std::any_of(earlier.begin(), earlier.end(),
                                      [&](const auto& e) { return e.id == found.ids[i]; });
      const Lineage& lineage = found.lineages[i];
      if (is_old) {
        ASSERT_FALSE(lineage.from.empty());
        EXPECT_EQ(lineage.from[0], found.ids[i]);
        EXPECT_GE(lineage.overlap, 0.3);
      }
      EXPECT_EQ(lineage.kind == LineageKind::kNew, lineage.from.empty());
    }
  }
}

TEST(FindLineageTest, DoesNotDependOnTheOrderOfNetworks) {
  Random random(5);
  for (int trial = 0; trial < 100; ++trial) {
    auto earlier = deal(random, "e", 24);
    if (earlier.empty()) continue;
    auto networks = move_some(random, earlier, "n");
    const auto found = find(networks, earlier);
    std::reverse(earlier.begin(), earlier.end());
    std::reverse(networks.begin(), networks.end());
    auto again = find(networks, earlier);
    std::reverse(again.ids.begin(), again.ids.end());
    ASSERT_EQ(again.ids, found.ids) << "trial " << trial;
  }
}

}  // namespace
}  // namespace overt
