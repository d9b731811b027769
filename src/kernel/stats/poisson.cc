#include "kernel/stats/poisson.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

#include <boost/math/special_functions/gamma.hpp>

#include "base/check.h"
#include "kernel/stats/saddle_point_internal.h"

namespace overt::stats {
namespace {

constexpr std::uint64_t kSmallCount = 20;
// Below this a tail is not taken as a plain number but built from its logarithm.
constexpr double kSmallestPlainTail = 1e-290;
constexpr double kNegligible = 1e-17;

constexpr std::array<double, 64> make_reciprocals() {
  std::array<double, 64> result{};
  for (std::size_t i = 1; i < result.size(); ++i) result[i] = 1 / static_cast<double>(i);
  return result;
}

constexpr std::array<double, 64> kReciprocal = make_reciprocals();

// loggamma(k + 1) by mpmath with 60 digits, k = 0…20.
constexpr std::array<double, kSmallCount + 1> kLogFactorial = {0,
                                                               0,
                                                               0.69314718055994530942,
                                                               1.7917594692280550008,
                                                               3.1780538303479456196,
                                                               4.7874917427820459942,
                                                               6.5792512120101009951,
                                                               8.5251613610654143002,
                                                               10.604602902745250228,
                                                               12.801827480081469611,
                                                               15.104412573075515295,
                                                               17.502307845873885839,
                                                               19.98721449566188615,
                                                               22.552163853123422886,
                                                               25.1912211827386815,
                                                               27.899271383840891566,
                                                               30.671860106080672804,
                                                               33.505073450136888884,
                                                               36.395445208033053576,
                                                               39.339884187199494036,
                                                               42.33561646075348503};

// Σ_{j ≥ k} mean^j / j! = mean^k / k! · (1 + mean/(k+1) + …): for mean < 1 at most 20 terms.
double log_tail_of_small(double mean, std::size_t at_least) {
  double term = 1;
  double sum = 1;
  for (std::size_t i = at_least + 1; term > kNegligible; ++i) {
    term *= mean * kReciprocal[i];
    sum += term;
  }
  return static_cast<double>(at_least) * std::log(mean) - kLogFactorial[at_least] - mean +
         std::log(sum);
}

// The same series from the mass at k, for a k above the mean.
double log_tail_by_series(double mean, double at_least) {
  const double log_mass =
      -stirling_error(at_least) - deviance(at_least, mean) - kHalfLogTwoPi - std::log(at_least) / 2;
  double term = 1;
  double sum = 1;
  for (double next = at_least + 1; term > kNegligible * sum; ++next) {
    term *= mean / next;
    sum += term;
  }
  return log_mass + std::log(sum);
}

bool series_is_short(double mean, double at_least) {
  return at_least > mean && (at_least <= 1000 || mean < 0.9 * at_least);
}

}  // namespace

double log_poisson_upper_tail(double mean, std::uint64_t at_least) {
  CHECK(mean >= 0 && std::isfinite(mean));
  if (at_least == 0) return 0;
  if (mean == 0) return -std::numeric_limits<double>::infinity();
  if (mean < 1 && at_least <= kSmallCount) return log_tail_of_small(mean, at_least);
  const double count = static_cast<double>(at_least);
  if (series_is_short(mean, count)) return log_tail_by_series(mean, count);
  if (count <= mean) return std::log1p(-boost::math::gamma_q(count, mean));
  const double tail = boost::math::gamma_p(count, mean);
  return tail > kSmallestPlainTail ? std::log(tail) : log_tail_by_series(mean, count);
}

double poisson_upper_tail(double mean, std::uint64_t at_least) {
  return std::exp(log_poisson_upper_tail(mean, at_least));
}

}  // namespace overt::stats
