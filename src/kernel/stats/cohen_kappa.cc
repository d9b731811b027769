#include "kernel/stats/cohen_kappa.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/check.h"

namespace overt::stats {
namespace {

double normal_cdf(double z) { return std::erfc(-z / std::sqrt(2.0)) / 2; }

/// The z that a standard normal value exceeds in absolute value with probability 1 - confidence.
double two_sided_z(double confidence) {
  double low = 0;
  double high = 40;
  for (int i = 0; i < 100; ++i) {
    const double middle = (low + high) / 2;
    const bool below = 2 * normal_cdf(middle) - 1 < confidence;
    (below ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace

std::optional<Kappa> cohen_kappa(std::span<const std::uint64_t> table, double confidence) {
  CHECK(confidence > 0 && confidence < 1);
  std::size_t words = 0;
  while (words * words < table.size()) ++words;
  CHECK_EQ(words * words, table.size());
  double total = 0;
  for (const std::uint64_t cell : table) total += static_cast<double>(cell);
  if (total == 0) return std::nullopt;
  const auto share = [&](std::size_t i, std::size_t j) {
    return static_cast<double>(table[i * words + j]) / total;
  };
  std::vector<double> rows(words);
  std::vector<double> columns(words);
  double seen = 0;
  double by_chance = 0;
  for (std::size_t i = 0; i < words; ++i) {
    for (std::size_t j = 0; j < words; ++j) rows[i] += share(i, j), columns[i] += share(j, i);
    seen += share(i, i);
    by_chance += rows[i] * columns[i];
  }
  if (by_chance >= 1) return std::nullopt;
  Kappa kappa;
  kappa.value = (seen - by_chance) / (1 - by_chance);
  const double other = 1 - kappa.value;
  double diagonal = 0;
  double beside = 0;
  for (std::size_t i = 0; i < words; ++i) {
    for (std::size_t j = 0; j < words; ++j) {
      if (i == j) {
        diagonal += share(i, i) * std::pow(1 - (rows[i] + columns[i]) * other, 2);
      } else {
        beside += share(i, j) * std::pow(columns[i] + rows[j], 2);
      }
    }
  }
  const double last = std::pow(kappa.value - by_chance * other, 2);
  const double variance = std::max(0.0, diagonal + other * other * beside - last) /
                          (std::pow(1 - by_chance, 2) * total);
  const double half = two_sided_z(confidence) * std::sqrt(variance);
  kappa.lower = std::max(-1.0, kappa.value - half);
  kappa.upper = std::min(1.0, kappa.value + half);
  return kappa;
}

}  // namespace overt::stats
