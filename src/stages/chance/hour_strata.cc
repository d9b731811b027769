#include "stages/chance/hour_strata.h"

#include <algorithm>
#include <tuple>

#include "base/check.h"

namespace overt {
namespace {

/// A stratum of one hour while they are put together.
struct Pool {
  std::uint64_t traces = 0;
  std::vector<std::uint32_t> groups;  // ascending
};

bool smaller(const Pool& x, const Pool& y) {
  return std::tie(x.traces, x.groups.front()) < std::tie(y.traces, y.groups.front());
}

std::vector<Pool> pools_of(std::span<const std::uint32_t> traces_of_group,
                           std::uint64_t traces_min) {
  std::vector<Pool> pools;
  for (std::uint32_t group = 0; group < traces_of_group.size(); ++group) {
    if (traces_of_group[group] > 0) pools.push_back({traces_of_group[group], {group}});
  }
  while (pools.size() > 1) {
    std::sort(pools.begin(), pools.end(), smaller);
    if (pools[0].traces >= traces_min) break;
    auto& into = pools[1];
    into.traces += pools[0].traces;
    into.groups.insert(into.groups.end(), pools[0].groups.begin(), pools[0].groups.end());
    std::sort(into.groups.begin(), into.groups.end());
    pools.erase(pools.begin());
  }
  std::sort(pools.begin(), pools.end(),
            [](const Pool& x, const Pool& y) { return x.groups.front() < y.groups.front(); });
  return pools;
}

}  // namespace

HourStrata::HourStrata(std::uint32_t hours, std::uint32_t groups)
    : hours_(hours), groups_(std::max(groups, 1U)) {
  CHECK_LE(groups_, 256U);
  if (groups_ > 1) counts_.assign(std::size_t{hours_} * groups_, 0);
}

void HourStrata::count(std::uint32_t hour, std::uint32_t group, std::uint32_t traces) {
  if (groups_ > 1) counts_[std::size_t{hour} * groups_ + group] += traces;
}

void HourStrata::settle(std::uint32_t traces_min) {
  if (groups_ == 1) return;
  places_.assign(counts_.size(), 0);
  in_hour_.assign(hours_, 1);
  for (std::uint32_t hour = 0; hour < hours_; ++hour) {
    const std::size_t begin = std::size_t{hour} * groups_;
    const auto pools = pools_of(std::span(counts_).subspan(begin, groups_), traces_min);
    for (std::size_t place = 0; place < pools.size(); ++place) {
      for (const auto group : pools[place].groups) {
        places_[begin + group] = static_cast<std::uint8_t>(place);
      }
    }
    in_hour_[hour] = static_cast<std::uint8_t>(std::max<std::size_t>(pools.size(), 1));
  }
  std::vector<std::uint32_t>().swap(counts_);
}

}  // namespace overt
