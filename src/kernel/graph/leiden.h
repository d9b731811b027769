#pragma once
// Communities of highest modularity by the Leiden algorithm: V. A. Traag, L. Waltman and
// N. J. van Eck (2019), "From Louvain to Leiden: guaranteeing well-connected communities",
// Sci. Rep. 9:5233. Each iteration moves single vertices while that helps (a queue holds those
// whose neighbourhood changed), refines every community into well-connected parts, and goes on
// with the parts as vertices; iterations repeat until none improves the modularity.
//
// Every community of the result is connected. The result is a function of graph and options alone,
// whatever the machine or the number of threads; weights matter only relative to each other. A
// pure function, safe to call from several threads. O(m) memory; each iteration takes about
// O(m log n), and there are seldom more than ten.

#include <cstdint>

#include "kernel/graph/graph.h"
#include "kernel/graph/partition.h"

namespace overt::graph {

struct LeidenOptions {
  double resolution = 1;  // γ of the modularity; higher gives smaller communities
  std::uint64_t seed = 1;
  double improvement_min = 1e-5;  // an iteration that raises the modularity by less is the last
  std::uint32_t iterations_max = 32;
};

struct Communities {
  Partition partition;
  double modularity = 0;
  std::uint32_t iterations = 0;
  bool converged = false;  // false: iterations_max was reached while still improving
};

Communities leiden(const Graph& graph, const LeidenOptions& options);

}  // namespace overt::graph
