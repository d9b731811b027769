#include "kernel/stats/binomial.h"

#include <cmath>
#include <limits>

#include <boost/math/special_functions/beta.hpp>

#include "base/check.h"
#include "kernel/stats/saddle_point_internal.h"

namespace overt::stats {
namespace {

constexpr double kSmallestPlainTail = 1e-290;
constexpr double kNegligible = 1e-17;
constexpr double kNever = -std::numeric_limits<double>::infinity();

// 0 < k < n: what both the coefficient and the mass owe to Stirling's formula.
double log_stirling_part(double n, double k) {
  return stirling_error(n) - stirling_error(k) - stirling_error(n - k) - kHalfLogTwoPi -
         (std::log(k) + std::log1p(-k / n)) / 2;
}

double log_mass(const Binomial& count, double k) {
  const double n = static_cast<double>(count.trials);
  const double q = count.probability;
  if (k == n) return n * std::log(q);
  return log_stirling_part(n, k) - deviance(k, n * q) - deviance(n - k, n * (1 - q));
}

// P(≥ k) = mass(k) · (1 + ratio(k) + ratio(k) ratio(k + 1) + …), for a k above the mean.
double log_tail_by_series(const Binomial& count, double k) {
  const double n = static_cast<double>(count.trials);
  const double odds = count.probability / (1 - count.probability);
  double term = 1;
  double sum = 1;
  for (double at = k; at < n && term > kNegligible * sum; ++at) {
    term *= (n - at) / (at + 1) * odds;
    sum += term;
  }
  return log_mass(count, k) + std::log(sum);
}

bool series_is_short(const Binomial& count, double k) {
  const double mean = static_cast<double>(count.trials) * count.probability;
  return k > mean && (k <= 1000 || mean < 0.9 * k);
}

}  // namespace

double log_choose(std::uint64_t n, std::uint64_t k) {
  if (k > n) return kNever;
  if (k > n - k) k = n - k;
  if (k == 0) return 0;
  if (k == 1) return std::log(static_cast<double>(n));
  const double all = static_cast<double>(n);
  const double chosen = static_cast<double>(k);
  return log_stirling_part(all, chosen) + chosen * std::log(all / chosen) -
         (all - chosen) * std::log1p(-chosen / all);
}

double log_binomial_upper_tail(const Binomial& count, std::uint64_t at_least) {
  const double q = count.probability;
  CHECK(q >= 0 && q <= 1);
  if (at_least == 0) return 0;
  if (at_least > count.trials || q == 0) return kNever;
  if (q == 1) return 0;
  const double k = static_cast<double>(at_least);
  if (series_is_short(count, k)) return log_tail_by_series(count, k);
  const double failures = static_cast<double>(count.trials - at_least) + 1;
  if (k <= static_cast<double>(count.trials) * q) {
    return std::log1p(-boost::math::ibetac(k, failures, q));
  }
  const double tail = boost::math::ibeta(k, failures, q);
  return tail > kSmallestPlainTail ? std::log(tail) : log_tail_by_series(count, k);
}

double binomial_upper_tail(const Binomial& count, std::uint64_t at_least) {
  return std::exp(log_binomial_upper_tail(count, at_least));
}

}  // namespace overt::stats
