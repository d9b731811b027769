#include "kernel/stats/false_discovery.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace overt::stats {
namespace {

/// Those below the bound, ascending.
std::vector<std::size_t> order_of(std::span<const double> log_p, double below) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < log_p.size(); ++i) {
    if (log_p[i] < below) order.push_back(i);
  }
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return log_p[a] != log_p[b] ? log_p[a] < log_p[b] : a < b;
  });
  return order;
}

double log_price(const Hypotheses& hypotheses) {
  const double log_possible = std::log(hypotheses.possible);
  if (hypotheses.dependence == Dependence::kPositive) return log_possible;
  return log_possible + std::log(harmonic_number(hypotheses.possible));
}

}  // namespace

double harmonic_number(double m) {
  constexpr double kEulerGamma = 0.577215664901532860606512090082;
  CHECK_GE(m, 0.0);
  if (m < 100) {
    double sum = 0;
    for (double i = m; i >= 1; --i) sum += 1 / i;
    return sum;
  }
  const double inverse_square = 1 / (m * m);
  return std::log(m) + kEulerGamma + 1 / (2 * m) -
         inverse_square * (1.0 / 12 - inverse_square / 120);
}

// Benjamini & Hochberg 1995 (JRSS-B 57:289); Benjamini & Yekutieli 2001 (Annals of Statistics
// 29:1165). q_(i) = min over j ≥ i of p_(j) · m · c / j; positions past R have p = 1 and only cap
// the minimum at 1. So do all with p ≥ R / (m · c), which need no rank: in most logs that is nearly
// all of them.
std::vector<double> log_q_values(std::span<const double> log_p, const Hypotheses& hypotheses) {
  CHECK_GE(hypotheses.possible, static_cast<double>(log_p.size()));
  for (const double value : log_p) CHECK_LE(value, 0.0);
  std::vector<double> log_q(log_p.size());
  if (log_p.empty()) return log_q;
  const double price = log_price(hypotheses);
  const std::vector<std::size_t> order =
      order_of(log_p, std::log(static_cast<double>(log_p.size())) - price);
  double least = 0;
  for (std::size_t rank = order.size(); rank > 0; --rank) {
    const std::size_t at = order[rank - 1];
    least = std::min(least, log_p[at] + (price - std::log(static_cast<double>(rank))));
    log_q[at] = least;
  }
  return log_q;
}

std::vector<double> q_values(std::span<const double> p, const Hypotheses& hypotheses) {
  std::vector<double> values(p.begin(), p.end());
  for (double& value : values) {
    CHECK(value >= 0 && value <= 1);
    value = std::log(value);
  }
  values = log_q_values(values, hypotheses);
  for (double& value : values) value = std::exp(value);
  return values;
}

std::size_t rejections(std::span<const double> log_p, const Hypotheses& hypotheses, double level) {
  CHECK(level > 0 && level <= 1);
  const double log_level = std::log(level);
  const std::vector<double> log_q = log_q_values(log_p, hypotheses);
  return static_cast<std::size_t>(
      std::count_if(log_q.begin(), log_q.end(), [&](double q) { return q <= log_level; }));
}

}  // namespace overt::stats
