#pragma once
// The two pieces of which log Poisson and binomial masses are made without cancellation
// (C. Loader 2000, "Fast and accurate computation of binomial probabilities"): what Stirling's
// formula misses, and how far a count is from its mean. Pure functions, safe to call from several
// threads, O(1).

namespace overt::stats {

inline constexpr double kHalfLogTwoPi = 0.918938533204672741780329736406;

/// log n! − [(n + ½) log n − n + ½ log 2π], for a whole n ≥ 1.
double stirling_error(double n);

/// x log(x / mean) + mean − x, never negative, for x ≥ 0 and mean > 0.
double deviance(double x, double mean);

}  // namespace overt::stats
