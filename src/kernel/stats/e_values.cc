#include "kernel/stats/e_values.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.h"
#include "kernel/stats/false_discovery.h"

namespace overt::stats {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double log_mean(std::span<const double> logs) {
  CHECK(!logs.empty());
  for (const double value : logs) CHECK(!std::isnan(value));
  const double largest = *std::max_element(logs.begin(), logs.end());
  if (std::isinf(largest)) return largest;
  double sum = 0;
  for (const double value : logs) sum += std::exp(value - largest);
  return largest + std::log(sum / static_cast<double>(logs.size()));
}

// e-BH is the step-up procedure on 1/e.
std::vector<double> log_reciprocals(std::span<const double> log_e) {
  std::vector<double> result(log_e.size());
  // An e-value below 1 can never be rejected; 1/e above 1 is no p-value and counts as 1.
  std::transform(log_e.begin(), log_e.end(), result.begin(),
                 [](double value) { return std::min(-value, 0.0); });
  return result;
}

}  // namespace

// With L = −ln p ≥ 0 the calibrator is (e^L − 1 − L) / L².
double log_e_value(double log_p) {
  CHECK_LE(log_p, 0.0);
  const double surprise = -log_p;
  if (std::isinf(surprise)) return kInfinity;
  if (surprise < 0.5) {
    // Σ L^i / (i + 2)!, where the closed form would cancel.
    double term = 0.5;
    double sum = 0.5;
    for (double i = 3; term > 1e-18; ++i) {
      term *= surprise / i;
      sum += term;
    }
    return std::log(sum);
  }
  return surprise - 2 * std::log(surprise) + std::log1p(-(1 + surprise) * std::exp(-surprise));
}

double log_mean_e_value(std::span<const double> log_e) { return log_mean(log_e); }

double log_product_e_value(std::span<const double> log_e) {
  double sum = 0;
  bool lost = false;
  for (const double value : log_e) {
    CHECK(!std::isnan(value));
    lost = lost || value == -kInfinity;
    sum += value;
  }
  return lost ? -kInfinity : sum;
}

std::vector<double> e_bh_log_q_values(std::span<const double> log_e, double possible) {
  return log_q_values(log_reciprocals(log_e), {.possible = possible});
}

std::size_t e_bh_rejections(std::span<const double> log_e, double possible, double level) {
  return rejections(log_reciprocals(log_e), {.possible = possible}, level);
}

double log_twice_mean_p_value(std::span<const double> log_p) {
  return std::min(0.0, std::log(2.0) + log_mean(log_p));
}

}  // namespace overt::stats
