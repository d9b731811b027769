#include "stages/confirmation/test_group.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "kernel/stats/binomial.h"
#include "kernel/stats/e_values.h"
#include "kernel/stats/poisson_binomial.h"

namespace overt {
namespace {

constexpr TimeUs kHour = 3600 * kMicrosPerSecond;
/// Objects with more acts are left out of T3: their chance counts as 1.
constexpr std::size_t kT3ActsMax = 20'000;
constexpr std::size_t kObjectsAtOnce = 4096;

double choose_two(double n) { return n * (n - 1) / 2; }
double choose_three(double n) { return n * (n - 1) * (n - 2) / 6; }

/// S · min_i P(Bin(S, p_(i)) ≥ i) over the p-values that surprise.
double berk_jones(std::vector<double> log_p, std::size_t tested) {
  if (tested == 0) return 0;
  std::sort(log_p.begin(), log_p.end());
  double least = 0;
  for (std::size_t i = 0; i < log_p.size() && log_p[i] <= kLogSurprising; ++i) {
    const double p = std::exp(log_p[i]);
    // Below the range of a double, one success is what its chance says and more are its powers.
    const double tail =
        p > 0 ? stats::log_binomial_upper_tail({tested, p}, i + 1)
              : stats::log_choose(tested, i + 1) + static_cast<double>(i + 1) * log_p[i];
    least = std::min(least, tail + std::log(static_cast<double>(tested)));
  }
  return least;
}

/// Whether half of a burst's acts or more are moments at which half D was acted on too.
bool is_seen_before(const Burst& burst, std::span<const GroupAct> acts,
                    const std::vector<std::pair<std::uint32_t, TimeUs>>& discovered) {
  std::size_t inside = 0;
  std::size_t seen = 0;
  for (const GroupAct& act : acts) {
    if (act.at < burst.begin || act.at > burst.end) continue;
    ++inside;
    if (std::binary_search(discovered.begin(), discovered.end(), std::pair(act.account, act.at))) {
      ++seen;
    }
  }
  return 2 * seen >= inside;
}

/// The share of windows: three acts of outsiders lie within w of each other as often as this.
double mean_square_share(std::span<const ObjectAct> all, std::span<const GroupAct> members,
                         TimeUs window) {
  std::vector<TimeUs> outsiders;
  outsiders.reserve(all.size());
  std::set<std::uint32_t> inside;
  for (const GroupAct& act : members) inside.insert(act.account);
  for (const ObjectAct& act : all) {
    if (!inside.contains(act.account)) outsiders.push_back(act.at);
  }
  if (outsiders.size() < 2) return 1;
  double sum = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
  for (const TimeUs at : outsiders) {
    while (at - outsiders[begin] > window) ++begin;
    while (end < outsiders.size() && outsiders[end] - at <= window) ++end;
    // One more neighbour than seen: rare is not never.
    const double share =
        static_cast<double>(end - begin) / static_cast<double>(outsiders.size() - 1);
    sum += std::min(1.0, share * share);
  }
  return sum / static_cast<double>(outsiders.size());
}

}  // namespace

/// A burst that stands for its source, its occasion and its opener.
struct GroupTester::Unit {
  const Burst* burst;
  double log_p;  // corrected for the source's other objects
};

GroupTester::GroupTester(const TraceIndex& traces, const SourceSplits& splits,
                         const BurstScanner& scanner, ThreadPool& pool)
    : traces_(traces),
      splits_(splits),
      scanner_(scanner),
      stratum_(std::max(kHour, scanner.options().window)) {
  hours_ = static_cast<std::size_t>((traces.last_at() - traces.first_at()) / stratum_) + 1;
  count_hours(pool);
}

void GroupTester::count_hours(ThreadPool& pool) {
  acts_in_hour_.assign(hours_ * splits_.splits(), 0);
  std::vector<std::vector<std::uint64_t>> of_workers(pool.threads(), acts_in_hour_);
  pool.parallel_for(traces_.objects(), kObjectsAtOnce, [&](const Block& block) {
    for (std::size_t object = block.begin; object < block.end; ++object) {
      count_hours_of(static_cast<std::uint32_t>(object), of_workers[block.worker]);
    }
  });
  for (const auto& of_worker : of_workers) {
    std::transform(of_worker.begin(), of_worker.end(), acts_in_hour_.begin(), acts_in_hour_.begin(),
                   std::plus<>());
  }
}

void GroupTester::count_hours_of(std::uint32_t object,
                                 std::vector<std::uint64_t>& acts_in_hour) const {
  const auto acts = traces_.on(object);
  const std::uint32_t source = traces_.source(object);
  for (std::size_t begin = 0, end = 0; begin < acts.size(); begin = end) {
    const auto hour = static_cast<std::size_t>((acts[begin].at - traces_.first_at()) / stratum_);
    const TimeUs next = traces_.first_at() + static_cast<TimeUs>(hour + 1) * stratum_;
    while (end < acts.size() && acts[end].at < next) ++end;
    for (std::uint32_t split = 0; split < splits_.splits(); ++split) {
      if (splits_.discovers(source, split)) continue;
      acts_in_hour[hour * splits_.splits() + split] += end - begin;
    }
  }
}

GroupTest GroupTester::test(std::span<const std::uint32_t> members, std::uint32_t split) const {
  GroupTest result;
  const Bursts bursts = scanner_.find(members);
  std::set<std::uint32_t> sources;
  for (const Burst& burst : bursts.all) {
    if (burst.together > 0) sources.insert(burst.source);
  }
  result.sources = static_cast<std::uint32_t>(sources.size());
  const auto units = untriggered(members, bursts, split);
  result.triggers = static_cast<std::uint32_t>(units.size());
  if (result.triggers >= kTriggersMin) {
    result.log_p_scan = scan(bursts, units, split);
    result.log_p_t3 = t3(members, bursts, units, split);
  }
  const std::array<double, 2> log_e = {stats::log_e_value(result.log_p_scan),
                                       stats::log_e_value(result.log_p_t3)};
  result.log_e = stats::log_mean_e_value(log_e);
  note_meetings(bursts, split, result);
  note_companions(members, bursts, split, result);
  return result;
}

void GroupTester::note_companions(std::span<const std::uint32_t> members, const Bursts& bursts,
                                  std::uint32_t split, GroupTest& result) const {
  std::set<std::uint32_t> found;
  for (const Burst& burst : bursts.all) {
    if (burst.together == 0 || burst.trigger != Trigger::kNone) continue;
    if (!splits_.discovers(burst.source, split)) continue;
    const auto all = traces_.on(burst.object);
    auto act = std::lower_bound(all.begin(), all.end(), burst.begin,
                                [](const ObjectAct& x, TimeUs at) { return x.at < at; });
    for (; act != all.end() && act->at <= burst.end; ++act) {
      if (std::binary_search(members.begin(), members.end(), act->account)) continue;
      found.insert(act->account);
      if (found.size() > members.size()) return;
    }
  }
  result.companions.assign(found.begin(), found.end());
}

void GroupTester::note_meetings(const Bursts& bursts, std::uint32_t split,
                                GroupTest& result) const {
  for (const Burst& burst : bursts.all) {
    if (burst.together == 0 || !splits_.discovers(burst.source, split)) continue;
    result.meetings.push_back({burst.object, burst.begin, burst.end});
  }
}

GroupTester::Moments GroupTester::discovered(std::span<const std::uint32_t> members,
                                             std::uint32_t split) const {
  Moments moments;
  for (const std::uint32_t member : members) {
    for (const AccountAct& act : traces_.of(member)) {
      if (splits_.discovers(traces_.source(act.object), split))
        moments.emplace_back(member, act.at);
    }
  }
  std::sort(moments.begin(), moments.end());
  return moments;
}

// The least likely first, those of half C before those of half D, so that what the test may use is
// not lost to what it may not.
std::vector<GroupTester::Unit> GroupTester::untriggered(std::span<const std::uint32_t> members,
                                                        const Bursts& bursts,
                                                        std::uint32_t split) const {
  std::optional<Moments> seen;  // of half D, once it is asked for
  std::map<std::uint32_t, std::uint32_t> objects_of_source;
  for (const Burst& burst : bursts.all) ++objects_of_source[burst.source];
  std::vector<Unit> candidates;
  for (const Burst& burst : bursts.all) {
    if (burst.together == 0 || burst.trigger != Trigger::kNone) continue;
    const double objects = objects_of_source[burst.source];
    const double log_p = std::min(0.0, burst.log_p + std::log(objects));
    if (log_p > kLogSurprising) continue;
    if (!splits_.discovers(burst.source, split)) {
      if (!seen) seen = discovered(members, split);
      if (is_seen_before(burst, bursts.acts_of(burst), *seen)) continue;
    }
    candidates.push_back({&burst, log_p});
  }
  std::stable_sort(candidates.begin(), candidates.end(), [&](const Unit& x, const Unit& y) {
    const bool x_discovers = splits_.discovers(x.burst->source, split);
    const bool y_discovers = splits_.discovers(y.burst->source, split);
    const std::uint64_t x_key = traces_.source_key(x.burst->source);
    const std::uint64_t y_key = traces_.source_key(y.burst->source);
    return std::tie(x_discovers, x.log_p, x_key, x.burst->begin) <
           std::tie(y_discovers, y.log_p, y_key, y.burst->begin);
  });
  std::set<std::uint32_t> sources;
  std::set<std::uint32_t> occasions;
  std::set<std::uint32_t> openers;
  std::vector<Unit> units;
  for (const Unit& unit : candidates) {
    const Burst& burst = *unit.burst;
    const bool opened = burst.opener != TraceIndex::kNoAccount;
    if (sources.contains(burst.source) || occasions.contains(burst.occasion) ||
        (opened && openers.contains(burst.opener))) {
      continue;
    }
    sources.insert(burst.source);
    occasions.insert(burst.occasion);
    if (opened) openers.insert(burst.opener);
    units.push_back(unit);
  }
  return units;
}

double GroupTester::scan(const Bursts& bursts, const std::vector<Unit>& units,
                         std::uint32_t split) const {
  std::set<std::uint32_t> tested;
  for (const Burst& burst : bursts.all) {
    if (!splits_.discovers(burst.source, split)) tested.insert(burst.source);
  }
  std::vector<double> log_p;
  for (const Unit& unit : units) {
    if (!splits_.discovers(unit.burst->source, split)) log_p.push_back(unit.log_p);
  }
  return berk_jones(std::move(log_p), tested.size());
}

std::vector<double> GroupTester::hour_shares(std::span<const std::uint32_t> members,
                                             std::uint32_t split) const {
  std::vector<double> shares(hours_, 0);
  for (const std::uint32_t member : members) {
    for (const AccountAct& act : traces_.of(member)) {
      if (splits_.discovers(traces_.source(act.object), split)) continue;
      shares[static_cast<std::size_t>((act.at - traces_.first_at()) / stratum_)] += 1;
    }
  }
  for (std::size_t h = 0; h < shares.size(); ++h) {
    const std::uint64_t all = acts_in_hour_[h * splits_.splits() + split];
    if (all > 0) shares[h] /= static_cast<double>(all);
  }
  return shares;
}

double GroupTester::chance_of_three(const Burst& burst, std::span<const GroupAct> acts,
                                    const std::vector<double>& hour_shares) const {
  const auto all = traces_.on(burst.object);
  if (all.size() > kT3ActsMax) return 1;
  const TimeUs window = scanner_.options().window;
  double triples = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    while (all[i].at - all[begin].at > window) ++begin;
    const auto hour = static_cast<std::size_t>((all[i].at - traces_.first_at()) / stratum_);
    const double share = hour_shares[hour];
    triples += choose_two(static_cast<double>(i - begin)) * share * share * share;
  }
  const double n1 = -std::expm1(-triples);
  const double close = mean_square_share(all, acts, window);
  const double n2 = -std::expm1(choose_three(static_cast<double>(burst.acts)) *
                                std::log1p(-std::min(close, 1.0)));
  return std::max(n1, close >= 1 ? 1.0 : n2);
}

double GroupTester::t3(std::span<const std::uint32_t> members, const Bursts& bursts,
                       const std::vector<Unit>& units, std::uint32_t split) const {
  std::uint64_t seen = 0;
  for (const Unit& unit : units) {
    if (!splits_.discovers(unit.burst->source, split)) ++seen;
  }
  if (seen == 0) return 0;
  const auto shares = hour_shares(members, split);
  std::map<std::uint32_t, double> log_miss;
  for (const Burst& burst : bursts.all) {
    if (splits_.discovers(burst.source, split)) continue;
    const double chance = chance_of_three(burst, bursts.acts_of(burst), shares);
    double& miss = log_miss.try_emplace(burst.source, 0.0).first->second;
    miss += chance >= 1 ? -std::numeric_limits<double>::infinity() : std::log1p(-chance);
  }
  std::vector<double> chances;
  chances.reserve(log_miss.size());
  for (const auto& [source, miss] : log_miss) chances.push_back(-std::expm1(miss));
  std::sort(chances.begin(), chances.end());
  return stats::log_poisson_binomial_upper_tail(chances, seen).log_p;
}

}  // namespace overt
