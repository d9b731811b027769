#include "kernel/flow/majority_reach.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/random.h"

namespace overt::flow {
namespace {

// Adds whatever is commanded until nothing changes.
std::vector<bool> by_repetition(std::uint32_t n, const Commands& commands, std::uint32_t holder) {
  std::vector<bool> reached(n, false);
  reached[holder] = true;
  for (bool more = true; more;) {
    more = false;
    for (std::uint32_t v = 0; v < n; ++v) {
      double held = 0;
      bool outright = false;
      for (const Share& s : commands.shares) held += s.held == v && reached[s.holder] ? s.share : 0;
      for (const Command& c : commands.outright) outright |= c.to == v && reached[c.from];
      if (reached[v] || !(outright || held > .5 + 1e-9)) continue;
      reached[v] = more = true;
    }
  }
  return reached;
}

TEST(MajorityReachTest, TheWeakestLinkDecidesNotTheProduct) {
  const std::vector<Share> shares = {{0, 1, .51}, {1, 2, .51}, {2, 3, .49}};
  EXPECT_EQ(majority_reach(4, {shares, {}}, 0), (std::vector<bool>{true, true, true, false}));
}

TEST(MajorityReachTest, AddsUpWhatTheCommandedHold) {
  const std::vector<Share> shares = {{0, 1, .6}, {0, 2, .3}, {1, 2, .3}};
  EXPECT_TRUE(majority_reach(3, {shares, {}}, 0)[2]);
}

TEST(MajorityReachTest, OneHalfIsNotMoreThanOneHalf) {
  const std::vector<Share> shares = {{0, 1, .5}, {0, 2, .25}, {0, 2, .25}};
  EXPECT_EQ(majority_reach(3, {shares, {}}, 0), (std::vector<bool>{true, false, false}));
}

TEST(MajorityReachTest, ACycleCommandsNothingBySitting) {
  const std::vector<Share> shares = {{1, 2, .9}, {2, 1, .9}, {0, 1, .1}};
  EXPECT_EQ(majority_reach(3, {shares, {}}, 0), (std::vector<bool>{true, false, false}));
}

TEST(MajorityReachTest, CommandsOutrightWhateverIsHeld) {
  const std::vector<Command> outright = {{0, 1}};
  const std::vector<Share> shares = {{1, 2, .7}};
  EXPECT_TRUE(majority_reach(3, {shares, outright}, 0)[2]);
}

RC_GTEST_PROP(MajorityReachTest, EqualsRepetitionOnRandomGraphs, (std::uint64_t seed)) {
  Random random(seed);
  const auto n = static_cast<std::uint32_t>(1 + random.below(12));
  std::vector<Share> shares;
  std::vector<Command> outright;
  for (std::uint64_t i = random.below(3 * n); i > 0; --i) {
    shares.push_back({static_cast<std::uint32_t>(random.below(n)),
                      static_cast<std::uint32_t>(random.below(n)), random.uniform()});
  }
  for (std::uint64_t i = random.below(3); i > 0; --i) {
    outright.push_back(
        {static_cast<std::uint32_t>(random.below(n)), static_cast<std::uint32_t>(random.below(n))});
  }
  const auto holder = static_cast<std::uint32_t>(random.below(n));
  const Commands commands{shares, outright};
  RC_ASSERT(majority_reach(n, commands, holder) == by_repetition(n, commands, holder));
}

}  // namespace
}  // namespace overt::flow
