#pragma once
// Which p-values have to be known exactly where only lower bounds of them are cheap, so that false
// discovery rates over m possible hypotheses (false_discovery.h) come out the same.
//
// A hypothesis has q < 1 only where for some x ≥ p more than m · x hypotheses have a p of x or less
// (Benjamini and Hochberg 1995). So where even the bounds, in place of the values that are not
// known yet, are too few for that at every x from some bound on, all that have that bound or a
// larger one have q = 1, and change nobody else's q. The rest is asked for from the least bound on,
// some at a time, as each value that turns out larger lets more of the others go.
//
// Not for several threads at once. O(n log n) for n hypotheses, and O(n) each time some are known.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace overt::stats {

class BoundedHypotheses {
 public:
  /// log_least[i] ≤ log p_i ≤ 0; `possible` is m, at least as many as there are.
  BoundedHypotheses(std::span<const float> log_least, double possible);

  /// The next ones whose p is asked for, at most `count`, ascending; none where nothing is left.
  std::vector<std::uint32_t> take(std::size_t count);
  /// The p of those, log_p[k] that of taken[k].
  void reveal(std::span<const float> log_p);

 private:
  void let_go();

  double log_possible_;
  std::vector<float> least_;          // of those that are open, ascending
  std::vector<std::uint32_t> which_;  // likewise
  std::size_t begin_ = 0;             // those before are known
  std::size_t end_ = 0;               // those from here on have q = 1
  std::vector<float> known_;          // ascending
};

}  // namespace overt::stats
