#include <algorithm>
#include <bit>
#include <cmath>

#include "base/random.h"
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
  std::vector<Moment> moments(bursts_.occasions);
  std::vector<Taken> taken;
  for (const Burst& burst : bursts_.all) {
    if (counts(burst)) note(burst, moments[burst.occasion], taken);
  }
  for (const Moment& moment : moments) {
    moments_ += moment.is_noted ? 1 : 0;
    if (!moment.is_noted || moment.first == TraceIndex::kNoAccount) continue;
    ++opened_;
    first_members_.insert(moment.first);
  }
  leave_out_passers_by(taken);
  merge(taken);
  return parts_of(taken);
}

/// Most accounts were near one burst alone, which says nothing of them. By hash, so that some of
/// them are left.
void LeaderFinder::leave_out_passers_by(std::vector<Taken>& taken) {
  std::vector<std::uint8_t> counts(std::bit_ceil(2 * taken.size() + 1), 0);
  const auto count_of = [&](const Taken& x) -> std::uint8_t& {
    return counts[mix64(x.account) & (counts.size() - 1)];
  };
  for (const Taken& x : taken) {
    if (count_of(x) < 2) ++count_of(x);
  }
  std::erase_if(taken, [&](const Taken& x) { return count_of(x) < 2; });
}

void LeaderFinder::note(const Burst& burst, Moment& moment, std::vector<Taken>& taken) const {
  const std::uint32_t first = first_of(burst);
  if (!moment.is_noted || burst.begin < moment.begin) moment = {burst.begin, first, true};
  for (const auto account : openers(burst)) {
    taken.push_back({account, burst.occasion, burst.together, true});
  }
  const auto around =
      acts_between(traces_.on(burst.object), burst.begin - options_.leader_guard, burst.end);
  for (const ObjectAct& act : around) {
    taken.push_back({act.account, burst.occasion, burst.together, false});
  }
}

void LeaderFinder::merge(std::vector<Taken>& taken) {
  const auto key = [](const Taken& x) { return std::uint64_t{x.account} << 32 | x.occasion; };
  std::sort(taken.begin(), taken.end(),
            [&](const Taken& x, const Taken& y) { return key(x) < key(y); });
  std::size_t kept = 0;
  for (const Taken& next : taken) {
    if (kept == 0 || key(taken[kept - 1]) != key(next)) {
      taken[kept++] = next;
      continue;
    }
    Taken& known = taken[kept - 1];
    known.together = std::min(known.together, next.together);
    known.opened = known.opened || next.opened;
  }
  taken.resize(kept);
}

LeaderFinder::Parts LeaderFinder::parts_of(std::span<const Taken> taken) {
  Parts parts;
  for (std::size_t i = 0, end = 0; i < taken.size(); i = end) {
    Part part;
    part.account = taken[i].account;
    for (end = i; end < taken.size() && taken[end].account == part.account; ++end) {
      part.opened += taken[end].opened ? 1 : 0;
    }
    if (end - i >= 2) ++parts.taking_part;
    if (part.opened < 2) continue;
    for (const Taken& of_it : taken.subspan(i, end - i)) {
      part.chances.push_back(1.0 / static_cast<double>(of_it.together));
    }
    parts.opening.push_back(std::move(part));
  }
  return parts;
}

void LeaderFinder::choose(Parts& parts) {
  const bool few = few_open();
  const auto unlikely = unlikely_openers(parts);
  for (const auto& [account, opened, chances] : parts.opening) {
    const bool opens_mostly = 2 * opened > moments_ || 2 * opened > chances.size();
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
  const auto n = static_cast<double>(parts.taking_part);
  std::vector<std::pair<double, std::uint32_t>> ranked;  // by how unlikely
  for (auto& [account, opened, chances] : parts.opening) {
    std::sort(chances.begin(), chances.end());
    ranked.emplace_back(stats::log_poisson_binomial_upper_tail(chances, opened).log_p, account);
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
  // By occasion, of those that nothing else set off.
  std::vector<bool> is_open(bursts_.occasions, false);
  std::vector<bool> is_led(bursts_.occasions, false);
  for (const Burst& burst : bursts_.all) {
    if (burst.together == 0) continue;
    const bool by_leader = burst.trigger == Trigger::kLeader;
    if (!by_leader && burst.trigger != Trigger::kNone) continue;
    is_open[burst.occasion] = true;
    if (by_leader) is_led[burst.occasion] = true;
  }
  const auto led = std::count(is_led.begin(), is_led.end(), true);
  if (2 * led < std::count(is_open.begin(), is_open.end(), true)) return;
  for (Burst& burst : bursts_.all) {
    if (counts(burst) && burst.trigger == Trigger::kNone) burst.trigger = Trigger::kLeader;
  }
}

}  // namespace overt
