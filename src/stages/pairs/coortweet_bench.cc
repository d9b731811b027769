#include <cmath>
#include <cstdint>
#include <vector>

#include <benchmark/benchmark.h>

#include "base/random.h"
#include "stages/pairs/coortweet.h"

namespace overt {
namespace {

/// A skewed log: account and object popularity fall off like 1 / rank over a month.
struct Log {
  std::vector<std::uint32_t> objects;
  std::vector<std::uint32_t> accounts;
  std::vector<std::uint32_t> contents;
  std::vector<TimeUs> times;

  explicit Log(std::uint32_t shares) {
    Random random(42);
    const double count = shares;
    const auto skewed = [&](double below) {
      return static_cast<std::uint32_t>(std::pow(below, random.uniform()));
    };
    for (std::uint32_t i = 0; i < shares; ++i) {
      objects.push_back(skewed(count / 4));
      accounts.push_back(skewed(count / 10));
      contents.push_back(shares + i);
      times.push_back(static_cast<TimeUs>(random.below(30 * 86'400)) * kMicrosPerSecond);
    }
  }
};

void FindRowsAndEdges(benchmark::State& state) {
  const Log log(static_cast<std::uint32_t>(state.range(0)));
  CoortweetParameters parameters;
  parameters.window = 60 * kMicrosPerSecond;
  std::size_t rows = 0;
  for (auto _ : state) {
    const auto tables = find_coortweet({log.objects, log.accounts, log.contents, log.times},
                                       parameters, no_progress());
    rows = tables.value().rows.size();
  }
  state.counters["rows"] = static_cast<double>(rows);
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(FindRowsAndEdges)
    ->Arg(35'000)
    ->Arg(100'000)
    ->Arg(1'000'000)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace overt
