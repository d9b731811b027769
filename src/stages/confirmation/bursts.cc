#include "stages/confirmation/bursts.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "base/check.h"
#include "base/random.h"
#include "kernel/stats/binomial.h"
#include "kernel/stats/poisson_binomial.h"
#include "stages/confirmation/leaders_internal.h"
#include "stages/confirmation/outsiders_internal.h"

namespace overt {
namespace {

constexpr std::uint32_t kTogetherMin = 3;
constexpr std::size_t kAccountsAtOnce = 4096;
constexpr std::size_t kMembersAhead = 8;
/// Up to its mean the tail of a binomial is a half or more: its median is one of the whole numbers
/// next to the mean (Kaas & Buhrman 1980, "Mean, median and mode in binomial distributions").
const double kLogHalf = std::log(0.5);

/// Of those who act at one time one is the opener: a number for each that comes of what it did, not
/// of how the input numbers it.
std::uint64_t order_of(const TraceIndex& traces, std::uint32_t account) {
  std::uint64_t order = 0;
  for (const AccountAct& act : traces.of(account)) {
    const auto at = static_cast<std::uint64_t>(act.at);
    order += mix64(traces.source_key(traces.source(act.object)) ^ mix64(at));
  }
  return order;
}

std::vector<std::uint64_t> orders_of(const TraceIndex& traces, ThreadPool& pool) {
  std::vector<std::uint64_t> orders(traces.accounts());
  pool.parallel_for(orders.size(), kAccountsAtOnce, [&](const Block& block) {
    for (std::size_t account = block.begin; account < block.end; ++account) {
      orders[account] = order_of(traces, static_cast<std::uint32_t>(account));
    }
  });
  return orders;
}

/// Which objects three acts or more may be on: by hash, so that some with fewer are among them.
class BusyObjects {
 public:
  BusyObjects(const TraceIndex& traces, std::span<const std::uint32_t> members) {
    std::size_t acts = 0;
    for (const std::uint32_t member : members) acts += traces.of(member).size();
    counts_.assign(std::bit_ceil(2 * acts + 1), 0);
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (i + kMembersAhead < members.size()) traces.prefetch_acts_of(members[i + kMembersAhead]);
      for (const AccountAct& act : traces.of(members[i])) {
        std::uint8_t& count = counts_[place(act.object)];
        if (count < kTogetherMin) ++count;
      }
    }
  }
  [[nodiscard]] bool may_hold(std::uint32_t object) const {
    return counts_[place(object)] >= kTogetherMin;
  }

 private:
  [[nodiscard]] std::size_t place(std::uint32_t object) const {
    return mix64(object) & (counts_.size() - 1);
  }
  std::vector<std::uint8_t> counts_;  // a power of 2 of them
};

/// Whether three acts lie within the window of the first: without them no three accounts' do.
bool any_three_within(std::span<const GroupAct> acts, TimeUs window) {
  for (std::size_t i = 0; i + 2 < acts.size(); ++i) {
    if (acts[i + 2].at - acts[i].at <= window) return true;
  }
  return false;
}

/// For each act a number of its account, 0, 1, … ; returns how many accounts there are.
std::uint32_t number_accounts(std::span<const GroupAct> acts, std::span<std::uint32_t> numbers) {
  constexpr std::size_t kFew = 24;
  std::uint32_t accounts = 0;
  if (acts.size() <= kFew) {  // most objects: each against those before it
    for (std::size_t i = 0; i < acts.size(); ++i) {
      std::size_t j = 0;
      while (j < i && acts[j].account != acts[i].account) ++j;
      numbers[i] = j < i ? numbers[j] : accounts++;
    }
    return accounts;
  }
  std::vector<std::uint64_t> places;  // account, and which act
  places.reserve(acts.size());
  for (const GroupAct& act : acts) {
    places.push_back(std::uint64_t{act.account} << 32 | places.size());
  }
  std::sort(places.begin(), places.end());
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (i > 0 && places[i] >> 32 != places[i - 1] >> 32) ++accounts;
    numbers[static_cast<std::uint32_t>(places[i])] = accounts;
  }
  return accounts + 1;
}

std::uint32_t count_accounts(std::span<const GroupAct> acts) {
  std::vector<std::uint32_t> numbers(acts.size());
  return number_accounts(acts, numbers);
}

/// Counts distinct accounts in a window that moves over acts.
class DistinctInWindow {
 public:
  explicit DistinctInWindow(std::span<const GroupAct> acts) : numbers_(acts.size()) {
    counts_.assign(number_accounts(acts, numbers_), 0);
  }
  [[nodiscard]] std::uint32_t distinct() const { return distinct_; }
  /// The act at a place comes into the window, or leaves it.
  void add(std::size_t place) { distinct_ += counts_[numbers_[place]]++ == 0 ? 1 : 0; }
  void remove(std::size_t place) { distinct_ -= --counts_[numbers_[place]] == 0 ? 1 : 0; }

 private:
  std::vector<std::uint32_t> numbers_;  // by act
  std::vector<std::uint32_t> counts_;   // by account
  std::uint32_t distinct_ = 0;
};

bool is_burst(const Burst& burst) { return burst.together >= kTogetherMin; }

}  // namespace

struct BurstScanner::Gathered {
  GroupAct act;
  std::uint64_t order;  // among acts at one time, see order_of()
};

struct BurstScanner::Peak {
  std::size_t first = 0;  // the act it is anchored at
  std::size_t last = 0;   // the last act within the window
  std::uint32_t together = 0;
  double q = 0;  // the chance that an act falls into it
  double log_p = 0;

  /// Where another window, of `others` acts beside the one it is anchored at, is less likely than
  /// this: becomes it. `other` has its log_p reckoned here.
  void take_if_less_likely(Peak other, std::uint32_t others) {
    if (!may_be_less_likely(other, others)) return;
    other.log_p = stats::log_binomial_upper_tail({others, other.q}, other.together - 1);
    if (together == 0 || other.log_p < log_p) *this = other;
  }

 private:
  /// The tail falls with those who act together and grows with the chance.
  [[nodiscard]] bool may_be_less_likely(const Peak& other, std::uint32_t others) const {
    if (together == 0) return true;
    if (other.together <= together && other.q >= q) return false;
    return log_p >= kLogHalf || other.together - 1 > std::floor(others * other.q);
  }
};

double BurstScanner::chance_within(std::uint32_t object, std::span<const GroupAct> members_acts,
                                   TimeUs from, TimeUs to) const {
  return OutsidersShare(traces_, ages_, options_, object, members_acts).within(from, to);
}

BurstScanner::BurstScanner(const TraceIndex& traces, const BurstOptions& options, ThreadPool& pool,
                           const ClientClocks* clocks)
    : traces_(traces),
      options_(options),
      ages_(traces, pool),
      clocks_(clocks),
      orders_(orders_of(traces, pool)) {}

Bursts BurstScanner::find(std::span<const std::uint32_t> members) const {
  Bursts bursts;
  collect(members, bursts);
  const Group group{members,
                    clocks_ == nullptr ? std::vector<ClockedAct>() : clocks_->acts_of(members)};
  for (Burst& burst : bursts.all) measure(group, burst, bursts.acts_of(burst));
  mark_publications(members, bursts);
  number_occasions(bursts);
  LeaderFinder(traces_, options_, members, bursts).run();
  spread_triggers(bursts);
  return bursts;
}

// What set off one burst of an occasion set off the occasion: those who repost a post that a leader
// shows them also comment on it.
void BurstScanner::spread_triggers(Bursts& bursts) {
  std::vector<Trigger> of_occasion(bursts.occasions, Trigger::kNone);
  for (const Burst& burst : bursts.all) {
    if (is_burst(burst) && burst.trigger != Trigger::kNone) {
      of_occasion[burst.occasion] = std::max(of_occasion[burst.occasion], burst.trigger);
    }
  }
  for (Burst& burst : bursts.all) {
    if (is_burst(burst)) burst.trigger = std::max(burst.trigger, of_occasion[burst.occasion]);
  }
}

void BurstScanner::collect(std::span<const std::uint32_t> members, Bursts& bursts) const {
  // By object first, as numbers that are sorted fast: most objects have too few acts to go on with.
  std::vector<std::uint64_t> places;  // object, and where in `gathered`
  std::vector<Gathered> gathered;
  const BusyObjects busy(traces_, members);
  for (const std::uint32_t member : members) {
    for (const AccountAct& act : traces_.of(member)) {
      if (!busy.may_hold(act.object)) continue;
      places.push_back(std::uint64_t{act.object} << 32 | gathered.size());
      gathered.push_back({{act.at, member}, orders_[member]});
    }
  }
  CHECK_LE(gathered.size(), std::uint64_t{UINT32_MAX});
  std::sort(places.begin(), places.end());
  std::vector<Gathered> on_object;
  for (std::size_t i = 0, end = 0; i < places.size(); i = end) {
    const auto object = static_cast<std::uint32_t>(places[i] >> 32);
    while (end < places.size() && places[end] >> 32 == object) ++end;
    if (end - i < kTogetherMin) continue;
    on_object.clear();
    for (std::size_t j = i; j < end; ++j) {
      on_object.push_back(gathered[static_cast<std::uint32_t>(places[j])]);
    }
    add_burst(object, on_object, bursts);
  }
}

void BurstScanner::add_burst(std::uint32_t object, std::vector<Gathered>& acts,
                             Bursts& bursts) const {
  std::sort(acts.begin(), acts.end(), [](const Gathered& x, const Gathered& y) {
    return std::tie(x.act.at, x.order, x.act.account) < std::tie(y.act.at, y.order, y.act.account);
  });
  Burst burst;
  burst.object = object;
  burst.source = traces_.source(object);
  burst.acts = static_cast<std::uint32_t>(acts.size());
  burst.act_begin = bursts.acts.size();
  for (const Gathered& next : acts) bursts.acts.push_back(next.act);
  burst.members = count_accounts(bursts.acts_of(burst));
  if (burst.members >= kTogetherMin) {
    bursts.all.push_back(burst);
  } else {
    bursts.acts.resize(burst.act_begin);
  }
}

BurstScanner::Peak BurstScanner::find_peak(const Burst& burst,
                                           std::span<const GroupAct> acts) const {
  Peak best;
  if (!any_three_within(acts, options_.window)) return best;
  OutsidersShare outside(traces_, ages_, options_, burst.object, acts);
  DistinctInWindow window(acts);
  std::size_t end = 0;
  for (std::size_t first = 0; first < acts.size(); ++first) {
    while (end < acts.size() && acts[end].at - acts[first].at <= options_.window) {
      window.add(end++);
    }
    // Only a window that is at least as full can be as unlikely, but for changes of the crowd.
    if (2 * window.distinct() > best.together && window.distinct() >= kTogetherMin) {
      const double chance = outside.within(acts[first].at, acts[first].at + options_.window);
      const double q = std::min(1.0, options_.community_factor * chance);
      best.take_if_less_likely({first, end - 1, window.distinct(), q, 0}, burst.acts - 1);
    }
    window.remove(first);
  }
  return best;
}

std::uint32_t BurstScanner::opener_of(std::span<const GroupAct> acts) const {
  std::set<std::uint32_t> at_once;
  for (const GroupAct& act : acts) {
    if (act.at != acts.front().at) break;
    at_once.insert(act.account);
  }
  const bool apps_known = clocks_ != nullptr;
  return apps_known && at_once.size() >= kTogetherMin ? TraceIndex::kNoAccount
                                                      : acts.front().account;
}

// The same chance, where members may be like the other users of the apps they acted through. Each
// window anew: the app's moment may be another than the fullest one.
double BurstScanner::log_p_of_users(const Group& group, const Burst& burst,
                                    std::span<const GroupAct> acts) const {
  std::map<std::uint32_t, std::uint64_t> acts_through;
  for (const GroupAct& act : acts) {
    const ClockedAct wanted{act.account, act.at, 0};
    const auto found = std::lower_bound(group.clocked.begin(), group.clocked.end(), wanted);
    if (found != group.clocked.end() && !(wanted < *found)) ++acts_through[found->client];
  }
  if (acts_through.empty()) return burst.log_p;
  double least = 0;
  OutsidersShare crowd(traces_, ages_, options_, burst.object, acts);
  DistinctInWindow window(acts);
  std::size_t end = 0;
  for (std::size_t first = 0; first < acts.size(); ++first) {
    const TimeUs from = acts[first].at;
    const TimeUs to = from + options_.window;
    while (end < acts.size() && acts[end].at <= to) window.add(end++);
    if (window.distinct() >= kTogetherMin) {
      const double outside = crowd.within(from, to);
      std::vector<stats::TrialGroup> trials;
      std::uint64_t left = burst.acts - 1;  // without the one it is anchored at
      for (const auto& [client, count] : acts_through) {
        const double users = clocks_->chance_within(client, group.members, group.clocked, from, to);
        const double q = std::min(1.0, options_.community_factor * std::max(outside, users));
        trials.push_back({q, std::min(left, count)});
        left -= trials.back().trials;
      }
      trials.push_back({std::min(1.0, options_.community_factor * outside), left});
      least = std::min(least,
                       stats::log_poisson_binomial_upper_tail(trials, window.distinct() - 1).log_p);
    }
    window.remove(first);
  }
  return std::min(0.0, least + std::log(static_cast<double>(burst.acts)));
}

void BurstScanner::measure(const Group& group, Burst& burst, std::span<const GroupAct> acts) const {
  const Peak peak = find_peak(burst, acts);
  const double least = options_.share_together * burst.members;
  if (peak.together < kTogetherMin || static_cast<double>(peak.together) < least) return;
  burst.together = peak.together;
  burst.log_p = std::min(0.0, peak.log_p + std::log(static_cast<double>(burst.acts)));
  std::size_t first = peak.first;
  while (first > 0 && acts[first].at - acts[first - 1].at <= options_.window) --first;
  std::size_t last = peak.last;
  while (last + 1 < acts.size() && acts[last + 1].at - acts[last].at <= options_.window) ++last;
  burst.peak = acts[peak.first].at;
  burst.begin = acts[first].at;
  burst.opener = opener_of(acts.subspan(first));
  burst.end = acts[last].at;
  if (group.clocked.empty() || burst.log_p > kLogSurprising) return;
  burst.log_p = log_p_of_users(group, burst, acts);
  if (burst.log_p > kLogSurprising) burst.trigger = Trigger::kClock;
}

// A post by somebody outside, or an outlet's page: the members react to it at once, as followers
// and feed readers do. Where the log does not hold the post, the first act on it stands for it.
void BurstScanner::mark_publications(std::span<const std::uint32_t> members, Bursts& bursts) const {
  for (Burst& burst : bursts.all) {
    if (!is_burst(burst)) continue;
    const ObjectKind kind = traces_.kind(burst.object);
    const bool is_page = kind == ObjectKind::kUrl || kind == ObjectKind::kDomain;
    const std::uint32_t author = traces_.source_account(burst.source);
    if (author == TraceIndex::kNoAccount && !is_page) continue;
    if (std::binary_search(members.begin(), members.end(), author)) continue;
    const TimeUs birth = birth_of(traces_, burst.object);
    if (burst.begin - birth <= options_.publication_guard) burst.trigger = Trigger::kPublication;
  }
}

void BurstScanner::number_occasions(Bursts& bursts) const {
  std::vector<std::size_t> by_time;
  for (std::size_t i = 0; i < bursts.all.size(); ++i) {
    if (is_burst(bursts.all[i])) by_time.push_back(i);
  }
  std::sort(by_time.begin(), by_time.end(), [&](std::size_t x, std::size_t y) {
    return std::tie(bursts.all[x].begin, x) < std::tie(bursts.all[y].begin, y);
  });
  TimeUs end = 0;
  for (const std::size_t i : by_time) {
    Burst& burst = bursts.all[i];
    if (bursts.occasions == 0 || burst.begin - end > options_.occasion_gap) {
      ++bursts.occasions;
      end = burst.end;
    }
    end = std::max(end, burst.end);
    burst.occasion = bursts.occasions - 1;
  }
}

}  // namespace overt
