#pragma once
// Cohen's kappa: how far two raters agree beyond chance (Cohen 1960, Educational and Psychological
// Measurement 20:37), with the interval of its large-sample standard error (Fleiss, Cohen & Everitt
// 1969, Psychological Bulletin 72:323). Pure, safe to call from several threads, O(cells).

#include <cstdint>
#include <optional>
#include <span>

namespace overt::stats {

struct Kappa {
  double value = 0;  // 1: always; 0: as often as chance; below: less often
  double lower = -1;
  double upper = 1;
};

/// `table`: how often the first rater said i and the second j, row by row; its size is a square
/// number. nullopt where it is not defined: nothing was rated, or both always said the same one
/// thing. The interval is for many ratings; from few it is only an indication. The confidence lies
/// in (0, 1).
std::optional<Kappa> cohen_kappa(std::span<const std::uint64_t> table, double confidence);

}  // namespace overt::stats
