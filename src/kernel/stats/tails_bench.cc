#include <cmath>
#include <cstdint>
#include <vector>

#include <benchmark/benchmark.h>

#include "base/random.h"
#include "kernel/stats/poisson.h"
#include "kernel/stats/poisson_binomial.h"

namespace overt::stats {
namespace {

/// Means between 1e-6 and 1, counts 2…9: one call a pair.
void PoissonTailOfRarePair(benchmark::State& state) {
  Random random(1);
  std::vector<double> means(4096);
  for (double& mean : means) mean = std::pow(10, -6 * random.uniform());
  std::size_t at = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(log_poisson_upper_tail(means[at % means.size()], 2 + at % 8));
    ++at;
  }
}
BENCHMARK(PoissonTailOfRarePair);

/// A mean of `range`, counts from the mean to twelve standard deviations above.
void PoissonTailOfBusyPair(benchmark::State& state) {
  const double mean = static_cast<double>(state.range(0));
  const double deviation = std::sqrt(mean);
  std::uint64_t at = 0;
  for (auto _ : state) {
    const double count = mean + deviation * static_cast<double>(at++ % 13);
    benchmark::DoNotOptimize(log_poisson_upper_tail(mean, static_cast<std::uint64_t>(count)));
  }
}
BENCHMARK(PoissonTailOfBusyPair)->Arg(3)->Arg(100)->Arg(10'000)->Arg(1'000'000);

std::vector<double> probabilities(std::size_t count) {
  Random random(2);
  std::vector<double> result(count);
  for (double& p : result) p = 0.1 * random.uniform();
  return result;
}

/// `range(0)` common objects of which `range(1)` were hit.
void PoissonBinomialTail(benchmark::State& state) {
  const std::vector<double> trials = probabilities(static_cast<std::size_t>(state.range(0)));
  const auto at_least = static_cast<std::uint64_t>(state.range(1));
  for (auto _ : state) {
    benchmark::DoNotOptimize(log_poisson_binomial_upper_tail(trials, at_least));
  }
}
BENCHMARK(PoissonBinomialTail)
    ->Args({5, 3})
    ->Args({20, 5})
    ->Args({100, 10})
    ->Args({1'000, 64})
    ->Args({1'000, 700})
    ->Args({100'000, 2'000})
    ->Args({100'000, 50'000});

}  // namespace
}  // namespace overt::stats
