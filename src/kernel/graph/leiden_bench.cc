#include <benchmark/benchmark.h>

#include "kernel/graph/leiden.h"
#include "kernel/graph/sample_graphs.h"

namespace overt::graph {
namespace {

/// 50,000 vertices in communities of 100, about 398,000 edges, a share of them leaving (percent).
void Leiden(benchmark::State& state) {
  PlantedPartition plan;
  plan.communities = 500;
  plan.members = 100;
  plan.mixing = static_cast<double>(state.range(0)) / 100;
  const Graph graph = planted_partition(plan).graph();
  Communities found;
  for (auto _ : state) found = leiden(graph, {});
  state.counters["edges"] = static_cast<double>(graph.edges());
  state.counters["modularity"] = found.modularity;
  state.counters["communities"] = found.partition.count;
  state.counters["iterations"] = found.iterations;
}
BENCHMARK(Leiden)->Arg(20)->Arg(40)->Arg(60)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace overt::graph
