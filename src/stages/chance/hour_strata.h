#pragma once
// The strata that a log's labels are dealt out again within: hour × group of the account (its
// language). A stratum that is too small says little, and an operation in it would be its own
// chance: so within an hour the smallest stratum is put together with the next smallest until each
// has traces_min traces, in the limit the whole hour. Ties go by the group's number.
//
// Filled and settled by one thread, then read by many. Cost: O(hours × groups). Memory: 5 bytes an
// hour and group, where there is more than one group.

#include <cstdint>
#include <span>
#include <vector>

namespace overt {

class HourStrata {
 public:
  static constexpr std::uint32_t kTracesMin = 500;

  HourStrata(std::uint32_t hours, std::uint32_t groups);

  /// So many traces of a group in an hour.
  void count(std::uint32_t hour, std::uint32_t group, std::uint32_t traces);
  /// Once all are counted.
  void settle(std::uint32_t traces_min = kTracesMin);

  /// The place of a group's stratum among those of the hour; 0 for a group without traces there.
  [[nodiscard]] std::uint32_t place(std::uint32_t hour, std::uint32_t group) const {
    return groups_ == 1 ? 0 : places_[std::size_t{hour} * groups_ + group];
  }
  /// How many strata the hour has: 1 at least.
  [[nodiscard]] std::uint32_t in_hour(std::uint32_t hour) const {
    return groups_ == 1 ? 1 : in_hour_[hour];
  }
  [[nodiscard]] std::uint32_t hours() const { return hours_; }
  [[nodiscard]] std::uint32_t groups() const { return groups_; }

 private:
  std::uint32_t hours_;
  std::uint32_t groups_;
  std::vector<std::uint32_t> counts_;  // by hour, then group; until settled
  std::vector<std::uint8_t> places_;   // likewise
  std::vector<std::uint8_t> in_hour_;
};

}  // namespace overt
