#include "kernel/flow/integrated_shares.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace overt::flow {
namespace {

// Without what holds itself, no vertex held to more than the whole, by the vertex that is held.
std::vector<Share> normalised(std::uint32_t vertices, std::span<const Share> shares) {
  std::vector<double> whole(vertices, 0);
  std::vector<Share> kept;
  kept.reserve(shares.size());
  for (const Share& share : shares) {
    CHECK(share.holder < vertices && share.held < vertices);
    CHECK(share.share >= 0 && share.share <= 1);
    if (share.holder == share.held) continue;
    whole[share.held] += share.share;
    kept.push_back(share);
  }
  for (Share& share : kept) share.share /= std::max(1.0, whole[share.held]);
  std::stable_sort(kept.begin(), kept.end(),
                   [](const Share& x, const Share& y) { return x.held < y.held; });
  return kept;
}

}  // namespace

IntegratedShares integrated_shares(std::uint32_t vertices, std::span<const Share> shares,
                                   std::uint32_t holder, const SolveLimits& limits) {
  CHECK(holder < vertices);
  const std::vector<Share> by_held = normalised(vertices, shares);
  IntegratedShares result;
  result.of.assign(vertices, 0);
  for (std::uint32_t sweep = 0; sweep < limits.sweeps_max; ++sweep) {
    double change = 0;
    for (std::size_t i = 0; i < by_held.size();) {
      const std::uint32_t held = by_held[i].held;
      double sum = 0;
      for (; i < by_held.size() && by_held[i].held == held; ++i) {
        const Share& share = by_held[i];
        sum += share.holder == holder ? share.share : result.of[share.holder] * share.share;
      }
      if (held == holder) continue;
      change = std::max(change, std::abs(sum - result.of[held]));
      result.of[held] = std::min(1.0, sum);
    }
    if (change <= limits.tolerance) return result;
  }
  result.converged = by_held.empty();
  return result;
}

}  // namespace overt::flow
