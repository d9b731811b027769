#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "kernel/stats/binomial.h"
#include "stages/families/passed_handles_internal.h"

namespace overt {
namespace {

/// Whoever has a name again so often never gave it up: several go by it at a time.
constexpr std::uint32_t kTimesMax = 3;

}  // namespace

PassedHandles::PassedHandles(const TraceIndex& aside) {
  std::vector<std::uint32_t> names(aside.accounts(), 0);
  for (std::uint32_t object = 0; object < aside.objects(); ++object) {
    if (aside.kind(object) != ObjectKind::kHandle) continue;
    std::set<std::uint32_t> users;
    for (const ObjectAct& act : aside.on(object)) users.insert(act.account);
    for (const std::uint32_t account : users) ++names[account];
    if (users.size() > 1) note_passings(aside.on(object), object);
  }
  for (std::uint32_t account = 0; account < names.size(); ++account) {
    if (names[account] > 1) renamed_.push_back(account);
  }
  std::sort(passings_.begin(), passings_.end(), [](const Passing& x, const Passing& y) {
    return std::tie(x.from, x.to, x.handle) < std::tie(y.from, y.to, y.handle);
  });
}

void PassedHandles::note_passings(std::span<const ObjectAct> acts, std::uint32_t handle) {
  std::vector<std::uint32_t> holders;  // one after the other
  std::map<std::uint32_t, std::uint32_t> times;
  for (const ObjectAct& act : acts) {
    if (!holders.empty() && holders.back() == act.account) continue;
    holders.push_back(act.account);
    if (++times[act.account] > kTimesMax) return;
  }
  std::set<std::pair<std::uint32_t, std::uint32_t>> seen;
  for (std::size_t i = 1; i < holders.size(); ++i) {
    if (!seen.emplace(holders[i - 1], holders[i]).second) continue;
    passings_.push_back({holders[i - 1], holders[i], handle});
  }
}

FamilyPart PassedHandles::weigh(const Members& members, const FamilyOptions& options) const {
  FamilyPart part;
  if (passings_.empty()) return part;
  std::uint64_t given = 0;
  std::uint64_t kept = 0;  // by a member from a member
  Positions involved;
  for (const Passing& passing : passings_) {
    if (!members.has(passing.from)) continue;
    ++given;
    if (!members.has(passing.to)) continue;
    ++kept;
    part.together.push_back({members.position(passing.from), members.position(passing.to)});
    add_positions(involved, part.together.back());
  }
  part.asked = true;
  if (kept == 0 || involved.size() < options.sharers_min) return part;
  std::uint64_t renamed_members = 0;
  for (const std::uint32_t account : members.accounts) {
    renamed_members += std::binary_search(renamed_.begin(), renamed_.end(), account) ? 1 : 0;
  }
  const auto others = [](std::uint64_t count) {
    return static_cast<double>(count > 0 ? count - 1 : 0);
  };
  const double share = std::min(1.0, others(std::max<std::uint64_t>(2, renamed_members)) /
                                         std::max(1.0, others(renamed_.size())));
  part.log_p = stats::log_binomial_upper_tail({given, share}, kept);
  part.speaks_for = involved;
  part.found = fmt::format(
      "of {} handles that the accounts gave up, {} were taken by another of them ({} of the {} "
      "accounts seen under several names are among them)",
      given, kept, renamed_members, grouped_digits(renamed_.size()));
  return part;
}

}  // namespace overt
