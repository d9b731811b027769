#include "stages/confirmation/join_groups.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

namespace overt {
namespace {

/// On an object that more groups met on, everybody meets.
constexpr std::size_t kGroupsOnObjectMax = 64;

class Sets {
 public:
  explicit Sets(std::size_t count) : parent_(count) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
  }
  std::size_t find(std::size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void join(std::size_t x, std::size_t y) {
    x = find(x);
    y = find(y);
    parent_[std::max(x, y)] = std::min(x, y);
  }

 private:
  std::vector<std::size_t> parent_;
};

bool overlap(const Meeting& x, const Meeting& y) { return x.begin <= y.end && y.begin <= x.end; }

}  // namespace

std::vector<std::vector<std::uint32_t>> join_groups(std::span<const GroupMeetings> groups) {
  struct At {
    std::size_t group;
    const Meeting* meeting;
  };
  std::map<std::uint32_t, std::vector<At>> by_object;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    for (const Meeting& meeting : groups[i].meetings)
      by_object[meeting.object].push_back({i, &meeting});
  }
  std::map<std::pair<std::size_t, std::size_t>, std::uint32_t> shared;
  for (const auto& [object, list] : by_object) {
    if (list.size() > kGroupsOnObjectMax) continue;
    for (std::size_t i = 0; i < list.size(); ++i) {
      for (std::size_t j = i + 1; j < list.size(); ++j) {
        if (overlap(*list[i].meeting, *list[j].meeting)) ++shared[{list[i].group, list[j].group}];
      }
    }
  }
  Sets sets(groups.size());
  for (const auto& [two, count] : shared) {
    const std::size_t met =
        std::min(groups[two.first].meetings.size(), groups[two.second].meetings.size());
    if (count >= kMeetingsShared && 2 * std::size_t{count} >= met) sets.join(two.first, two.second);
  }
  std::map<std::size_t, std::vector<std::size_t>> joined;
  for (std::size_t i = 0; i < groups.size(); ++i) joined[sets.find(i)].push_back(i);
  std::vector<std::vector<std::uint32_t>> unions;
  for (const auto& [root, parts] : joined) {
    if (parts.size() < 2) continue;
    std::set<std::uint32_t> members;
    for (const std::size_t part : parts) {
      members.insert(groups[part].members.begin(), groups[part].members.end());
    }
    unions.emplace_back(members.begin(), members.end());
  }
  return unions;
}

}  // namespace overt
