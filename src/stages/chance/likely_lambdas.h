#pragma once
// λ from which on so many sources are likely: p1 of them is then above a bound, which is known
// before λ is summed up to its end.
//
// Thread safety: const calls at once. Making: one search for each number of sources.

#include <cstdint>
#include <limits>
#include <vector>

namespace overt {

class LikelyLambdas {
 public:
  /// Nothing is likely.
  LikelyLambdas() = default;
  /// For fewer sources than these, and a bound of p1 in natural logarithms.
  LikelyLambdas(std::uint32_t sources_below, double log_p1);

  /// Infinite where the sources are not below the bound, or not even as many expected are enough.
  [[nodiscard]] double lambda(std::uint32_t sources) const {
    return sources < lambdas_.size() ? lambdas_[sources] : std::numeric_limits<double>::infinity();
  }

 private:
  std::vector<double> lambdas_;  // by sources
};

}  // namespace overt
