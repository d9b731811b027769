#include "stages/chance/account_acts.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "base/check.h"
#include "kernel/join/peel.h"

namespace overt {
namespace {

constexpr std::uint32_t kHoursOfWord = 64;

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
// through all of them and takes those of its own range of accounts, all with as many traces.
void AccountActs::place(std::span<const join::Row> sorted, const HourClock& clock,
                        ThreadPool& pool) {
  std::vector<std::uint64_t> next(begins_.begin(), begins_.end() - 1);
  const std::size_t ranges = pool.threads();
  const auto first_of = [&](std::size_t range) {
    const std::uint64_t trace = sorted.size() / ranges * range;
    const auto at = std::lower_bound(next.begin(), next.end(), trace);
    return static_cast<std::uint32_t>(range == ranges ? next.size() : at - next.begin());
  };
  std::vector<std::uint32_t> firsts;
  for (std::size_t range = 0; range <= ranges; ++range) firsts.push_back(first_of(range));
  pool.parallel_for(ranges, 1, [&](const Block& block) {
    const std::uint32_t first = firsts[block.begin];
    const std::uint32_t last = firsts[block.end];
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

// Where the log is long beside the account's traces, its hours are sorted; else they are counted.
void AccountActs::count_hours_of(std::uint32_t account, Scratch& scratch) const {
  const auto acts = of(account);
  if (acts.empty()) return;
  std::uint32_t last = 0;
  for (const Act& act : acts) last = std::max(last, act.hour);
  CHECK_LT(last, kHoursMax);
  if (last / kHoursOfWord > acts.size()) return sort_hours(acts, scratch);
  auto& [hours, traces, marks, counts] = scratch;
  if (traces.size() <= last) {
    traces.resize(last + 1, 0);
    marks.resize(last / kHoursOfWord + 1, 0);
  }
  for (const Act& act : acts) {
    ++traces[act.hour];
    marks[act.hour / kHoursOfWord] |= std::uint64_t{1} << act.hour % kHoursOfWord;
  }
  for (std::uint32_t word = 0; word <= last / kHoursOfWord; ++word) {
    for (auto left = std::exchange(marks[word], 0); left != 0; left &= left - 1) {
      const auto hour = word * kHoursOfWord + static_cast<std::uint32_t>(std::countr_zero(left));
      add_hour(hour, std::exchange(traces[hour], 0), counts);
    }
  }
}

void AccountActs::sort_hours(std::span<const Act> acts, Scratch& scratch) {
  auto& hours = scratch.hours;
  hours.clear();
  for (const Act& act : acts) hours.push_back(act.hour);
  std::sort(hours.begin(), hours.end());
  for (std::size_t i = 0, end = 0; i < hours.size(); i = end) {
    while (end < hours.size() && hours[end] == hours[i]) ++end;
    add_hour(hours[i], static_cast<std::uint32_t>(end - i), scratch.counts);
  }
}

void AccountActs::add_hour(std::uint32_t hour, std::uint32_t traces,
                           std::vector<HourCount>& counts) {
  for (; traces > 0; traces -= std::min(traces, kTracesOfOne)) {
    counts.push_back({hour & (kHoursMax - 1), std::min(traces, kTracesOfOne) & kTracesOfOne});
  }
}

}  // namespace overt
