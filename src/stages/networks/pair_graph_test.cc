#include "stages/networks/pair_graph.h"

#include <numeric>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "stages/networks/planted_traces.h"

namespace overt {
namespace {

struct Weighed {
  explicit Weighed(const std::vector<PlantedTrace>& traces)
      : planted(pairs_of(traces, kMicrosPerSecond, 1)),
        chosen(planted.table.pairs.size()),
        vertices(planted.table, all(), planted.names),
        witnesses(planted.table, chosen) {}

  std::span<const std::uint32_t> all() {
    std::iota(chosen.begin(), chosen.end(), 0U);
    return chosen;
  }
  [[nodiscard]] std::vector<double> weights() const {
    std::vector<double> result;
    for (const auto weight : pair_weights(planted.table, chosen, vertices, witnesses)) {
      result.push_back(static_cast<double>(weight) / static_cast<double>(kObjectWeight));
    }
    return result;
  }

  Planted planted;
  std::vector<std::uint32_t> chosen;
  AccountVertices vertices;
  WitnessIndex witnesses;
};

TEST(PairGraphTest, NumbersAccountsInTheOrderOfTheirNames) {
  const Weighed weighed({{"prefix-is-long-b", "o", 0},
                         {"prefix-is-long-a", "o", 0},
                         {"prefix-is-long", "o", 0},
                         {"\xc3\xa9", "o", 0},
                         {"", "o", 0}});
  std::vector<std::string> names;
  for (std::uint32_t v = 0; v < weighed.vertices.size(); ++v) {
    names.emplace_back(weighed.planted.names.account(weighed.vertices.account(v)));
    EXPECT_EQ(weighed.vertices.vertex(weighed.vertices.account(v)), v);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"", "prefix-is-long", "prefix-is-long-a",
                                             "prefix-is-long-b", "\xc3\xa9"}));
}

TEST(PairGraphTest, AnObjectGivesEachAccountTheSameStrengthHoweverManyTookItUp) {
  std::vector<PlantedTrace> traces;
  for (int i = 0; i < 40; ++i) traces.push_back({"a" + std::to_string(i), "viral", 0});
  traces.push_back({"x", "quiet", 0});
  traces.push_back({"y", "quiet", 0});
  const Weighed weighed(traces);
  const auto graph =
      pair_graph(weighed.planted.table, weighed.chosen, weighed.vertices, weighed.witnesses);
  for (const double strength : graph::strengths(graph)) {
    EXPECT_NEAR(strength / static_cast<double>(kObjectWeight), 1, 1e-5);
  }
}

TEST(PairGraphTest, PartnersOutsideTheWindowDoNotDiluteAnObject) {
  std::vector<PlantedTrace> traces;
  for (int pair = 0; pair < 20; ++pair) {
    const TimeUs at = pair * kMicrosPerHour;
    traces.push_back({"a" + std::to_string(pair), "slow", at});
    traces.push_back({"b" + std::to_string(pair), "slow", at});
  }
  for (const double weight : Weighed(traces).weights()) EXPECT_EQ(weight, 1);
}

TEST(PairGraphTest, ObjectsWithoutAWitnessCountInFull) {
  Weighed weighed({{"a", "o1", 0}, {"b", "o1", 0}, {"a", "o2", 0}, {"b", "o2", 0}});
  weighed.planted.table.pairs[0].objects = 5;
  EXPECT_EQ(weighed.weights(), std::vector<double>{5});
}

}  // namespace
}  // namespace overt
