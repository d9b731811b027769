#include "stages/chance/account_acts.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "kernel/join/peel.h"

namespace overt {
namespace {

/// An account with a trace for every so many hours has many.
constexpr std::uint32_t kHoursOfMany = 16;

}  // namespace

AccountActs::AccountActs(std::span<const join::Row> sorted, std::uint32_t accounts,
                         const HourClock& clock, ThreadPool& pool) {
  std::vector<std::uint32_t> counts(accounts, 0);
  join::count_actors(sorted, counts, pool);
  begins_.assign(std::size_t{accounts} + 1, 0);
  for (std::uint32_t a = 0; a < accounts; ++a) begins_[a + 1] = begins_[a] + counts[a];
  acts_.resize(sorted.size());
  place(sorted, clock, pool);
  count_hours(pool);
}

// Going through the rows in their order leaves every account's objects ascending. Each thread goes
// through all of them and takes those of its own range of accounts.
void AccountActs::place(std::span<const join::Row> sorted, const HourClock& clock,
                        ThreadPool& pool) {
  std::vector<std::uint64_t> next(begins_.begin(), begins_.end() - 1);
  const std::size_t ranges = pool.threads();
  pool.parallel_for(ranges, 1, [&](const Block& block) {
    const auto first = static_cast<std::uint32_t>(next.size() * block.begin / ranges);
    const auto last = static_cast<std::uint32_t>(next.size() * block.end / ranges);
    for (const join::Row& row : sorted) {
      if (row.actor < first || row.actor >= last) continue;
      acts_[next[row.actor]++] = {row.item, clock.hour_of(row.time)};
    }
  });
}

void AccountActs::count_hours(ThreadPool& pool) {
  hour_begins_.assign(accounts(), 0);
  hours_.resize((std::size_t{accounts()} + kBlock - 1) / kBlock);
  std::vector<Scratch> scratch(pool.threads());
  pool.parallel_for(hours_.size(), 1, [&](const Block& block) {
    Scratch& own = scratch[block.worker];
    own.counts.clear();
    const auto first = static_cast<std::uint32_t>(block.begin) * kBlock;
    for (std::uint32_t a = first; a < std::min(first + kBlock, accounts()); ++a) {
      hour_begins_[a] = static_cast<std::uint32_t>(own.counts.size());
      count_hours_of(a, own);
    }
    hours_[block.begin] = own.counts;
  });
}

// Few hours are sorted, many are counted.
void AccountActs::count_hours_of(std::uint32_t account, Scratch& scratch) const {
  const auto acts = of(account);
  if (acts.empty()) return;
  auto& hours = scratch.hours;
  hours.clear();
  for (const Act& act : acts) hours.push_back(act.hour);
  const std::uint32_t last = *std::max_element(hours.begin(), hours.end());
  CHECK_LT(last, kHoursMax);
  if (hours.size() < last / kHoursOfMany) {
    std::sort(hours.begin(), hours.end());
    for (std::size_t i = 0, end = 0; i < hours.size(); i = end) {
      while (end < hours.size() && hours[end] == hours[i]) ++end;
      add_hour(hours[i], static_cast<std::uint32_t>(end - i), scratch.counts);
    }
    return;
  }
  auto& traces = scratch.traces;
  if (traces.size() <= last) traces.resize(last + 1, 0);
  for (const std::uint32_t hour : hours) ++traces[hour];
  for (std::uint32_t hour = 0; hour <= last; ++hour) {
    if (traces[hour] > 0) add_hour(hour, std::exchange(traces[hour], 0), scratch.counts);
  }
}

void AccountActs::add_hour(std::uint32_t hour, std::uint32_t traces,
                           std::vector<HourCount>& counts) {
  for (; traces > 0; traces -= std::min(traces, kTracesOfOne)) {
    counts.push_back({hour & (kHoursMax - 1), std::min(traces, kTracesOfOne) & kTracesOfOne});
  }
}

}  // namespace overt
