#include <algorithm>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "base/random.h"
#include "stages/networks/find_networks.h"

namespace overt {
namespace {

class NumberedNames final : public Names {
 public:
  explicit NumberedNames(std::uint32_t accounts) {
    for (std::uint32_t i = 0; i < accounts; ++i) {
      names_.push_back("platform:" + std::to_string(mix64(i)));
    }
  }
  [[nodiscard]] std::string_view account(AccountId id) const override { return names_[id.value]; }
  [[nodiscard]] ObjectName object(ObjectId id) const override {
    return {names_[id.value % names_.size()], {}, ObjectKind::kGiven};
  }

 private:
  std::vector<std::string> names_;
};

struct TablePlan {
  std::uint32_t accounts = 800'000;
  std::uint32_t pairs = 3'000'000;
  std::uint32_t group = 16;  // accounts that mostly pair with each other
  double leaving = 0;        // share of the pairs with anyone
};

/// Pairs of random accounts with three witnesses each among their group's objects.
PairTable random_table(const TablePlan& plan) {
  Random random(1);
  std::vector<std::uint64_t> keys;
  while (keys.size() < plan.pairs + plan.pairs / 50) {
    const std::uint64_t a = random.below(plan.accounts);
    const std::uint64_t base = a / plan.group * plan.group;
    const std::uint64_t b =
        random.chance(plan.leaving) ? random.below(plan.accounts) : base + random.below(plan.group);
    if (a != b && b < plan.accounts) keys.push_back(std::min(a, b) << 32 | std::max(a, b));
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  PairTable table;
  for (const std::uint64_t key : keys) {
    Pair pair;
    pair.a = {static_cast<std::uint32_t>(key >> 32)};
    pair.b = {static_cast<std::uint32_t>(key)};
    pair.objects = pair.sources = pair.occasions = pair.witness_count = 3;
    pair.witness_begin = table.witnesses.size();
    for (std::uint32_t i = 0; i < 3; ++i) {
      const std::uint32_t object =
          pair.a.value / plan.group * 8 + static_cast<std::uint32_t>(random.below(2)) + 2 * i;
      table.witnesses.push_back({{object}, i, i});
    }
    table.pairs.push_back(pair);
  }
  return table;
}

void run(benchmark::State& state, const TablePlan& plan) {
  const PairTable table = random_table(plan);
  const NumberedNames names(plan.accounts);
  NetworksFound found;
  for (auto _ : state) found = find_networks(table, names, {});
  state.counters["pairs"] = static_cast<double>(table.pairs.size());
  state.counters["networks"] = static_cast<double>(found.networks.size());
}

/// 3 M pairs, 800 k accounts in components of 16.
void ManySmallComponents(benchmark::State& state) { run(state, {}); }
BENCHMARK(ManySmallComponents)->Unit(benchmark::kMillisecond)->Iterations(1);

/// The same, but a tenth of the pairs ties everything into one component.
void OneGiantComponent(benchmark::State& state) { run(state, {.leaving = 0.1}); }
BENCHMARK(OneGiantComponent)->Unit(benchmark::kMillisecond)->Iterations(1);

/// The same with half the pairs leaving: hardly any structure to find.
void OneTangledComponent(benchmark::State& state) { run(state, {.leaving = 0.5}); }
BENCHMARK(OneTangledComponent)->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
}  // namespace overt
