#pragma once
// Exact binomial bounds on a share, from x successes in n trials (Clopper & Pearson 1934,
// Biometrika 26:404): whatever the true share, the interval misses it with probability at most
// 1 − confidence. Pure functions, safe to call from several threads, O(1).

#include <cstdint>

namespace overt::stats {

struct Successes {
  std::uint64_t count = 0;
  std::uint64_t trials = 0;
};

struct ShareInterval {
  double lower = 0;
  double upper = 1;
};

/// Both bounds, each missed with at most (1 − confidence) / 2. No trials: [0, 1]. The confidence
/// lies in (0, 1).
ShareInterval clopper_pearson(const Successes& seen, double confidence);

/// The lower bound alone, missed with at most 1 − confidence.
double clopper_pearson_lower(const Successes& seen, double confidence);

/// The upper bound alone, missed with at most 1 − confidence.
double clopper_pearson_upper(const Successes& seen, double confidence);

}  // namespace overt::stats
