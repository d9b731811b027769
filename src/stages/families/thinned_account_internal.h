#pragma once
// What a busy account would look like had it done less: a control is compared with a member of
// less activity by drawing as many of its sources at random as the member has. Pure functions.
// O(min(shared, drawn)).

#include <cstdint>
#include <vector>

namespace overt {

/// An account's sources, and those of them that are the network's targets.
struct Devotion {
  std::uint32_t sources = 0;
  std::uint32_t shared = 0;
};

/// Of all ways to draw so many of an account's sources: the share with at least two targets, and
/// that with at least `devoted` of them.
struct ThinnedAccount {
  double counts = 0;
  double devoted = 0;
};

class Thinning {
 public:
  /// For accounts of up to so many sources.
  explicit Thinning(std::uint32_t sources_max);

  /// drawn ≤ account.sources ≤ sources_max; devoted ≥ 2.
  [[nodiscard]] ThinnedAccount thin(const Devotion& account, std::uint32_t drawn,
                                    std::uint32_t devoted) const;

 private:
  [[nodiscard]] double log_choose(std::uint32_t n, std::uint32_t k) const {
    return log_factorial_[n] - log_factorial_[k] - log_factorial_[n - k];
  }

  std::vector<double> log_factorial_;
};

}  // namespace overt
