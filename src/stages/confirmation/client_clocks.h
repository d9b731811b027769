#pragma once
// ClientClocks: the apps of a log whose acts a clock sets off. A tool that posts its customers'
// queues at nine sharp makes strangers act in one second; that they do says something of the tool
// and nothing of them. So whoever acts through such an app is compared with the app's other users
// too: what share of their acts of the day, the day around it, falls into the same window?
//
// An app keeps a clock where its acts crowd into one place of the minute or one minute of the hour,
// by many accounts, far beyond an even spread. One that only the members use has no other users,
// and changes nothing: a private tool is no excuse, and neither is a public one at a moment at
// which strangers do not use it more than they use the platform.
//
// Thread safety: const calls at once. Making it: O(acts with an app). acts_of(): O(what the members
// did beside the joined traces); chance_within(): O(log acts + acts within the window).

#include <cstdint>
#include <span>
#include <vector>

#include "model/trace_index.h"

namespace overt {

/// A member's act through an app that keeps a clock.
struct ClockedAct {
  std::uint32_t account = 0;
  TimeUs at = 0;
  std::uint32_t client = 0;  // an object of the index it was made from

  bool operator<(const ClockedAct& other) const {
    return account != other.account ? account < other.account : at < other.at;
  }
};

class ClientClocks {
 public:
  /// `aside` holds the apps as objects of the kind `client`; it outlives this.
  explicit ClientClocks(const TraceIndex& aside);

  /// The log says which apps were used.
  [[nodiscard]] bool known() const { return !acts_before_hour_.empty(); }
  /// No app keeps a clock.
  [[nodiscard]] bool empty() const { return clocked_.empty(); }
  /// By account and time. `members` ascending.
  [[nodiscard]] std::vector<ClockedAct> acts_of(std::span<const std::uint32_t> members) const;

  /// The share of the acts that others made through the app within half a day of the window, that
  /// lies in it; 0 where it is no more than the log's own share, or fewer than three others are in
  /// it. `members` ascending; `own` from acts_of() of them.
  [[nodiscard]] double chance_within(std::uint32_t client, std::span<const std::uint32_t> members,
                                     std::span<const ClockedAct> own, TimeUs from, TimeUs to) const;

 private:
  [[nodiscard]] bool keeps_clock(std::uint32_t client) const;
  [[nodiscard]] double log_share(TimeUs from, TimeUs to) const;

  const TraceIndex& aside_;
  std::vector<std::uint32_t> clocked_;  // ascending objects
  TimeUs first_at_ = 0;
  std::vector<std::uint64_t> acts_before_hour_;  // of all apps; hours + 1
};

}  // namespace overt
