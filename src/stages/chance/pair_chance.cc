#include "stages/chance/pair_chance.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

#include "base/check.h"
#include "kernel/join/peel.h"
#include "kernel/stats/poisson.h"
#include "kernel/stats/poisson_binomial.h"

namespace overt {
namespace {

constexpr TimeUs kHour = 3600 * kMicrosPerSecond;
constexpr std::size_t kRowGrain = std::size_t{1} << 16;
constexpr std::size_t kAccountGrain = 4096;
/// From this many times as many entries on, a list is searched instead of walked.
constexpr std::size_t kSearchRatio = 16;
/// After which a sum is compared with what is enough.
constexpr std::size_t kHoursBetweenLooks = 16;
/// An account is active in many hours where so many times them are more than there are.
constexpr std::size_t kManyHours = 16;
constexpr double kNever = std::numeric_limits<double>::infinity();

std::uint64_t pairs_of(std::uint64_t n) { return n < 2 ? 0 : n * (n - 1) / 2; }

/// A float that is not below the value, as a chance must not be rounded down.
float round_up(double value) {
  const auto rounded = static_cast<float>(value);
  if (static_cast<double>(rounded) >= value) return rounded;
  return std::nextafter(rounded, std::numeric_limits<float>::infinity());
}

/// The end of the run of equal objects that begins at `i`.
std::size_t run_end(std::span<const std::uint32_t> objects, std::size_t i) {
  std::size_t end = i + 1;
  while (end < objects.size() && objects[end] == objects[i]) ++end;
  return end;
}

/// The first and the last time. The rows are not sorted by time, so all are looked at.
std::pair<TimeUs, TimeUs> span_of(const join::Rows& rows, ThreadPool& pool) {
  if (rows.empty()) return {0, 0};
  std::vector<std::pair<TimeUs, TimeUs>> spans(pool.threads(),
                                               {rows.front().time, rows.front().time});
  pool.parallel_for(rows.size(), kRowGrain, [&](const Block& block) {
    auto& [first, last] = spans[block.worker];
    for (std::size_t i = block.begin; i < block.end; ++i) {
      first = std::min(first, rows[i].time);
      last = std::max(last, rows[i].time);
    }
  });
  for (const auto& [first, last] : spans) {
    spans.front().first = std::min(spans.front().first, first);
    spans.front().second = std::max(spans.front().second, last);
  }
  return spans.front();
}

TimeUs hour_length(TimeUs span, TimeUs window) {
  return std::max({kHour, window, span / TimeUs{AccountActs::kHoursMax} + 1});
}

/// What an account's hours expect at these rates, or as much of it as is `enough`. Four sums at a
/// time: one would wait for each addition before the next.
double expected(std::span<const AccountActs::HourCount> hours, const std::vector<double>& rates,
                double enough) {
  constexpr std::size_t kSums = 4;
  std::array<double, kSums> sums = {};
  const auto term = [&](std::size_t i) {
    // As a signed number, which is turned into a double at once.
    return rates[hours[i].hour] * static_cast<double>(static_cast<std::int32_t>(hours[i].traces));
  };
  const auto total = [&] { return (sums[0] + sums[1]) + (sums[2] + sums[3]); };
  std::size_t i = 0;
  while (i + kHoursBetweenLooks <= hours.size()) {
    for (const std::size_t end = i + kHoursBetweenLooks; i < end; i += kSums) {
      for (std::size_t k = 0; k < kSums; ++k) sums[k] += term(i + k);
    }
    if (const double sum = total(); sum >= enough) return sum;
  }
  for (; i + kSums <= hours.size(); i += kSums) {
    for (std::size_t k = 0; k < kSums; ++k) sums[k] += term(i + k);
  }
  for (std::size_t k = 0; i < hours.size(); ++i, ++k) sums[k] += term(i);
  return total();
}

std::uint32_t groups_in(std::span<const std::uint8_t> account_groups) {
  std::uint32_t groups = 1;
  for (const auto group : account_groups) groups = std::max<std::uint32_t>(groups, group + 1U);
  return groups;
}

std::size_t place_of(std::uint32_t object, std::size_t size) {
  return (object * 0x9E37'79B9U >> 7) & (size - 1);
}

/// How many acts within the window before another lie in each stratum of its hour, and of the hour
/// before. A window is no longer than an hour, so no act lies in an earlier one.
class StrataWindow {
 public:
  explicit StrataWindow(std::uint32_t groups) : here_(groups, 0), before_(groups, 0) {}

  void begin_object() {
    std::fill(here_.begin(), here_.end(), 0);
    std::fill(before_.begin(), before_.end(), 0);
  }
  void go_to(std::uint32_t hour) {
    if (hour == hour_) return;
    before_.swap(here_);
    std::fill(here_.begin(), here_.end(), 0);
    if (hour != hour_ + 1) std::fill(before_.begin(), before_.end(), 0);
    hour_ = hour;
  }
  void add(std::uint32_t place) { ++here_[place]; }
  void remove(std::uint32_t hour, std::uint32_t place) {
    if (hour == hour_) --here_[place];
    if (hour + 1 == hour_) --before_[place];
  }
  [[nodiscard]] std::uint64_t here(std::uint32_t place) const { return here_[place]; }
  [[nodiscard]] std::uint64_t before(std::uint32_t place) const { return before_[place]; }

 private:
  std::uint32_t hour_ = 0;
  std::vector<std::uint64_t> here_;
  std::vector<std::uint64_t> before_;
};

}  // namespace

/// One thread's.
struct PairChance::CloseCounts {
  std::vector<std::uint64_t> within;
  std::vector<std::uint64_t> across;
  StrataWindow window;
  RepeatedActs repeated;
};

PairChance::PairChance(ChanceTraces traces, TimeUs window, ThreadPool& pool,
                       std::uint32_t stratum_traces_min)
    : PairChance(std::move(traces), window, span_of(traces.sorted, pool), pool,
                 stratum_traces_min) {}

PairChance::PairChance(ChanceTraces traces, TimeUs window, const std::pair<TimeUs, TimeUs>& span,
                       ThreadPool& pool, std::uint32_t stratum_traces_min)
    : window_(window),
      clock_{span.first, hour_length(span.second - span.first, window)},
      sources_(std::move(traces.sources)),
      account_groups_(std::move(traces.account_groups)),
      acts_(traces.sorted, traces.accounts, traces.objects, clock_, pool),
      strata_(clock_.hour_of(span.second) + 1, groups_in(account_groups_)),
      close_share_(traces.objects, 0) {
  CHECK_GE(window, 0);
  CHECK(sources_.empty() || sources_.size() == traces.objects);
  CHECK(account_groups_.empty() || account_groups_.size() == traces.accounts);
  if (strata_.groups() == 1) busy_ = BusyHours(acts_, strata_.hours(), pool);
  lay_out_strata(stratum_traces_min, pool);
  count_close_pairs(traces.sorted, pool);
  fill_rates();
}

void PairChance::lay_out_strata(std::uint32_t traces_min, ThreadPool& pool) {
  for (std::uint32_t a = 0; strata_.groups() > 1 && a < acts_.accounts(); ++a) {
    for (const HourCount& at : acts_.hours_of(a)) strata_.count(at.hour, group_of(a), at.traces);
  }
  strata_.settle(traces_min);
  cells_.assign(std::size_t{strata_.hours()} + 1, {});
  strata_begin_.assign(cells_.size(), 0);
  for (std::uint32_t h = 0; h < strata_.hours(); ++h) {
    const std::uint64_t here = strata_.in_hour(h);
    const std::uint64_t next = h + 1 < strata_.hours() ? strata_.in_hour(h + 1) : 0;
    strata_begin_[h + 1] = strata_begin_[h] + here;
    cells_[h + 1] = {cells_[h].within + here * here, cells_[h].across + here * next};
  }
  traces_in_.assign(strata_begin_.back(), 0);
  close_within_.assign(cells_.back().within, 0);
  close_across_.assign(cells_.back().across, 0);
  std::vector<std::vector<std::uint64_t>> of_workers(pool.threads(), traces_in_);
  pool.parallel_for(acts_.accounts(), kAccountGrain, [&](const Block& block) {
    auto& traces_in = of_workers[block.worker];
    for (auto a = static_cast<std::uint32_t>(block.begin); a < block.end; ++a) {
      const std::uint32_t group = group_of(a);
      for (const HourCount& at : acts_.hours_of(a)) {
        traces_in[strata_begin_[at.hour] + strata_.place(at.hour, group)] += at.traces;
      }
    }
  });
  for (const auto& of_worker : of_workers) {
    std::transform(of_worker.begin(), of_worker.end(), traces_in_.begin(), traces_in_.begin(),
                   std::plus<>());
  }
}

// S by object; and of each object the pairs of different accounts, as all pairs less those of one
// account with itself.
void PairChance::count_close_pairs(const join::Rows& sorted, ThreadPool& pool) {
  std::vector<CloseCounts> counts;
  for (std::size_t worker = 0; worker < pool.threads(); ++worker) {
    counts.push_back({std::vector<std::uint64_t>(close_within_.size(), 0),
                      std::vector<std::uint64_t>(close_across_.size(), 0),
                      StrataWindow(strata_.groups()), RepeatedActs(acts_.accounts())});
  }
  const auto bounds = join::split_at_items(sorted, sorted.size() / kRowGrain + 1);
  pool.parallel_for(bounds.size() - 1, 1, [&](const Block& block) {
    for (std::size_t begin = bounds[block.begin]; begin < bounds[block.end];) {
      std::size_t end = begin + 1;
      while (end < bounds[block.end] && sorted[end].item == sorted[begin].item) ++end;
      const Rows rows = Rows(sorted).subspan(begin, end - begin);
      close_share_[rows.front().item] = round_up(close_share_of(rows, counts[block.worker]));
      begin = end;
    }
  });
  for (const CloseCounts& of_worker : counts) {
    const auto add = std::plus<>();
    std::transform(of_worker.within.begin(), of_worker.within.end(), close_within_.begin(),
                   close_within_.begin(), add);
    std::transform(of_worker.across.begin(), of_worker.across.end(), close_across_.begin(),
                   close_across_.begin(), add);
  }
}

double PairChance::close_share_of(Rows rows, CloseCounts& counts) const {
  if (rows.size() < 2) return 0;
  const std::uint64_t close = count_close(rows, counts);
  RepeatedActs::Pairs own;
  if (acts_.has_repeats(rows.front().item)) own = counts.repeated.count(rows, window_);
  const std::uint64_t pairs = pairs_of(rows.size()) - own.all;
  return pairs == 0 ? 0 : static_cast<double>(close - own.close) / static_cast<double>(pairs);
}

std::uint64_t PairChance::count_close(Rows rows, CloseCounts& counts) const {
  return strata_.groups() == 1 ? count_close_by_hour(rows, counts)
                               : count_close_by_strata(rows, counts);
}

// Of the rows within the window before one, those from `here` on are in its hour, and the others in
// the hour before.
std::uint64_t PairChance::count_close_by_hour(Rows rows, CloseCounts& counts) const {
  std::uint64_t close = 0;
  std::size_t begin = 0;
  std::size_t here = 0;
  std::uint32_t hour = 0;
  TimeUs hour_end = clock_.first_at;  // of none yet
  for (std::size_t i = 1; i < rows.size(); ++i) {
    while (rows[i].time - rows[begin].time > window_) ++begin;
    if (i == begin) continue;
    close += i - begin;
    if (rows[i].time >= hour_end) {
      hour = clock_.hour_of(rows[i].time);
      hour_end = clock_.begin_of(hour) + clock_.length;
    }
    here = std::max(here, begin);
    while (rows[here].time < clock_.begin_of(hour)) ++here;
    counts.within[within_cell(hour, 0, 0)] += i - here;
    if (here > begin) counts.across[across_cell(hour - 1, 0, 0)] += here - begin;
  }
  return close;
}

std::uint64_t PairChance::count_close_by_strata(Rows rows, CloseCounts& counts) const {
  std::uint64_t close = 0;
  std::size_t begin = 0;
  counts.window.begin_object();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::uint32_t hour = clock_.hour_of(rows[i].time);
    counts.window.go_to(hour);
    for (; rows[i].time - rows[begin].time > window_; ++begin) {
      const std::uint32_t left = clock_.hour_of(rows[begin].time);
      counts.window.remove(left, strata_.place(left, group_of(rows[begin].actor)));
    }
    close += i - begin;
    const std::uint32_t own = strata_.place(hour, group_of(rows[i].actor));
    if (i > begin) {
      for (std::uint32_t s = 0; s < strata_.in_hour(hour); ++s) {
        counts.within[within_cell(hour, s, own)] += counts.window.here(s);
      }
      for (std::uint32_t s = 0; hour > 0 && s < strata_.in_hour(hour - 1); ++s) {
        counts.across[across_cell(hour - 1, s, own)] += counts.window.before(s);
      }
    }
    counts.window.add(own);
  }
  return close;
}

std::uint64_t PairChance::accounts_with(std::uint32_t traces) const {
  std::uint64_t count = 0;
  for (std::uint32_t a = 0; a < acts_.accounts(); ++a)
    count += acts_.objects_of(a).size() >= traces;
  return count;
}

double PairChance::possible_pairs(std::uint32_t traces) const {
  const auto n = static_cast<double>(accounts_with(traces));
  return std::max(1.0, n * (n - 1) / 2);
}

void PairChance::fill_rates() {
  rate_within_.assign(close_within_.size(), 0);
  rate_across_.assign(close_across_.size(), 0);
  for (std::uint32_t h = 0; h < strata_.hours(); ++h) fill_rates_of(h);
  double close = 0;
  double traces = 0;
  for (const std::uint64_t pairs : close_within_) close += static_cast<double>(pairs);
  for (const std::uint64_t pairs : close_across_) close += static_cast<double>(pairs);
  for (const std::uint64_t here : traces_in_) traces += static_cast<double>(here);
  // Half a pair in the whole log, dealt out over all pairs of traces.
  if (traces >= 2) lambda_min_ = std::max(close, 0.5) / (traces * (traces - 1));
}

void PairChance::fill_rates_of(std::uint32_t hour) {
  const auto traces_at = [this](std::uint32_t h, std::uint32_t place) {
    return static_cast<double>(traces_in_[strata_begin_[h] + place]);
  };
  for (std::uint32_t s = 0; s < strata_.in_hour(hour); ++s) {
    const double here = traces_at(hour, s);
    const std::size_t own = within_cell(hour, s, s);
    if (here >= 2)
      rate_within_[own] = 2 * static_cast<double>(close_within_[own]) / (here * (here - 1));
    for (std::uint32_t t = s + 1; t < strata_.in_hour(hour); ++t) {
      const std::size_t cell = within_cell(hour, s, t);
      rate_within_[cell] = static_cast<double>(close_within_[cell]) / (here * traces_at(hour, t));
    }
    if (hour + 1 == strata_.hours() || here == 0) continue;
    for (std::uint32_t t = 0; t < strata_.in_hour(hour + 1); ++t) {
      const double next = traces_at(hour + 1, t);
      const std::size_t cell = across_cell(hour, s, t);
      if (next > 0) rate_across_[cell] = static_cast<double>(close_across_[cell]) / (here * next);
    }
  }
}

double PairChance::rate_of(std::span<const HourCount> hours, std::size_t at, std::uint32_t group,
                           const HourCount& other, std::uint32_t other_group) const {
  const std::uint32_t t = strata_.place(other.hour, other_group);
  double rate = 0;
  for (; at < hours.size() && hours[at].hour <= other.hour + 1; ++at) {
    const std::uint32_t hour = hours[at].hour;
    const std::uint32_t s = strata_.place(hour, group);
    const auto traces = static_cast<double>(hours[at].traces);
    if (hour == other.hour) {
      rate += rate_within_[within_cell(hour, s, t)] * traces;
    } else if (hour > other.hour) {
      rate += rate_across_[across_cell(other.hour, t, s)] * traces;
    } else {
      rate += rate_across_[across_cell(hour, s, t)] * traces;
    }
  }
  return rate;
}

double PairChance::lambda(std::uint32_t a, std::uint32_t b) const {
  return std::max(sum_until(a, b, kNever), lambda_min_);
}

double PairChance::sum_until(std::uint32_t a, std::uint32_t b, double least) const {
  const auto x = acts_.hours_of(a);
  const std::uint32_t x_group = group_of(a);
  const std::uint32_t y_group = group_of(b);
  double sum = 0;
  std::size_t near = 0;
  for (const HourCount& at : acts_.hours_of(b)) {
    while (near < x.size() && x[near].hour + 1 < at.hour) ++near;
    sum += rate_of(x, near, x_group, at, y_group) * static_cast<double>(at.traces);
    if (sum >= least) break;
  }
  return sum;
}

/// What another log's chances left in it is of no use.
void PairChance::claim(Scratch& scratch) const {
  if (scratch.of == this) return;
  scratch = {};
  scratch.of = this;
}

void PairChance::clear_rates(Scratch& scratch) {
  if (scratch.rated_many) std::fill(scratch.rates.begin(), scratch.rates.end(), 0.0);
  for (const std::uint32_t hour : scratch.rated) scratch.rates[hour] = 0;
  scratch.rated.clear();
}

// What rate_of() says of every hour, added up in its order, so that the sums are the same to the
// last bit.
void PairChance::take_activity(std::uint32_t account, Scratch& scratch) const {
  claim(scratch);
  if (scratch.active == account) return;
  scratch.active = account;
  const auto hours = acts_.hours_of(account);
  scratch.rates.resize(BusyHours::padded(strata_.hours()), 0);
  clear_rates(scratch);
  // Of many, to put all back to 0 takes less than to note each.
  scratch.rated_many = hours.size() * kManyHours > scratch.rates.size();
  const auto add = [&scratch](std::uint32_t hour, double rate) {
    scratch.rates[hour] += rate;
    if (!scratch.rated_many) scratch.rated.push_back(hour);
  };
  for (const HourCount& at : hours) {
    const std::uint32_t hour = at.hour;
    const auto traces = static_cast<double>(at.traces);
    if (hour > 0) add(hour - 1, rate_across_[across_cell(hour - 1, 0, 0)] * traces);
    add(hour, rate_within_[within_cell(hour, 0, 0)] * traces);
    if (hour + 1 == strata_.hours()) continue;
    add(hour + 1, rate_across_[across_cell(hour, 0, 0)] * traces);
  }
}

void PairChance::take_objects(std::uint32_t account, Scratch& scratch) const {
  claim(scratch);
  if (scratch.holding == account) return;
  scratch.holding = account;
  const Objects objects = acts_.objects_of(account);
  scratch.held.assign(std::bit_ceil(2 * objects.size() + 1), {});
  for (std::size_t i = 0; i < objects.size();) {
    const std::size_t end = run_end(objects, i);
    std::size_t at = place_of(objects[i], scratch.held.size());
    while (scratch.held[at].object != Scratch::kNoObject) at = (at + 1) & (scratch.held.size() - 1);
    scratch.held[at] = {objects[i], static_cast<std::uint32_t>(end - i)};
    i = end;
  }
}

void PairChance::add_common(std::uint32_t object, std::size_t acts, std::size_t others,
                            Scratch& scratch) const {
  const double times = static_cast<double>(acts) * static_cast<double>(others);
  const double share = static_cast<double>(close_share_[object]);
  scratch.common.push_back({source_of(object), times * std::log1p(-share)});
}

void PairChance::find_among_held(std::uint32_t account, Scratch& scratch) const {
  const Objects objects = acts_.objects_of(account);
  const auto& held = scratch.held;
  for (std::size_t i = 0; i < objects.size();) {
    const std::size_t end = run_end(objects, i);
    const std::uint32_t object = objects[i];
    std::size_t at = place_of(object, held.size());
    while (held[at].object != object && held[at].object != Scratch::kNoObject) {
      at = (at + 1) & (held.size() - 1);
    }
    if (held[at].object == object) add_common(object, held[at].acts, end - i, scratch);
    i = end;
  }
}

void PairChance::search_common(Objects few, Objects many, Scratch& scratch) const {
  auto at = many.begin();
  for (std::size_t i = 0; i < few.size();) {
    const std::size_t end = run_end(few, i);
    at = std::lower_bound(at, many.end(), few[i]);
    const auto first = at;
    while (at != many.end() && *at == few[i]) ++at;
    if (at != first) {
      add_common(few[i], end - i, static_cast<std::size_t>(at - first), scratch);
    }
    i = end;
  }
}

void PairChance::find_common(const PairCounts& pair, Scratch& scratch) const {
  scratch.common.clear();
  const Objects own = acts_.objects_of(pair.a);
  const Objects others = acts_.objects_of(pair.b);
  if (others.size() > kSearchRatio * own.size()) return search_common(own, others, scratch);
  take_objects(pair.a, scratch);
  find_among_held(pair.b, scratch);
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
  PairOdds odds = by_activity(pair, scratch);
  add_timing(pair, odds, scratch);
  return odds;
}

PairOdds PairChance::by_activity(const PairCounts& pair, Scratch& scratch) const {
  return *unless_likely(pair, kNever, scratch);
}

std::optional<PairOdds> PairChance::unless_likely(const PairCounts& pair, double likely,
                                                  Scratch& scratch) const {
  if (lambda_min_ >= likely) return std::nullopt;
  const double sum = sum_until(pair.a, pair.b, likely, scratch);
  if (sum >= likely) return std::nullopt;
  PairOdds odds;
  odds.lambda = std::max(sum, lambda_min_);
  odds.log_p1 = stats::log_poisson_upper_tail(odds.lambda, pair.sources);
  return odds;
}

double PairChance::sum_until(std::uint32_t a, std::uint32_t b, double least,
                             Scratch& scratch) const {
  if (strata_.groups() > 1) return sum_until(a, b, least);
  take_activity(a, scratch);
  const auto busy = busy_.of(b);
  return busy.empty() ? expected(busy_.list_of(b, acts_), scratch.rates, least)
                      : expected(busy, scratch.rates, least);
}

void PairChance::add_timing(const PairCounts& pair, PairOdds& odds, Scratch& scratch) const {
  find_common(pair, scratch);
  odds.log_p2 = log_p2(pair.sources, scratch);
  odds.log_p = std::max(odds.log_p1, odds.log_p2);
}

}  // namespace overt
