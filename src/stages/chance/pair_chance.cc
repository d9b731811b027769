#include "stages/chance/pair_chance.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.h"
#include "kernel/stats/poisson.h"
#include "kernel/stats/poisson_binomial.h"

namespace overt {
namespace {

constexpr TimeUs kHour = 3600 * kMicrosPerSecond;
constexpr std::size_t kObjectGrain = 4096;
constexpr std::size_t kAccountGrain = 4096;
/// From this many times as many entries on, a list is searched instead of walked.
constexpr std::size_t kSearchRatio = 16;

std::uint64_t pairs_of(std::uint64_t n) { return n < 2 ? 0 : n * (n - 1) / 2; }

/// A float that is not below the value, as a chance must not be rounded down.
float round_up(double value) {
  const auto rounded = static_cast<float>(value);
  if (static_cast<double>(rounded) >= value) return rounded;
  return std::nextafter(rounded, std::numeric_limits<float>::infinity());
}

/// The end of the run of equal objects that begins at `i`.
std::size_t run_end(std::span<const AccountAct> acts, std::size_t i) {
  std::size_t end = i + 1;
  while (end < acts.size() && acts[end].object == acts[i].object) ++end;
  return end;
}

/// Pairs of ascending times at most `window` apart.
template <typename Acts>
std::uint64_t close_pairs(const Acts& acts, TimeUs window) {
  std::uint64_t count = 0;
  for (std::size_t i = 0, begin = 0; i < acts.size(); ++i) {
    while (acts[i].at - acts[begin].at > window) ++begin;
    count += i - begin;
  }
  return count;
}

std::span<const AccountAct>::iterator find_object(std::span<const AccountAct>::iterator from,
                                                  std::span<const AccountAct>::iterator end,
                                                  std::uint32_t object, bool search) {
  const auto before = [](const AccountAct& act, std::uint32_t sought) {
    return act.object < sought;
  };
  if (search) return std::lower_bound(from, end, object, before);
  while (from != end && from->object < object) ++from;
  return from;
}

}  // namespace

PairChance::PairChance(const TraceIndex& traces, TimeUs window, ThreadPool& pool)
    : traces_(traces), window_(window), stratum_(std::max(kHour, window)) {
  CHECK_GE(window, 0);
  const TimeUs span = traces.last_at() - traces.first_at();
  const auto strata = static_cast<std::size_t>(span / stratum_) + 1;
  traces_in_.assign(strata, 0);
  close_within_.assign(strata, 0);
  close_across_.assign(strata, 0);
  count_hours(pool);
  count_close_pairs(pool);
  fill_rates();
}

void PairChance::count_hours(ThreadPool& pool) {
  const std::uint32_t accounts = traces_.accounts();
  // Hours of every account where its traces lie, to be drawn together afterwards.
  std::vector<HourCount> sorted(traces_.traces());
  std::vector<std::uint32_t> distinct(accounts, 0);
  hour_begin_.assign(std::size_t{accounts} + 1, 0);
  std::vector<std::uint64_t> place(std::size_t{accounts} + 1, 0);
  for (std::uint32_t a = 0; a < accounts; ++a) place[a + 1] = place[a] + traces_.of(a).size();
  pool.parallel_for(accounts, kAccountGrain, [&](const Block& block) {
    std::vector<std::uint32_t> hours;
    for (auto a = static_cast<std::uint32_t>(block.begin); a < block.end; ++a) {
      hours.clear();
      for (const AccountAct& act : traces_.of(a)) {
        hours.push_back(static_cast<std::uint32_t>((act.at - traces_.first_at()) / stratum_));
      }
      std::sort(hours.begin(), hours.end());
      HourCount* out = sorted.data() + place[a];
      for (const std::uint32_t hour : hours) {
        if (distinct[a] > 0 && out[distinct[a] - 1].hour == hour) {
          ++out[distinct[a] - 1].traces;
        } else {
          out[distinct[a]++] = {hour, 1};
        }
      }
    }
  });
  for (std::uint32_t a = 0; a < accounts; ++a) hour_begin_[a + 1] = hour_begin_[a] + distinct[a];
  hours_.reserve(hour_begin_.back());
  for (std::uint32_t a = 0; a < accounts; ++a) {
    for (std::uint32_t i = 0; i < distinct[a]; ++i) {
      const HourCount& entry = sorted[place[a] + i];
      hours_.push_back(entry);
      traces_in_[entry.hour] += entry.traces;
    }
  }
}

// S_h by object; and of each object the pairs of different accounts, as all pairs less those of one
// account with itself.
void PairChance::count_close_pairs(ThreadPool& pool) {
  const std::uint32_t objects = traces_.objects();
  close_share_.assign(objects, 0);
  std::vector<std::uint64_t> same_account(objects, 0);
  std::vector<std::uint64_t> same_account_close(objects, 0);
  for (std::uint32_t a = 0; a < traces_.accounts(); ++a) {
    const auto acts = traces_.of(a);
    for (std::size_t i = 0; i < acts.size();) {
      const std::size_t end = run_end(acts, i);
      if (end - i > 1) {
        same_account[acts[i].object] += pairs_of(end - i);
        same_account_close[acts[i].object] += close_pairs(acts.subspan(i, end - i), window_);
      }
      i = end;
    }
  }
  std::vector<std::vector<std::uint64_t>> within(pool.threads());
  std::vector<std::vector<std::uint64_t>> across(pool.threads());
  for (auto& counts : within) counts.assign(traces_in_.size(), 0);
  for (auto& counts : across) counts.assign(traces_in_.size(), 0);
  pool.parallel_for(objects, kObjectGrain, [&](const Block& block) {
    auto& inside = within[block.worker];
    auto& beyond = across[block.worker];
    for (auto o = static_cast<std::uint32_t>(block.begin); o < block.end; ++o) {
      const auto acts = traces_.on(o);
      std::uint64_t close = 0;
      std::size_t begin = 0;
      std::size_t hour_begin = 0;
      std::size_t hour = 0;
      for (std::size_t i = 0; i < acts.size(); ++i) {
        const auto at = static_cast<std::size_t>((acts[i].at - traces_.first_at()) / stratum_);
        if (i == 0 || at != hour) {
          hour = at;
          hour_begin = i;
        }
        while (acts[i].at - acts[begin].at > window_) ++begin;
        close += i - begin;
        const std::size_t same_hour = std::max(begin, hour_begin);
        inside[hour] += i - same_hour;
        if (same_hour > begin) beyond[hour - 1] += same_hour - begin;
      }
      const std::uint64_t pairs = pairs_of(acts.size()) - same_account[o];
      if (pairs == 0) continue;
      close_share_[o] = std::min(1.0F, round_up(static_cast<double>(close - same_account_close[o]) /
                                                static_cast<double>(pairs)));
    }
  });
  for (std::size_t worker = 0; worker < pool.threads(); ++worker) {
    for (std::size_t h = 0; h < traces_in_.size(); ++h) {
      close_within_[h] += within[worker][h];
      close_across_[h] += across[worker][h];
    }
  }
}

void PairChance::fill_rates() {
  rates_.resize(traces_in_.size());
  double close = 0;
  double traces = 0;
  for (std::size_t h = 0; h < rates_.size(); ++h) {
    const auto here = static_cast<double>(traces_in_[h]);
    close += static_cast<double>(close_within_[h] + close_across_[h]);
    traces += here;
    if (here >= 2)
      rates_[h].within = 2 * static_cast<double>(close_within_[h]) / (here * (here - 1));
    if (h + 1 == rates_.size() || traces_in_[h + 1] == 0 || here == 0) continue;
    rates_[h].across =
        static_cast<double>(close_across_[h]) / (here * static_cast<double>(traces_in_[h + 1]));
  }
  // Half a pair in the whole log, dealt out over all pairs of traces.
  if (traces >= 2) lambda_min_ = std::max(close, 0.5) / (traces * (traces - 1));
}

double PairChance::lambda(std::uint32_t a, std::uint32_t b) const {
  const auto x = hours_of(a);
  const auto y = hours_of(b);
  double sum = 0;
  std::size_t j = 0;
  for (const HourCount& at : x) {
    while (j < y.size() && y[j].hour + 1 < at.hour) ++j;
    for (std::size_t k = j; k < y.size() && y[k].hour <= at.hour + 1; ++k) {
      const double product = static_cast<double>(at.traces) * static_cast<double>(y[k].traces);
      if (y[k].hour == at.hour) {
        sum += rates_[at.hour].within * product;
      } else {
        sum += rates_[std::min(at.hour, y[k].hour)].across * product;
      }
    }
  }
  return std::max(sum, lambda_min_);
}

void PairChance::find_common(const PairCounts& pair, Scratch& scratch) const {
  auto small = traces_.of(pair.a);
  auto large = traces_.of(pair.b);
  if (small.size() > large.size()) std::swap(small, large);
  const bool search = large.size() > kSearchRatio * small.size();
  scratch.common.clear();
  auto at = large.begin();
  for (std::size_t i = 0; i < small.size();) {
    const std::size_t end = run_end(small, i);
    const std::uint32_t object = small[i].object;
    at = find_object(at, large.end(), object, search);
    const auto first = at;
    while (at != large.end() && at->object == object) ++at;
    if (at != first) {
      const double times = static_cast<double>(end - i) * static_cast<double>(at - first);
      const double share = static_cast<double>(close_share_[object]);
      scratch.common.push_back({traces_.source(object), times * std::log1p(-share)});
    }
    i = end;
  }
}

double PairChance::log_p2(std::uint32_t sources, Scratch& scratch) const {
  auto& common = scratch.common;
  std::sort(common.begin(), common.end(), [](const auto& x, const auto& y) {
    return x.source != y.source ? x.source < y.source : x.log_miss < y.log_miss;
  });
  scratch.chances.clear();
  for (std::size_t i = 0; i < common.size();) {
    double log_miss = 0;
    std::size_t j = i;
    for (; j < common.size() && common[j].source == common[i].source; ++j) {
      log_miss += common[j].log_miss;
    }
    scratch.chances.push_back(-std::expm1(log_miss));
    i = j;
  }
  // The order of sources is that of their numbers, which the input's order decides.
  std::sort(scratch.chances.begin(), scratch.chances.end());
  return stats::log_poisson_binomial_upper_tail(scratch.chances, sources).log_p;
}

PairOdds PairChance::of(const PairCounts& pair, Scratch& scratch) const {
  PairOdds odds;
  odds.lambda = lambda(pair.a, pair.b);
  odds.log_p1 = stats::log_poisson_upper_tail(odds.lambda, pair.sources);
  find_common(pair, scratch);
  odds.log_p2 = log_p2(pair.sources, scratch);
  odds.log_p = std::max(odds.log_p1, odds.log_p2);
  return odds;
}

}  // namespace overt
