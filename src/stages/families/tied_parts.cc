#include "stages/families/tied_parts.h"

#include <algorithm>
#include <numeric>
#include <optional>

namespace overt {
namespace {

/// Disjoint sets with path halving (Tarjan & van Leeuwen 1984); the smaller number stands for both.
class Parts {
 public:
  explicit Parts(std::size_t count) : of_(count) { std::iota(of_.begin(), of_.end(), 0U); }

  std::size_t find(std::size_t i) {
    while (of_[i] != i) i = of_[i] = of_[of_[i]];
    return i;
  }
  void join(std::size_t x, std::size_t y) {
    x = find(x);
    y = find(y);
    of_[std::max(x, y)] = std::min(x, y);
  }

 private:
  std::vector<std::size_t> of_;
};

}  // namespace

std::vector<std::vector<std::uint32_t>> tied_parts(std::span<const std::uint32_t> members,
                                                   std::span<const WeighedFamily> weighed) {
  Parts parts(members.size());
  for (const WeighedFamily& family : weighed) {
    if (!family.evidence.holds) continue;
    for (const auto& tied : family.together) {
      std::optional<std::size_t> first;
      for (const std::uint32_t account : tied) {
        const auto place = std::lower_bound(members.begin(), members.end(), account);
        if (place == members.end() || *place != account) continue;
        const auto i = static_cast<std::size_t>(place - members.begin());
        if (first) parts.join(*first, i);
        first = i;
      }
    }
  }
  std::vector<std::vector<std::uint32_t>> lists(members.size());
  for (std::size_t i = 0; i < members.size(); ++i) lists[parts.find(i)].push_back(members[i]);
  std::erase_if(lists, [](const auto& list) { return list.empty(); });
  return lists;
}

}  // namespace overt
