#pragma once
// How likely a sum of independent yes/no trials with different probabilities is to reach k, as a
// natural logarithm, so that p = 1e-300 and far below keeps its digits. Pure functions, safe to
// call from several threads. O(trials · k) time up to the stated limit; past it O(trials) and an
// upper bound. Memory: k numbers, on the stack for k ≤ 64.
//
// A probability in (0, 1e-300) counts as 1e-300, and the result says that it is a bound.

#include <cstdint>
#include <span>

namespace overt::stats {

/// Trials that share one probability.
struct TrialGroup {
  double probability = 0;
  std::uint64_t trials = 0;
};

struct LogTail {
  double log_p = 0;
  /// log_p is never below the truth but may be above it.
  bool is_upper_bound = false;
};

/// Trials · k above which the exact recursion gives way to a bound (about 0.1 s of work).
inline constexpr std::uint64_t kPoissonBinomialSteps = std::uint64_t{1} << 28;

/// log P(number of successes ≥ at_least), one probability in [0, 1] a trial.
LogTail log_poisson_binomial_upper_tail(std::span<const double> probabilities,
                                        std::uint64_t at_least,
                                        std::uint64_t max_steps = kPoissonBinomialSteps);

/// The same with equal trials together.
LogTail log_poisson_binomial_upper_tail(std::span<const TrialGroup> groups, std::uint64_t at_least,
                                        std::uint64_t max_steps = kPoissonBinomialSteps);

}  // namespace overt::stats
