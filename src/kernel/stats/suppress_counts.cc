#include "kernel/stats/suppress_counts.h"

#include <algorithm>
#include <deque>

#include "base/check.h"

namespace overt {
namespace {

// Far above any sum of counts, and far enough from the largest number to be added up.
constexpr std::uint64_t kUnbounded = std::uint64_t{1} << 40;

bool is_small(const CountCell& cell, std::uint64_t threshold) {
  return cell.value > 0 && cell.value < threshold;
}

bool narrow(CountBounds& bounds, std::uint64_t least, std::uint64_t most) {
  const CountBounds before = bounds;
  bounds.least = std::max(bounds.least, least);
  bounds.most = std::min(bounds.most, most);
  return before.least != bounds.least || before.most != bounds.most;
}

/// One sum's consequences for its members.
bool propagate(const CountSum& sum, std::vector<CountBounds>& bounds) {
  std::uint64_t least = 0;
  std::uint64_t most = 0;
  for (const std::size_t part : sum.parts) {
    least += bounds[part].least;
    most = std::min(kUnbounded, most + bounds[part].most);
  }
  bool changed = narrow(bounds[sum.total], least, most);
  const CountBounds total = bounds[sum.total];
  for (const std::size_t part : sum.parts) {
    const std::uint64_t others_least = least - bounds[part].least;
    const std::uint64_t most_here =
        total.most >= kUnbounded ? kUnbounded : total.most - std::min(total.most, others_least);
    std::uint64_t least_here = 0;
    if (most < kUnbounded) {
      const std::uint64_t others_most = most - bounds[part].most;
      least_here = total.least > others_most ? total.least - others_most : 0;
    }
    if (!narrow(bounds[part], least_here, most_here)) continue;
    changed = true;
    // The others' ends moved with it.
    return propagate(sum, bounds) || changed;
  }
  return changed;
}

/// Finds what else must be withheld for one small count that is not protected yet.
class Repair {
 public:
  Repair(std::span<const CountCell> cells, std::span<const CountSum> sums,
         const std::vector<bool>& withheld)
      : cells_(cells), sums_(sums), withheld_(withheld), seen_(cells.size(), false) {}

  /// The least count that is shown, not known, not zero, in a sum with `cell`; where there is none,
  /// in the sums of what is withheld beside it, and so on. cells.size(): none at all.
  std::size_t find(std::size_t cell) {
    std::deque<std::size_t> waiting = {cell};
    seen_[cell] = true;
    while (!waiting.empty()) {
      const std::size_t at = waiting.front();
      waiting.pop_front();
      const std::size_t best = best_beside(at, waiting);
      if (best < cells_.size()) return best;
    }
    return cells_.size();
  }

 private:
  std::size_t best_beside(std::size_t cell, std::deque<std::size_t>& waiting) {
    std::size_t best = cells_.size();
    for (const CountSum& sum : sums_) {
      const bool has = sum.total == cell ||
                       std::find(sum.parts.begin(), sum.parts.end(), cell) != sum.parts.end();
      if (!has) continue;
      for (const std::size_t part : sum.parts) best = better(best, part);
      best = better(best, sum.total);
      for (const std::size_t part : sum.parts) queue(part, waiting);
      queue(sum.total, waiting);
    }
    return best;
  }

  [[nodiscard]] std::size_t better(std::size_t best, std::size_t other) const {
    if (withheld_[other] || cells_[other].known || cells_[other].value == 0) return best;
    if (best == cells_.size() || cells_[other].value < cells_[best].value) return other;
    return best;
  }

  void queue(std::size_t cell, std::deque<std::size_t>& waiting) {
    if (seen_[cell] || !withheld_[cell]) return;
    seen_[cell] = true;
    waiting.push_back(cell);
  }

  std::span<const CountCell> cells_;
  std::span<const CountSum> sums_;
  const std::vector<bool>& withheld_;
  std::vector<bool> seen_;
};

}  // namespace

std::vector<CountBounds> bounds_of_counts(std::span<const CountCell> cells,
                                          std::span<const CountSum> sums,
                                          const std::vector<bool>& withheld,
                                          std::uint64_t threshold) {
  std::vector<CountBounds> bounds(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::uint64_t value = cells[i].value;
    bounds[i] = !withheld[i]                    ? CountBounds{value, value}
                : is_small(cells[i], threshold) ? CountBounds{1, threshold - 1}
                                                : CountBounds{1, kUnbounded};
  }
  for (bool changed = true; changed;) {
    changed = false;
    for (const CountSum& sum : sums) changed = propagate(sum, bounds) || changed;
  }
  return bounds;
}

SuppressedCounts suppress_counts(std::span<const CountCell> cells, std::span<const CountSum> sums,
                                 std::uint64_t threshold) {
  SuppressedCounts result;
  result.withheld.assign(cells.size(), false);
  std::vector<std::size_t> small;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!is_small(cells[i], threshold)) continue;
    small.push_back(i);
    result.withheld[i] = !cells[i].known;
  }
  std::vector<bool> all_but_zeros(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) all_but_zeros[i] = cells[i].value > 0;
  const auto unavoidable = bounds_of_counts(cells, sums, all_but_zeros, threshold);
  const auto is_exposed = [&](const std::vector<CountBounds>& bounds, std::size_t cell) {
    return bounds[cell].least > unavoidable[cell].least ||
           bounds[cell].most < unavoidable[cell].most;
  };
  for (;;) {
    const auto bounds = bounds_of_counts(cells, sums, result.withheld, threshold);
    std::size_t found = cells.size();
    for (std::size_t i = 0; i < small.size() && found == cells.size(); ++i) {
      if (!is_exposed(bounds, small[i])) continue;
      found = Repair(cells, sums, result.withheld).find(small[i]);
    }
    if (found < cells.size()) {
      result.withheld[found] = true;
      continue;
    }
    for (const std::size_t cell : small) {
      const bool one_value = bounds[cell].least == bounds[cell].most;
      if (one_value || is_exposed(bounds, cell)) result.open.push_back(cell);
    }
    return result;
  }
}

}  // namespace overt
