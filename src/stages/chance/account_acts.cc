#include "stages/chance/account_acts.h"

#include <algorithm>

#include "kernel/join/peel.h"

namespace overt {
namespace {

constexpr std::size_t kAccountGrain = 4096;

}  // namespace

AccountActs::AccountActs(std::span<const join::Row> sorted, std::uint32_t accounts,
                         const HourClock& clock, ThreadPool& pool) {
  std::vector<std::uint32_t> counts(accounts, 0);
  join::count_actors(sorted, counts, pool);
  begins_.assign(std::size_t{accounts} + 1, 0);
  for (std::uint32_t a = 0; a < accounts; ++a) begins_[a + 1] = begins_[a] + counts[a];
  acts_.resize(sorted.size());
  place(sorted, clock, pool);
  sort_hours(pool);
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

void AccountActs::sort_hours(ThreadPool& pool) {
  hour_begins_.assign(begins_.size(), 0);
  std::vector<std::vector<Repeated>> repeated(pool.threads());
  pool.parallel_for(accounts(), kAccountGrain, [&](const Block& block) {
    std::vector<std::uint32_t> hours;
    for (auto a = static_cast<std::uint32_t>(block.begin); a < block.end; ++a) {
      note_repeated(a, repeated[block.worker]);
      hour_begins_[a + 1] = sort_hours_of(a, hours);
    }
  });
  for (const auto& of_worker : repeated) {
    repeated_.insert(repeated_.end(), of_worker.begin(), of_worker.end());
  }
  std::sort(repeated_.begin(), repeated_.end());
  if (!repeated_.empty()) is_repeated_.assign(std::size_t{repeated_.back().object} + 1, false);
  for (const Repeated& again : repeated_) is_repeated_[again.object] = true;
  for (std::size_t a = 1; a < hour_begins_.size(); ++a) hour_begins_[a] += hour_begins_[a - 1];
}

std::uint32_t AccountActs::sort_hours_of(std::uint32_t account, std::vector<std::uint32_t>& hours) {
  const std::span<Act> acts(acts_.data() + begins_[account],
                            begins_[account + 1] - begins_[account]);
  hours.clear();
  for (const Act& act : acts) hours.push_back(act.hour);
  std::sort(hours.begin(), hours.end());
  std::uint32_t distinct = 0;
  for (std::size_t i = 0; i < acts.size(); ++i) {
    if (i == 0 || hours[i] != hours[i - 1]) ++distinct;
    acts[i].hour = hours[i];
  }
  return distinct;
}

void AccountActs::count_hours(ThreadPool& pool) {
  hours_.resize(hour_begins_.back());
  pool.parallel_for(accounts(), kAccountGrain, [this](const Block& block) {
    for (auto a = static_cast<std::uint32_t>(block.begin); a < block.end; ++a) {
      HourCount* out = hours_.data() + hour_begins_[a];
      std::size_t count = 0;
      for (const Act& act : of(a)) {
        if (count > 0 && out[count - 1].hour == act.hour) {
          ++out[count - 1].traces;
        } else {
          out[count++] = {act.hour, 1};
        }
      }
    }
  });
}

void AccountActs::note_repeated(std::uint32_t account, std::vector<Repeated>& repeated) const {
  const auto acts = of(account);
  for (std::size_t i = 1; i < acts.size(); ++i) {
    const bool is_second =
        acts[i].object == acts[i - 1].object && (i == 1 || acts[i].object != acts[i - 2].object);
    if (is_second) repeated.push_back({acts[i].object, account});
  }
}

std::span<const AccountActs::Repeated> AccountActs::who_repeated(std::uint32_t object) const {
  if (object >= is_repeated_.size() || !is_repeated_[object]) return {};
  const auto [begin, end] =
      std::equal_range(repeated_.begin(), repeated_.end(), Repeated{object, 0},
                       [](const Repeated& x, const Repeated& y) { return x.object < y.object; });
  return {begin, end};
}

}  // namespace overt
