#pragma once
// Logs for the tests of this module: a crowd that takes objects up as crowds do, and what is
// planted in it. Not for more than one thread.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "base/random.h"
#include "model/names.h"
#include "model/small_trace_index.h"

namespace overt {

/// Of no matter to what is found.
inline ThreadPool& test_threads() {
  static ThreadPool pool(2);
  return pool;
}

using Accounts = std::vector<std::uint32_t>;

inline Accounts accounts_from(std::uint32_t first, std::uint32_t count) {
  Accounts accounts(count);
  std::iota(accounts.begin(), accounts.end(), first);
  return accounts;
}

class PlantedLog {
 public:
  explicit PlantedLog(std::uint64_t seed) : random(seed) {}

  SmallLog log;
  Random random;

  /// A new object, a source of its own, at home with nobody.
  std::uint32_t add_object() {
    const auto object = static_cast<std::uint32_t>(log.sources.size());
    log.sources.push_back(sources_++);
    log.source_accounts.push_back(TraceIndex::kNoAccount);
    return object;
  }
  /// A further object of the source of another.
  std::uint32_t add_object_like(std::uint32_t other) {
    log.sources.push_back(log.sources[other]);
    return static_cast<std::uint32_t>(log.sources.size()) - 1;
  }
  void name_author(std::uint32_t object, std::uint32_t account) {
    log.source_accounts[log.sources[object]] = account;
  }
  void publish(std::uint32_t object, TimeUs at) {
    log.published_at.resize(log.sources.size(), TraceIndex::kNotKnown);
    log.published_at[object] = at;
  }

  void act(std::uint32_t account, std::uint32_t object, TimeUs at) {
    log.traces.push_back({account, object, at});
  }
  /// Everybody within `spread` of each other.
  void act_together(const Accounts& accounts, std::uint32_t object, TimeUs at, TimeUs spread) {
    for (const auto account : accounts) act(account, object, at + below(spread));
  }
  /// An age at which a crowd acts: half an hour in the middle, hours in the tail.
  TimeUs any_age() {
    const double seconds = 1800 * std::exp(1.5 * random.normal());
    return static_cast<TimeUs>(std::min(seconds, 2e6) * kMicrosPerSecond);
  }
  /// `acts` by some of the accounts [first, first + count), each at its own time.
  void add_crowd(std::uint32_t object, TimeUs born, std::uint32_t first, std::uint32_t count,
                 std::uint32_t acts) {
    for (std::uint32_t i = 0; i < acts; ++i) {
      act(first + static_cast<std::uint32_t>(random.below(count)), object, born + any_age());
    }
  }
  /// Objects of five days that the accounts [first, first + count) take up, most by few.
  void add_background(std::uint32_t objects, std::uint32_t first, std::uint32_t count) {
    for (std::uint32_t i = 0; i < objects; ++i) {
      const auto takers = static_cast<std::uint32_t>(8 / (0.02 + random.uniform()));
      add_crowd(add_object(), below(5 * kMicrosPerDay), first, count, takers);
    }
  }
  /// `targets` objects with a crowd of their own on which the accounts act within `spread`, hours
  /// after they appeared. Returns the objects.
  std::vector<std::uint32_t> add_campaign(const Accounts& accounts, std::uint32_t targets,
                                          TimeUs spread, const Accounts& crowd) {
    std::vector<std::uint32_t> objects;
    for (std::uint32_t i = 0; i < targets; ++i) {
      objects.push_back(add_object());
      const TimeUs born = (6 + 9 * i) * kMicrosPerHour;
      add_crowd(objects.back(), born, crowd.front(), static_cast<std::uint32_t>(crowd.size()), 40);
      act_together(accounts, objects.back(), born + 2 * kMicrosPerHour + below(5 * kMicrosPerHour),
                   spread);
    }
    return objects;
  }

  TimeUs below(TimeUs bound) {
    return static_cast<TimeUs>(random.below(static_cast<std::uint64_t>(bound)));
  }
  [[nodiscard]] TraceIndex index() const {
    SmallLog whole = log;
    whole.accounts = 2000;  // so that a test may ask for accounts that do nothing
    return index_of(std::move(whole));
  }

 private:
  std::uint32_t sources_ = 0;
};

/// "account-N" by number, or as said.
class NumberedNames final : public Names {
 public:
  explicit NumberedNames(std::uint32_t accounts) {
    for (std::uint32_t i = 0; i < accounts; ++i) texts.push_back("account-" + std::to_string(i));
  }
  [[nodiscard]] std::string_view account(AccountId id) const override { return texts[id.value]; }
  [[nodiscard]] ObjectName object(ObjectId /*id*/) const override { return {}; }

  std::vector<std::string> texts;
};

}  // namespace overt
