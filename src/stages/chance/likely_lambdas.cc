#include "stages/chance/likely_lambdas.h"

#include "kernel/stats/poisson.h"

namespace overt {
namespace {

constexpr double kLogMargin = 1e-3;
constexpr int kHalvings = 60;

// From above, and with a margin that no rounding reaches.
double least_likely_lambda(std::uint32_t sources, double log_p1) {
  const auto is_enough = [&](double lambda) {
    return stats::log_poisson_upper_tail(lambda, sources) > log_p1 + kLogMargin;
  };
  double low = 0;
  double high = sources;
  if (!is_enough(high)) return std::numeric_limits<double>::infinity();
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = (low + high) / 2;
    (is_enough(middle) ? high : low) = middle;
  }
  return high;
}

}  // namespace

LikelyLambdas::LikelyLambdas(std::uint32_t sources_below, double log_p1) {
  for (std::uint32_t sources = 0; sources < sources_below; ++sources) {
    lambdas_.push_back(sources == 0 ? 0 : least_likely_lambda(sources, log_p1));
  }
}

}  // namespace overt
