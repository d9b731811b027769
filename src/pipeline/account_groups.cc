#include "pipeline/account_groups.h"

#include <algorithm>
#include <tuple>

namespace overt {

AccountGroups::AccountGroups(const Truth& truth)
    : truth_(truth), accounts_(truth.groups.size(), 0) {
  for (std::uint32_t g = 0; g < truth.groups.size(); ++g) {
    const std::uint32_t rank = is_planted(g) ? 0 : truth.groups[g].has_members ? 1 : 2;
    for (const auto& member : truth.groups[g].members) entries_.push_back({member, rank, g});
  }
  std::sort(entries_.begin(), entries_.end(), [](const Entry& x, const Entry& y) {
    return std::tie(x.account, x.rank, x.group) < std::tie(y.account, y.rank, y.group);
  });
  const auto same = [](const Entry& x, const Entry& y) { return x.account == y.account; };
  entries_.erase(std::unique(entries_.begin(), entries_.end(), same), entries_.end());
  for (const Entry& entry : entries_) ++accounts_[entry.group];
}

std::uint32_t AccountGroups::group_of(std::string_view account) const {
  const auto found =
      std::lower_bound(entries_.begin(), entries_.end(), account,
                       [](const Entry& entry, std::string_view a) { return entry.account < a; });
  const bool known = found != entries_.end() && found->account == account;
  return known ? found->group : kNobodys;
}

bool AccountGroups::is_planted(std::uint32_t group) const {
  return group != kNobodys && truth_.groups[group].planted && truth_.groups[group].has_members;
}

}  // namespace overt
