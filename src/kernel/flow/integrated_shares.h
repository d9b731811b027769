#pragma once
// How much of everything a vertex holds, directly and through others, with cycles of holdings
// counted once: integrated ownership after Brioschi, Buzzacchi & Colombo (1989), "Risk capital
// financing and the separation of ownership and control in business groups", Journal of Banking and
// Finance 13:747, in the form that leaves out what leads back through the holder itself (as in
// Vitali, Glattfelder & Battiston 2011, "The network of global corporate control", PLoS ONE
// 6:e25995, supporting information):
//
//   y_j = w_sj + Σ_{k ≠ s} y_k · w_kj      for the holder s and every j ≠ s
//
// A linear system whose matrix has column sums of at most 1, solved by Gauss–Seidel sweeps in the
// order of the vertices: the same bytes each time. Pure functions, safe to call from several
// threads. O(edges) a sweep, some tens of sweeps unless a cycle holds nearly all of itself.

#include <cstdint>
#include <span>
#include <vector>

#include "kernel/flow/weighted_share.h"

namespace overt::flow {

struct IntegratedShares {
  std::vector<double> of;  // by vertex, in [0, 1]; 0 of the holder itself
  bool converged = true;   // false: the sweeps ran out, and `of` is a lower bound
};

struct SolveLimits {
  double tolerance = 1e-12;  // the largest change of a sweep that counts as none
  std::uint32_t sweeps_max = 100'000;
};

/// Every holder and held below `vertices`. Of two shares between the same two the sum counts; of a
/// vertex that is held to more than the whole, each share is scaled down so that the whole is 1.
/// What holds itself is left out before.
IntegratedShares integrated_shares(std::uint32_t vertices, std::span<const Share> shares,
                                   std::uint32_t holder, const SolveLimits& limits = {});

}  // namespace overt::flow
