#include <benchmark/benchmark.h>

#include "kernel/graph/layout.h"
#include "kernel/graph/sample_graphs.h"

namespace overt::graph {
namespace {

/// 2,000 vertices in 20 communities, about 20,000 edges.
void Layout(benchmark::State& state) {
  const Graph graph =
      planted_partition({.communities = 20, .members = 100, .degree = 22, .mixing = 0.1}).graph();
  for (auto _ : state) benchmark::DoNotOptimize(layout(graph, {}));
  state.counters["edges"] = static_cast<double>(graph.edges());
}
BENCHMARK(Layout)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace overt::graph
