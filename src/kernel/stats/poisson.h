#pragma once
// How likely a Poisson count is to reach k, as a natural logarithm, so that p = 1e-300 and far
// below keeps its digits. Pure functions, safe to call from several threads. O(1) for mean < 1 and
// k ≤ 20 (some tens of nanoseconds); O(√k) at most elsewhere.
//
// Accuracy: the logarithm is right to 1e-12 of itself for means and counts up to 1e9, and to
// 1e-15 where the series serves (mean < 1, or k ≤ 1000 above the mean, or mean < 0.9 k).

#include <cstdint>

namespace overt::stats {

/// log P(Poisson(mean) ≥ at_least); 0 for at_least = 0, −∞ for mean = 0 otherwise. The mean is
/// finite and not negative.
double log_poisson_upper_tail(double mean, std::uint64_t at_least);

/// P(Poisson(mean) ≥ at_least).
double poisson_upper_tail(double mean, std::uint64_t at_least);

}  // namespace overt::stats
