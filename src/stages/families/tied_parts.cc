#include "stages/families/tied_parts.h"

#include <algorithm>
#include <optional>

#include "base/disjoint_sets.h"

namespace overt {

std::vector<std::vector<std::uint32_t>> tied_parts(std::span<const std::uint32_t> members,
                                                   std::span<const WeighedFamily> weighed) {
  DisjointSets parts(members.size());
  for (const WeighedFamily& family : weighed) {
    if (!family.evidence.holds) continue;
    for (const auto& tied : family.together) {
      std::optional<std::uint32_t> first;
      for (const std::uint32_t account : tied) {
        const auto place = std::lower_bound(members.begin(), members.end(), account);
        if (place == members.end() || *place != account) continue;
        const auto i = static_cast<std::uint32_t>(place - members.begin());
        if (first) parts.join(*first, i);
        first = i;
      }
    }
  }
  std::vector<std::vector<std::uint32_t>> lists(members.size());
  for (std::uint32_t i = 0; i < members.size(); ++i) lists[parts.find(i)].push_back(members[i]);
  std::erase_if(lists, [](const auto& list) { return list.empty(); });
  return lists;
}

}  // namespace overt
