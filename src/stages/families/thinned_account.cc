#include <algorithm>
#include <cmath>

#include "stages/families/thinned_account_internal.h"

namespace overt {

Thinning::Thinning(std::uint32_t sources_max) : log_factorial_(std::size_t{sources_max} + 1, 0) {
  for (std::size_t n = 1; n < log_factorial_.size(); ++n) {
    log_factorial_[n] = log_factorial_[n - 1] + std::log(static_cast<double>(n));
  }
}

ThinnedAccount Thinning::thin(const Devotion& account, std::uint32_t drawn,
                              std::uint32_t devoted) const {
  constexpr std::uint32_t kTargetsMin = 2;
  const std::uint32_t others = account.sources - account.shared;
  const std::uint32_t least = drawn > others ? drawn - others : 0;
  const double all = log_choose(account.sources, drawn);
  ThinnedAccount thinned;
  for (std::uint32_t i = std::max(kTargetsMin, least); i <= std::min(account.shared, drawn); ++i) {
    const double share =
        std::exp(log_choose(account.shared, i) + log_choose(others, drawn - i) - all);
    thinned.counts += share;
    thinned.devoted += i >= devoted ? share : 0;
  }
  return thinned;
}

}  // namespace overt
