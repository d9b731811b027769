#include "kernel/stats/bounded_hypotheses.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/check.h"

namespace overt::stats {
namespace {

/// More than the rounding of single precision comes to.
constexpr double kSlack = 1e-4;

}  // namespace

BoundedHypotheses::BoundedHypotheses(std::span<const float> log_least, double possible)
    : log_possible_(std::log(possible)) {
  CHECK_GE(possible, static_cast<double>(log_least.size()));
  if (log_least.empty()) return;
  // Where p ≥ n / m, m · x ≥ n.
  const auto most =
      static_cast<float>(std::log(static_cast<double>(log_least.size())) - log_possible_ + kSlack);
  std::vector<std::pair<float, std::uint32_t>> open;
  for (std::uint32_t i = 0; i < log_least.size(); ++i) {
    if (log_least[i] <= most) open.emplace_back(log_least[i], i);
  }
  std::sort(open.begin(), open.end());
  for (const auto& [least, i] : open) {
    least_.push_back(least);
    which_.push_back(i);
  }
  end_ = open.size();
  let_go();
}

std::vector<std::uint32_t> BoundedHypotheses::take(std::size_t count) {
  const std::size_t end = std::min(end_, begin_ + count);
  if (begin_ >= end) return {};
  std::vector<std::uint32_t> taken(which_.begin() + static_cast<std::ptrdiff_t>(begin_),
                                   which_.begin() + static_cast<std::ptrdiff_t>(end));
  std::sort(taken.begin(), taken.end());
  begin_ = end;
  return taken;
}

void BoundedHypotheses::reveal(std::span<const float> log_p) {
  const auto middle = static_cast<std::ptrdiff_t>(known_.size());
  known_.insert(known_.end(), log_p.begin(), log_p.end());
  std::sort(known_.begin() + middle, known_.end());
  std::inplace_merge(known_.begin(), known_.begin() + middle, known_.end());
  let_go();
}

// From the largest x down: at each, the open ones with no larger bound and the known ones with no
// larger p.
void BoundedHypotheses::let_go() {
  std::size_t end = end_;
  std::size_t known = known_.size();
  while (end > begin_) {
    const bool is_open = known == 0 || least_[end - 1] >= known_[known - 1];
    const auto log_x = static_cast<double>(is_open ? least_[end - 1] : known_[known - 1]);
    const auto up_to_x = static_cast<double>(known + (end - begin_));
    if (std::log(up_to_x) + kSlack >= log_possible_ + log_x) break;
    --(is_open ? end : known);
  }
  end_ = std::max(end, begin_);
}

}  // namespace overt::stats
