#include "stages/chance/account_acts.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <utility>

#include "base/check.h"

namespace overt {
namespace {

constexpr std::uint32_t kBitsOfWord = 64;
constexpr std::size_t kAccountGrain = 4096;
constexpr std::size_t kRowsAhead = 24;  // whose places are asked for in advance

}  // namespace

AccountActs::AccountActs(std::span<const join::Row> sorted, std::uint32_t accounts,
                         std::uint32_t objects, const HourClock& clock, ThreadPool& pool)
    : begins_(std::size_t{accounts} + 1, 0),
      words_(2 * sorted.size() + 1),  // one more, for the place of who did nothing
      repeats_(objects / kBitsOfWord + 1, 0) {
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
    const auto rows = rows_of(block.begin);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (i + kRowsAhead < rows.size()) {
        const std::size_t later = own[rows[i + kRowsAhead].actor];
        __builtin_prefetch(words_.data() + 2 * later, 1);
      }
      Word* const act = words_.data() + 2 * std::size_t{own[rows[i].actor]++};
      act[0].number = rows[i].item;
      act[1].number = clock.hour_of(rows[i].time);
    }
  });
}

void AccountActs::count_hours(ThreadPool& pool) {
  hour_counts_.assign(accounts(), 0);
  std::vector<Scratch> scratch(pool.threads());
  pool.parallel_for(accounts(), kAccountGrain, [&](const Block& block) {
    for (auto a = static_cast<std::uint32_t>(block.begin); a < block.end; ++a) {
      settle(a, scratch[block.worker]);
    }
  });
}

// From objects and hours in turn to all objects and what was counted of the hours.
void AccountActs::settle(std::uint32_t account, Scratch& scratch) {
  const std::size_t acts = acts_of(account);
  Word* const own = words_.data() + 2 * begins_[account];
  const std::size_t hours = count_hours_of({own, 2 * acts}, scratch);
  for (std::size_t i = 0; i < acts; ++i) {
    const std::uint32_t object = own[2 * i].number;
    if (i > 0 && object == own[i - 1].number) note_repeat(object);
    own[i].number = object;
  }
  for (std::size_t i = 0; i < hours; ++i) own[acts + i].hour = scratch.counted[i];
  hour_counts_[account] = static_cast<std::uint32_t>(hours);
}

void AccountActs::note_repeat(std::uint32_t object) {
  const std::uint64_t bit = std::uint64_t{1} << object % kBitsOfWord;
  const std::atomic_ref<std::uint64_t> word(repeats_[object / kBitsOfWord]);
  if ((word.load(std::memory_order_relaxed) & bit) == 0) {
    word.fetch_or(bit, std::memory_order_relaxed);
  }
}

// Where the log is long beside the account's traces, its hours are sorted; else they are counted.
std::size_t AccountActs::count_hours_of(std::span<const Word> acts, Scratch& scratch) {
  if (scratch.counted.size() < acts.size() / 2) scratch.counted.resize(acts.size() / 2);
  HourCount* out = scratch.counted.data();
  std::uint32_t last = 0;
  for (std::size_t i = 1; i < acts.size(); i += 2) last = std::max(last, acts[i].number);
  CHECK_LT(last, kHoursMax);
  if (last / kBitsOfWord > acts.size() / 2) return sort_hours_of(acts, scratch);
  auto& traces = scratch.traces;
  auto& marks = scratch.marks;
  if (traces.size() <= last) {
    traces.resize(last + 1, 0);
    marks.resize(last / kBitsOfWord + 1, 0);
  }
  for (std::size_t i = 1; i < acts.size(); i += 2) {
    const std::uint32_t hour = acts[i].number;
    ++traces[hour];
    marks[hour / kBitsOfWord] |= std::uint64_t{1} << hour % kBitsOfWord;
  }
  for (std::uint32_t word = 0; word <= last / kBitsOfWord; ++word) {
    for (auto left = std::exchange(marks[word], 0); left != 0; left &= left - 1) {
      const auto hour = word * kBitsOfWord + static_cast<std::uint32_t>(std::countr_zero(left));
      out = add_hour(hour, std::exchange(traces[hour], 0), out);
    }
  }
  return static_cast<std::size_t>(out - scratch.counted.data());
}

std::size_t AccountActs::sort_hours_of(std::span<const Word> acts, Scratch& scratch) {
  HourCount* out = scratch.counted.data();
  auto& hours = scratch.hours;
  hours.clear();
  for (std::size_t i = 1; i < acts.size(); i += 2) hours.push_back(acts[i].number);
  std::sort(hours.begin(), hours.end());
  for (std::size_t i = 0, end = 0; i < hours.size(); i = end) {
    while (end < hours.size() && hours[end] == hours[i]) ++end;
    out = add_hour(hours[i], static_cast<std::uint32_t>(end - i), out);
  }
  return static_cast<std::size_t>(out - scratch.counted.data());
}

AccountActs::HourCount* AccountActs::add_hour(std::uint32_t hour, std::uint32_t traces,
                                              HourCount* out) {
  for (; traces > 0; traces -= std::min(traces, kTracesOfOne)) {
    *out++ = {hour & (kHoursMax - 1), std::min(traces, kTracesOfOne) & kTracesOfOne};
  }
  return out;
}

}  // namespace overt
