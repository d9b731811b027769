#pragma once
// How likely a binomial count is to reach k, as a natural logarithm, so that p = 1e-300 and far
// below keeps its digits. Pure functions, safe to call from several threads. O(√trials) at most.
//
// Accuracy: the logarithm is right to about 1e-12 of itself for up to 1e9 trials.

#include <cstdint>

namespace overt::stats {

struct Binomial {
  std::uint64_t trials = 0;
  double probability = 0;
};

/// log C(n, k); −∞ for k > n.
double log_choose(std::uint64_t n, std::uint64_t k);

/// log P(count ≥ at_least); 0 for at_least = 0, −∞ for at_least > trials.
double log_binomial_upper_tail(const Binomial& count, std::uint64_t at_least);

/// P(count ≥ at_least).
double binomial_upper_tail(const Binomial& count, std::uint64_t at_least);

}  // namespace overt::stats
