#include "stages/chance/account_acts.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "base/check.h"

namespace overt {
namespace {

constexpr std::uint32_t kHoursOfWord = 64;
constexpr std::size_t kAccountGrain = 4096;

}  // namespace

AccountActs::AccountActs(std::span<const join::Row> sorted, std::uint32_t accounts,
                         const HourClock& clock, ThreadPool& pool)
    : begins_(std::size_t{accounts} + 1, 0), acts_(sorted.size()), hours_(sorted.size()) {
  CHECK_LE(sorted.size(), UINT32_MAX);
  place(sorted, clock, pool);
  count_hours(pool);
}

// Each thread places the acts of its own part of the rows, behind those of the parts before: going
// through the rows in their order leaves every account's objects ascending. The parts are fewer
// where their counts would take more memory than the acts.
void AccountActs::place(std::span<const join::Row> sorted, const HourClock& clock,
                        ThreadPool& pool) {
  const std::size_t accounts = begins_.size() - 1;
  const std::size_t parts =
      std::clamp<std::size_t>(2 * sorted.size() / (accounts + 1), 1, pool.threads());
  const auto rows_of = [&](std::size_t part) {
    const std::size_t begin = sorted.size() * part / parts;
    return sorted.subspan(begin, sorted.size() * (part + 1) / parts - begin);
  };
  std::vector<std::vector<std::uint32_t>> places(parts);  // by account: the next of the part
  pool.parallel_for(parts, 1, [&](const Block& block) {
    auto& counts = places[block.begin];
    counts.resize(accounts, 0);
    for (const join::Row& row : rows_of(block.begin)) ++counts[row.actor];
  });
  std::uint32_t next = 0;
  for (std::size_t account = 0; account < accounts; ++account) {
    begins_[account] = next;
    for (auto& of_part : places) next += std::exchange(of_part[account], next);
  }
  begins_[accounts] = next;
  pool.parallel_for(parts, 1, [&](const Block& block) {
    auto& own = places[block.begin];
    for (const join::Row& row : rows_of(block.begin)) {
      acts_[own[row.actor]++] = {row.item, clock.hour_of(row.time)};
    }
  });
}

void AccountActs::count_hours(ThreadPool& pool) {
  hour_counts_.assign(accounts(), 0);
  std::vector<Scratch> scratch(pool.threads());
  pool.parallel_for(accounts(), kAccountGrain, [&](const Block& block) {
    for (auto a = static_cast<std::uint32_t>(block.begin); a < block.end; ++a) {
      HourCount* const first = hours_.data() + begins_[a];
      HourCount* const end = count_hours_of(of(a), scratch[block.worker], first);
      hour_counts_[a] = static_cast<std::uint32_t>(end - first);
    }
  });
}

// Where the log is long beside the account's traces, its hours are sorted; else they are counted.
AccountActs::HourCount* AccountActs::count_hours_of(std::span<const Act> acts, Scratch& scratch,
                                                    HourCount* out) {
  std::uint32_t last = 0;
  for (const Act& act : acts) last = std::max(last, act.hour);
  CHECK_LT(last, kHoursMax);
  if (last / kHoursOfWord > acts.size()) return sort_hours_of(acts, scratch, out);
  auto& [hours, traces, marks] = scratch;
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
      out = add_hour(hour, std::exchange(traces[hour], 0), out);
    }
  }
  return out;
}

AccountActs::HourCount* AccountActs::sort_hours_of(std::span<const Act> acts, Scratch& scratch,
                                                   HourCount* out) {
  auto& hours = scratch.hours;
  hours.clear();
  for (const Act& act : acts) hours.push_back(act.hour);
  std::sort(hours.begin(), hours.end());
  for (std::size_t i = 0, end = 0; i < hours.size(); i = end) {
    while (end < hours.size() && hours[end] == hours[i]) ++end;
    out = add_hour(hours[i], static_cast<std::uint32_t>(end - i), out);
  }
  return out;
}

AccountActs::HourCount* AccountActs::add_hour(std::uint32_t hour, std::uint32_t traces,
                                              HourCount* out) {
  for (; traces > 0; traces -= std::min(traces, kTracesOfOne)) {
    *out++ = {hour & (kHoursMax - 1), std::min(traces, kTracesOfOne) & kTracesOfOne};
  }
  return out;
}

}  // namespace overt
