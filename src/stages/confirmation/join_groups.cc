#include "stages/confirmation/join_groups.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/disjoint_sets.h"

namespace overt {
namespace {

/// On an object that more groups met on, everybody meets.
constexpr std::size_t kGroupsOnObjectMax = 64;

bool overlap(const Meeting& x, const Meeting& y) { return x.begin <= y.end && y.begin <= x.end; }

}  // namespace

std::vector<std::vector<std::uint32_t>> join_groups(std::span<const GroupMeetings> groups) {
  struct At {
    std::uint32_t group;
    const Meeting* meeting;
  };
  std::map<std::uint32_t, std::vector<At>> by_object;
  for (std::uint32_t i = 0; i < groups.size(); ++i) {
    for (const Meeting& meeting : groups[i].meetings)
      by_object[meeting.object].push_back({i, &meeting});
  }
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> shared;
  for (const auto& [object, list] : by_object) {
    if (list.size() > kGroupsOnObjectMax) continue;
    for (std::size_t i = 0; i < list.size(); ++i) {
      for (std::size_t j = i + 1; j < list.size(); ++j) {
        if (overlap(*list[i].meeting, *list[j].meeting)) ++shared[{list[i].group, list[j].group}];
      }
    }
  }
  DisjointSets sets(groups.size());
  for (const auto& [two, count] : shared) {
    const std::size_t met =
        std::min(groups[two.first].meetings.size(), groups[two.second].meetings.size());
    if (count >= kMeetingsShared && 2 * std::size_t{count} >= met) sets.join(two.first, two.second);
  }
  std::map<std::uint32_t, std::vector<std::uint32_t>> joined;
  for (std::uint32_t i = 0; i < groups.size(); ++i) joined[sets.find(i)].push_back(i);
  std::vector<std::vector<std::uint32_t>> unions;
  for (const auto& [root, parts] : joined) {
    if (parts.size() < 2) continue;
    std::set<std::uint32_t> members;
    for (const std::uint32_t part : parts) {
      members.insert(groups[part].members.begin(), groups[part].members.end());
    }
    unions.emplace_back(members.begin(), members.end());
  }
  return unions;
}

}  // namespace overt
