#include <algorithm>
#include <cmath>

#include "kernel/stats/poisson.h"
#include "kernel/stats/poisson_binomial.h"
#include "stages/confirmation/leaders_internal.h"

namespace overt {
namespace {

/// A trigger account may be anybody near: no more are looked at before one burst.
constexpr std::size_t kOpenersMax = 64;
/// An account opens so many bursts by chance less often than this: it leads.
constexpr double kLogLeader = -3.0;       // about 0.05
constexpr double kLogSeveralLead = -4.6;  // about 0.01
/// Whoever is shown something acts after it was shown: of the others, so many may have come upon it
/// by themselves.
constexpr std::size_t kByThemselvesMax = 1;

bool counts(const Burst& burst) {
  // What a clock opens, nobody does.
  return burst.together > 0 && burst.trigger != Trigger::kClock;
}

std::span<const ObjectAct> acts_between(std::span<const ObjectAct> acts, TimeUs from, TimeUs to) {
  const auto first = std::lower_bound(acts.begin(), acts.end(), from,
                                      [](const ObjectAct& act, TimeUs at) { return act.at < at; });
  const auto last = std::upper_bound(first, acts.end(), to,
                                     [](TimeUs at, const ObjectAct& act) { return at < act.at; });
  return acts.subspan(static_cast<std::size_t>(first - acts.begin()),
                      static_cast<std::size_t>(last - first));
}

}  // namespace

void LeaderFinder::run() {
  Parts parts = take_parts();
  choose(parts);
  if (bursts_.leaders.empty()) return;
  mark();
  mark_following();
}

LeaderFinder::Parts LeaderFinder::take_parts() {
  std::map<std::uint32_t, Moment> moments;
  for (const Burst& burst : bursts_.all) {
    if (counts(burst)) note(burst, moments[burst.occasion]);
  }
  Parts parts;
  moments_ = moments.size();
  for (const auto& [occasion, moment] : moments) {
    for (const auto account : moment.openers) ++parts[account].opened;
    for (const auto& [account, chance] : moment.chances) parts[account].chances.push_back(chance);
    if (moment.first == TraceIndex::kNoAccount) continue;
    ++opened_;
    first_members_.insert(moment.first);
  }
  return parts;
}

void LeaderFinder::note(const Burst& burst, Moment& moment) {
  const std::uint32_t first = first_of(burst);
  if (moment.chances.empty() || burst.begin < moment.begin) {
    moment.begin = burst.begin;
    moment.first = first;
  }
  const double chance = 1.0 / static_cast<double>(burst.together);
  const auto take_part = [&](std::uint32_t account) {
    double& known = moment.chances.try_emplace(account, chance).first->second;
    known = std::max(known, chance);
  };
  for (const auto account : openers(burst)) {
    moment.openers.insert(account);
    take_part(account);
  }
  const auto around =
      acts_between(traces_.on(burst.object), burst.begin - options_.leader_guard, burst.end);
  for (const ObjectAct& act : around) take_part(act.account);
}

void LeaderFinder::choose(Parts& parts) {
  const bool few = few_open();
  const auto unlikely = unlikely_openers(parts);
  for (const auto& [account, part] : parts) {
    if (part.opened < 2) continue;
    const bool opens_mostly = 2 * part.opened > moments_ || 2 * part.opened > part.chances.size();
    if (few || opens_mostly || unlikely.contains(account)) bursts_.leaders.push_back(account);
  }
}

/// Of n members about Poisson(C(B, 2) / n) of B moments have an opener that another of them has.
bool LeaderFinder::few_open() const {
  if (opened_ < 2) return false;
  const auto pairs = static_cast<double>(opened_ * (opened_ - 1) / 2);
  const auto n = static_cast<double>(members_.size());
  return stats::log_poisson_upper_tail(pairs / n, opened_ - first_members_.size()) < kLogLeader;
}

/// Accounts that open more than chance lets anybody, and accounts of which more do so than chance
/// lets: several hubs that take turns open too few each to stand out alone. Of n accounts in two
/// bursts or more, P(Poisson(n · p_(i)) ≥ i) do as much as the i-th (Berk & Jones 1979), times the
/// tries.
std::set<std::uint32_t> LeaderFinder::unlikely_openers(Parts& parts) {
  std::size_t candidates = 0;
  for (const auto& [account, part] : parts) candidates += part.chances.size() >= 2 ? 1 : 0;
  const auto n = static_cast<double>(candidates);
  std::vector<std::pair<double, std::uint32_t>> ranked;  // by how unlikely
  for (auto& [account, part] : parts) {
    if (part.opened < 2) continue;
    std::sort(part.chances.begin(), part.chances.end());
    const auto tail = stats::log_poisson_binomial_upper_tail(part.chances, part.opened);
    ranked.emplace_back(tail.log_p, account);
  }
  std::sort(ranked.begin(), ranked.end());
  std::set<std::uint32_t> found;
  double least =
      kLogSeveralLead - std::log(std::max<double>(1, static_cast<double>(ranked.size())));
  std::size_t leaders = 0;
  for (std::size_t i = 0; i < ranked.size(); ++i) {
    const auto& [log_p, account] = ranked[i];
    if (log_p + std::log(n) < kLogLeader) found.insert(account);
    const double log_tail = stats::log_poisson_upper_tail(n * std::exp(log_p), i + 1);
    if (log_tail > least) continue;
    least = log_tail;
    leaders = i + 1;
  }
  for (std::size_t i = 0; i < leaders; ++i) found.insert(ranked[i].second);
  return found;
}

/// The member whose post it is, where the others react to it at once.
std::uint32_t LeaderFinder::author_of(const Burst& burst) const {
  const std::uint32_t author = traces_.source_account(burst.source);
  const bool inside = author != TraceIndex::kNoAccount &&
                      std::binary_search(members_.begin(), members_.end(), author);
  const bool at_once = burst.begin - birth_of(traces_, burst.object) <= options_.publication_guard;
  return inside && at_once ? author : TraceIndex::kNoAccount;
}

/// The member that brought the object into the group: its author, or the first of those who acted
/// on it while it was fresh to the others, else the burst's opener.
std::uint32_t LeaderFinder::first_of(const Burst& burst) const {
  const std::uint32_t author = author_of(burst);
  if (author != TraceIndex::kNoAccount) return author;
  const auto acts = bursts_.acts_of(burst);
  const auto from =
      std::lower_bound(acts.begin(), acts.end(), burst.begin - options_.publication_guard,
                       [](const GroupAct& act, TimeUs at) { return act.at < at; });
  return from != acts.end() && from->at < burst.begin ? from->account : burst.opener;
}

/// Who could have set a burst off: its first members, and whoever acted shortly before.
std::vector<std::uint32_t> LeaderFinder::openers(const Burst& burst) const {
  std::vector<std::uint32_t> found;
  const auto before =
      acts_between(traces_.on(burst.object), burst.begin - options_.leader_guard, burst.begin - 1);
  for (const ObjectAct& act : before) found.push_back(act.account);
  // The nearest before it, where the object is busy.
  if (found.size() > kOpenersMax) found.erase(found.begin(), found.end() - kOpenersMax);
  for (const std::uint32_t member : {burst.opener, first_of(burst)}) {
    if (member != TraceIndex::kNoAccount) found.push_back(member);
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

bool LeaderFinder::leads(std::uint32_t account) const {
  return std::binary_search(bursts_.leaders.begin(), bursts_.leaders.end(), account);
}

void LeaderFinder::mark() {
  for (Burst& burst : bursts_.all) {
    if (!counts(burst) || burst.trigger != Trigger::kNone) continue;
    if (is_set_off(burst)) burst.trigger = Trigger::kLeader;
  }
}

/// A leader came to it from when it was new to the others on, before them.
bool LeaderFinder::is_set_off(const Burst& burst) const {
  if (leads(author_of(burst))) return true;
  const auto around =
      acts_between(traces_.on(burst.object), burst.begin - options_.publication_guard, burst.end);
  return std::any_of(around.begin(), around.end(), [&](const ObjectAct& act) {
    return leads(act.account) && members_before(burst, act) <= kByThemselvesMax;
  });
}

/// Others who were part of the burst's busiest window by then.
std::size_t LeaderFinder::members_before(const Burst& burst, const ObjectAct& act) const {
  std::set<std::uint32_t> before;
  for (const GroupAct& other : bursts_.acts_of(burst)) {
    const bool earlier = burst.peak <= other.at && other.at < act.at;
    if (earlier && other.account != act.account) before.insert(other.account);
  }
  return before.size();
}

void LeaderFinder::mark_following() {
  std::map<std::uint32_t, bool> led;  // by occasion, those that nothing else set off
  for (const Burst& burst : bursts_.all) {
    if (burst.together == 0) continue;
    const bool by_leader = burst.trigger == Trigger::kLeader;
    if (!by_leader && burst.trigger != Trigger::kNone) continue;
    bool& known = led.try_emplace(burst.occasion, false).first->second;
    known = known || by_leader;
  }
  const auto count = static_cast<std::size_t>(
      std::count_if(led.begin(), led.end(), [](const auto& entry) { return entry.second; }));
  if (2 * count < led.size()) return;
  for (Burst& burst : bursts_.all) {
    if (counts(burst) && burst.trigger == Trigger::kNone) burst.trigger = Trigger::kLeader;
  }
}

}  // namespace overt
