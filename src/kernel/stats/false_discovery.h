#pragma once
// How many of the findings may be chance: step-up false discovery rates over m POSSIBLE
// hypotheses, of which only the R ≤ m looked at are given; the rest have p = 1. Pure functions,
// safe to call from several threads. O(R log R) time, O(R) memory. Equal p-values get equal
// q-values, whatever their order.

#include <cstddef>
#include <span>
#include <vector>

namespace overt::stats {

/// What is assumed of how the p-values depend on each other.
enum class Dependence {
  kPositive,   // independent or positively regression dependent: Benjamini–Hochberg
  kArbitrary,  // anything: Benjamini–Yekutieli, dearer by about ln m + 0.58
};

struct Hypotheses {
  /// m, a whole number up to 2^53, fixed before the p-values were looked at.
  double possible = 0;
  Dependence dependence = Dependence::kPositive;
};

/// H_m = 1 + 1/2 + … + 1/m.
double harmonic_number(double m);

/// log q in the order given: q_i is the least level at which the step-up procedure rejects i.
std::vector<double> log_q_values(std::span<const double> log_p, const Hypotheses& hypotheses);

/// The same on plain numbers.
std::vector<double> q_values(std::span<const double> p, const Hypotheses& hypotheses);

/// How many the step-up procedure rejects at a level in (0, 1]: those with log q ≤ log level.
std::size_t rejections(std::span<const double> log_p, const Hypotheses& hypotheses, double level);

}  // namespace overt::stats
