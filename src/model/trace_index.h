#pragma once
// TraceIndex: all traces of a log, to be read by object (in time) and by account (by object, in
// time). What the questions of chance and confirmation are asked of; it never changes once made.
//
// Thread safety: const reads at once. Memory: 32 bytes a trace, 13 an object, 8 an account.

#include <algorithm>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/parallel.h"
#include "base/uninitialised.h"
#include "model/trace.h"

namespace overt {

/// An account on the object in question, at a time.
struct ObjectAct {
  TimeUs at;
  std::uint32_t account;
};

/// An object of the account in question, at a time.
struct AccountAct {
  TimeUs at;
  std::uint32_t object;
};

class TraceIndex {
 public:
  struct Parts {
    std::vector<std::uint64_t> object_begin;     // objects + 1
    UninitialisedVector<ObjectAct> by_object;    // within an object by (time, account)
    std::vector<std::uint64_t> account_begin;    // accounts + 1
    UninitialisedVector<AccountAct> by_account;  // within an account by (object, time)
    std::vector<ObjectKind> kinds;               // by object
    /// By object: objects of one source share a number, below source_count.
    std::vector<std::uint32_t> sources;
    /// By source: the account it names, or kNoAccount where it names none (an outlet, an object).
    std::vector<std::uint32_t> source_accounts;
    /// By source: a hash of its name, which does not depend on the order of the input.
    std::vector<std::uint64_t> source_keys;
    /// By object: when it was published, where the log tells; else kNotKnown. May be empty.
    std::vector<TimeUs> published_at;
    /// By account: a number that accounts of one language share, below 256. Empty: one language, or
    /// none that is known.
    std::vector<std::uint8_t> account_groups;
    TimeUs first_at = 0;  // of all traces
    TimeUs last_at = 0;
  };
  static constexpr std::uint32_t kNoAccount = 0xFFFF'FFFFU;
  static constexpr TimeUs kNotKnown = INT64_MIN;

  TraceIndex() = default;
  explicit TraceIndex(Parts parts) : parts_(std::move(parts)) {
    for (const auto group : parts_.account_groups) {
      account_groups_ = std::max<std::uint32_t>(account_groups_, group + 1U);
    }
  }

  [[nodiscard]] std::uint64_t traces() const { return parts_.by_object.size(); }
  [[nodiscard]] std::uint32_t objects() const { return bound(parts_.object_begin); }
  [[nodiscard]] std::uint32_t accounts() const { return bound(parts_.account_begin); }
  [[nodiscard]] std::uint32_t sources() const {
    return static_cast<std::uint32_t>(parts_.source_accounts.size());
  }

  [[nodiscard]] std::span<const ObjectAct> on(std::uint32_t object) const {
    return {parts_.by_object.data() + parts_.object_begin[object],
            parts_.object_begin[object + 1] - parts_.object_begin[object]};
  }
  [[nodiscard]] std::span<const AccountAct> of(std::uint32_t account) const {
    return {parts_.by_account.data() + parts_.account_begin[account],
            parts_.account_begin[account + 1] - parts_.account_begin[account]};
  }
  /// A hint that of() will be asked for: what it reads lies anywhere.
  void prefetch_acts_of(std::uint32_t account) const {
    __builtin_prefetch(parts_.by_account.data() + parts_.account_begin[account]);
  }
  [[nodiscard]] ObjectKind kind(std::uint32_t object) const { return parts_.kinds[object]; }
  [[nodiscard]] std::uint32_t source(std::uint32_t object) const { return parts_.sources[object]; }
  [[nodiscard]] std::uint32_t source_account(std::uint32_t source) const {
    return parts_.source_accounts[source];
  }
  [[nodiscard]] TimeUs published_at(std::uint32_t object) const {
    return parts_.published_at.empty() ? kNotKnown : parts_.published_at[object];
  }
  [[nodiscard]] std::uint64_t source_key(std::uint32_t source) const {
    return parts_.source_keys[source];
  }
  /// 0 where there are no groups.
  [[nodiscard]] std::uint32_t account_group(std::uint32_t account) const {
    return parts_.account_groups.empty() ? 0 : parts_.account_groups[account];
  }
  /// One more than the largest of them.
  [[nodiscard]] std::uint32_t account_groups() const { return account_groups_; }
  /// What is by object and by source.
  [[nodiscard]] const Parts& parts() const { return parts_; }
  [[nodiscard]] TimeUs first_at() const { return parts_.first_at; }
  [[nodiscard]] TimeUs last_at() const { return parts_.last_at; }

 private:
  static std::uint32_t bound(const std::vector<std::uint64_t>& begins) {
    return begins.empty() ? 0 : static_cast<std::uint32_t>(begins.size() - 1);
  }

  Parts parts_;
  std::uint32_t account_groups_ = 1;
};

/// The same log without the traces of the marked accounts; ids stay. O(traces).
TraceIndex without_accounts(const TraceIndex& traces, const std::vector<bool>& marked,
                            ThreadPool& pool);

/// Writes what is on an object, by (time, account); called from any thread.
using FillActs = std::function<void(std::uint32_t object, std::span<ObjectAct> acts)>;

/// Makes an index: `sizes` says how many acts are on each object, `about_objects` what is known by
/// object and by source; the rest is made here. O(traces), no sorting.
TraceIndex make_trace_index(std::uint32_t accounts, const std::vector<std::uint32_t>& sizes,
                            const FillActs& fill, TraceIndex::Parts about_objects,
                            ThreadPool& pool);

}  // namespace overt
