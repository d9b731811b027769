#include "stages/confirmation/client_clocks.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "kernel/stats/binomial.h"

namespace overt {
namespace {

constexpr TimeUs kHalfDay = kMicrosPerDay / 2;
constexpr std::size_t kUsersMin = 10;
constexpr std::size_t kOthersMin = 3;
constexpr double kLogClock = -13.815510557964274;   // log 1e-6: of an app keeping a clock at all
constexpr double kLogCrowded = -6.907755278982137;  // log 1e-3: of more in a window than the log
constexpr double kTimesEven = 2;                    // and so much more than an even spread
constexpr double kPriorActs = 5;                    // the log counts for so many of the others
constexpr std::size_t kPlaces = 60;
constexpr std::size_t kPlacesWide = 5;  // so many seconds count as one

using Places = std::array<std::uint64_t, kPlaces>;

std::size_t place_of(TimeUs at, TimeUs unit) {
  const TimeUs place = at / unit % static_cast<TimeUs>(kPlaces);
  return static_cast<std::size_t>(place < 0 ? place + static_cast<TimeUs>(kPlaces) : place);
}

std::uint64_t busiest(const Places& places, std::size_t width) {
  std::uint64_t most = 0;
  for (std::size_t from = 0; from < kPlaces; ++from) {
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < width; ++i) count += places[(from + i) % kPlaces];
    most = std::max(most, count);
  }
  return most;
}

bool is_crowded(const Places& places, std::size_t width, std::uint64_t all) {
  const double even = static_cast<double>(width) / static_cast<double>(kPlaces);
  const std::uint64_t most = busiest(places, width);
  if (static_cast<double>(most) < kTimesEven * even * static_cast<double>(all)) return false;
  const double price = std::log(static_cast<double>(kPlaces));
  return stats::log_binomial_upper_tail({all, even}, most) + price <= kLogClock;
}

std::span<const ObjectAct> acts_between(std::span<const ObjectAct> acts, TimeUs from, TimeUs to) {
  const auto before = [](const ObjectAct& act, TimeUs at) { return act.at < at; };
  const auto after = [](TimeUs at, const ObjectAct& act) { return at < act.at; };
  const auto first = std::lower_bound(acts.begin(), acts.end(), from, before);
  const auto last = std::upper_bound(first, acts.end(), to, after);
  return acts.subspan(static_cast<std::size_t>(first - acts.begin()),
                      static_cast<std::size_t>(last - first));
}

}  // namespace

ClientClocks::ClientClocks(const TraceIndex& aside) : aside_(aside), first_at_(aside.first_at()) {
  std::vector<std::uint32_t> clients;
  for (std::uint32_t object = 0; object < aside.objects(); ++object) {
    const bool used = aside.kind(object) == ObjectKind::kClient && !aside.on(object).empty();
    if (used) clients.push_back(object);
  }
  if (clients.empty()) return;
  const auto hours = static_cast<std::size_t>((aside.last_at() - first_at_) / kMicrosPerHour) + 1;
  acts_before_hour_.assign(hours + 1, 0);
  for (const std::uint32_t client : clients) {
    for (const ObjectAct& act : aside.on(client)) {
      ++acts_before_hour_[static_cast<std::size_t>((act.at - first_at_) / kMicrosPerHour) + 1];
    }
    if (keeps_clock(client)) clocked_.push_back(client);
  }
  for (std::size_t hour = 0; hour < hours; ++hour) {
    acts_before_hour_[hour + 1] += acts_before_hour_[hour];
  }
}

bool ClientClocks::keeps_clock(std::uint32_t client) const {
  Places seconds{};
  Places minutes{};
  std::vector<std::uint32_t> users;
  const auto acts = aside_.on(client);
  for (const ObjectAct& act : acts) {
    ++seconds[place_of(act.at, kMicrosPerSecond)];
    ++minutes[place_of(act.at, kMicrosPerMinute)];
    if (users.size() < kUsersMin &&
        std::find(users.begin(), users.end(), act.account) == users.end()) {
      users.push_back(act.account);
    }
  }
  if (users.size() < kUsersMin) return false;
  return is_crowded(seconds, kPlacesWide, acts.size()) || is_crowded(minutes, 1, acts.size());
}

std::vector<ClockedAct> ClientClocks::acts_of(std::span<const std::uint32_t> members) const {
  std::vector<ClockedAct> acts;
  if (clocked_.empty()) return acts;
  for (const std::uint32_t member : members) {
    for (const AccountAct& act : aside_.of(member)) {
      if (std::binary_search(clocked_.begin(), clocked_.end(), act.object)) {
        acts.push_back({member, act.at, act.object});
      }
    }
  }
  std::stable_sort(acts.begin(), acts.end());
  return acts;
}

// Hours are taken as even within.
double ClientClocks::log_share(TimeUs from, TimeUs to) const {
  const auto acts_before = [this](TimeUs at) {
    const auto hours = static_cast<double>(acts_before_hour_.size() - 1);
    const double place = std::clamp(
        static_cast<double>(at - first_at_) / static_cast<double>(kMicrosPerHour), 0.0, hours);
    const double whole = std::min(std::floor(place), hours - 1);
    const auto hour = static_cast<std::size_t>(whole);
    const auto here = static_cast<double>(acts_before_hour_[hour + 1] - acts_before_hour_[hour]);
    return static_cast<double>(acts_before_hour_[hour]) + (place - whole) * here;
  };
  const double day = acts_before(to + kHalfDay) - acts_before(from - kHalfDay);
  return day > 0 ? std::clamp((acts_before(to) - acts_before(from)) / day, 0.0, 1.0) : 0;
}

double ClientClocks::chance_within(std::uint32_t client, std::span<const std::uint32_t> members,
                                   std::span<const ClockedAct> own, TimeUs from, TimeUs to) const {
  const auto all = aside_.on(client);
  std::vector<std::uint32_t> others;
  for (const ObjectAct& act : acts_between(all, from, to)) {
    if (!std::binary_search(members.begin(), members.end(), act.account)) {
      others.push_back(act.account);
    }
  }
  std::sort(others.begin(), others.end());
  others.erase(std::unique(others.begin(), others.end()), others.end());
  if (others.size() < kOthersMin) return 0;
  std::uint64_t of_day = acts_between(all, from - kHalfDay, to + kHalfDay).size();
  for (const ClockedAct& act : own) {
    const bool counts =
        act.client == client && from - kHalfDay <= act.at && act.at <= to + kHalfDay;
    of_day -= counts ? 1 : 0;
  }
  const double usual = log_share(from, to);
  if (stats::log_binomial_upper_tail({of_day, usual}, others.size()) > kLogCrowded) return 0;
  return (static_cast<double>(others.size()) + kPriorActs * usual) /
         (static_cast<double>(of_day) + kPriorActs);
}

}  // namespace overt
