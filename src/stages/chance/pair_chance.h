#pragma once
// How likely the common objects of two accounts are by chance. Three null models, and their worst:
//
// N1, activity × hour × language × burst: how often two accounts as active as these, in the hours
//   in which they were active, co-act if the labels of the traces are dealt out again within each
//   hour and language of the accounts. With A_a(h) the traces of a in hour h, N_s all traces of
//   stratum s = (hour, language), s and t the strata of a and b in an hour, S_s the pairs of traces
//   on one object within the window with both in s, S_st those with one in s and one in t,
//     λ = Σ_h [s = t] 2 S_s A_a(h) A_b(h) / (N_s (N_s − 1))
//       + Σ_h [s ≠ t] S_st A_a(h) A_b(h) / (N_s N_t)
//       + Σ_h (S_st' A_a(h) A_b(h+1) / (N_s N_t') + S_ts' A_a(h+1) A_b(h) / (N_t N_s'))
//   where s', t' are their strata of the next hour; p1 = P(Poisson(λ) ≥ K). The rhythm of the day
//   is in h, who reads what whom in the language, viral bursts in S, activity in A. Where the log
//   has one language or none, an hour is one stratum; hour_strata.h says what is done with small
//   ones.
// N2, timing given the sharing: both acted on these objects; how likely are they so close? For each
//   common object, p_o = pairs of traces of different accounts within the window / all such pairs,
//   corrected for how often they acted on it: 1 − (1 − p_o)^(n_a n_b); p2 is the tail of the
//   Poisson-binomial. What interests both, and bursts of an object, are in p_o.
// N3, collapse by trigger: both count sources, not objects: K is K^s, and an object's chance joins
//   that of the others of its source, 1 − Π (1 − p).
//
// p = max(p1, p2): a pair must be unlikely under both (intersection–union test, Berger 1982,
// Technometrics 24:295). An hour is longer where the window is, so that no pair spans two
// boundaries, and in a log of more than AccountActs::kHoursMax. λ is never below λ_min: half a
// pair's worth of what the log holds (see lambda_min()).
//
// Thread safety: const calls at once. Complexity: making it is O(traces × strata of an hour); of()
// is O(y) for the pairs of an account with one of y traces, and O(x) once for its own. Memory: what
// account_acts.h and busy_hours.h say, 4 bytes an object (8 where sources are known), and 24 for
// every two strata of an hour and of neighbouring hours.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/parallel.h"
#include "kernel/join/row.h"
#include "model/trace.h"
#include "stages/chance/account_acts.h"
#include "stages/chance/busy_hours.h"
#include "stages/chance/hour_strata.h"
#include "stages/chance/repeated_acts.h"

namespace overt {

struct PairCounts {
  std::uint32_t a = 0;  // account ids
  std::uint32_t b = 0;
  std::uint32_t sources = 0;  // K^s
};

struct PairOdds {
  double lambda = 0;
  double log_p1 = 0;  // natural logarithms
  double log_p2 = 0;
  double log_p = 0;
};

/// The traces that pairs are made of, and what is known of their accounts and objects.
struct ChanceTraces {
  const join::Rows& sorted;    // by (object, time, account); read while a PairChance is made
  std::uint32_t accounts = 0;  // ids are below
  std::uint32_t objects = 0;
  /// By object: objects of one source share a number. Empty: every object is its own source.
  std::vector<std::uint32_t> sources = {};
  /// By account: a number that accounts of one language share. Empty: one language, or none.
  std::vector<std::uint8_t> account_groups = {};
};

class PairChance {
 public:
  /// A stratum of fewer traces than stratum_traces_min is put to another one.
  PairChance(ChanceTraces traces, TimeUs window, ThreadPool& pool,
             std::uint32_t stratum_traces_min = HourStrata::kTracesMin);

  /// One per thread. What it holds of an account is used for all its pairs that come one after the
  /// other.
  class Scratch {
   public:
    Scratch() = default;

   private:
    friend class PairChance;
    struct SharedObject {
      std::uint32_t source;
      double log_miss;  // log of the chance that they do not meet on it
    };
    struct Held {
      std::uint32_t object = kNoObject;
      std::uint32_t acts = 0;
    };
    static constexpr std::uint32_t kNoObject = 0xFFFF'FFFFU;

    static constexpr std::uint32_t kNoAccount = 0xFFFF'FFFFU;

    // NOLINTBEGIN(readability-identifier-naming): as a struct's, for PairChance alone
    const PairChance* of = nullptr;     // who filled it
    std::uint32_t active = kNoAccount;  // whose rates these are
    std::vector<double> rates;          // by hour; 0 where there is none
    std::vector<std::uint32_t> rated;   // the hours that have one, or none where they are many
    bool rated_many = false;
    std::uint32_t holding = kNoAccount;  // whose objects these are
    std::vector<Held> held;              // a hash table, half of it empty
    std::vector<SharedObject> common;
    std::vector<double> chances;
    // NOLINTEND(readability-identifier-naming)
  };

  [[nodiscard]] PairOdds of(const PairCounts& pair, Scratch& scratch) const;
  /// of() in two steps, the cheap one first: λ and p1; then p2 and p.
  [[nodiscard]] PairOdds by_activity(const PairCounts& pair, Scratch& scratch) const;
  void add_timing(const PairCounts& pair, PairOdds& odds, Scratch& scratch) const;
  /// Asks memory for what by_activity() reads of the second accounts of some pairs after the i-th
  /// of so many: second_of(i) is the i-th one's.
  template <typename SecondOf>
  [[gnu::always_inline]] void prefetch_ahead(std::size_t i, std::size_t pairs,
                                             const SecondOf& second_of) const {
    if (strata_.groups() > 1) return;
    if (i + 2 * kPairsAhead < pairs) busy_.prefetch_place(second_of(i + 2 * kPairsAhead));
    if (i + kPairsAhead < pairs) busy_.prefetch_hours(second_of(i + kPairsAhead), acts_);
  }
  /// by_activity(), or nothing where λ is at least `likely`: known before it is summed up.
  [[nodiscard]] std::optional<PairOdds> unless_likely(const PairCounts& pair, double likely,
                                                      Scratch& scratch) const;
  /// λ alone, for a cheap look.
  [[nodiscard]] double lambda(std::uint32_t a, std::uint32_t b) const;
  [[nodiscard]] double lambda_min() const { return lambda_min_; }
  /// p_o: the share of an object's pairs of traces of different accounts that are within the
  /// window.
  [[nodiscard]] double close_share(std::uint32_t object) const { return close_share_[object]; }
  /// By object, as given.
  [[nodiscard]] std::span<const std::uint32_t> sources() const { return sources_; }
  /// How many accounts have at least so many traces.
  [[nodiscard]] std::uint64_t accounts_with(std::uint32_t traces) const;
  /// m: the pairs of accounts with at least so many traces, which could have as many objects in
  /// common; 1 or more. Known before any overlap is looked at.
  [[nodiscard]] double possible_pairs(std::uint32_t traces) const;

 private:
  static constexpr std::size_t kPairsAhead = 8;

  using HourCount = AccountActs::HourCount;
  using Objects = std::span<const std::uint32_t>;
  using Rows = std::span<const join::Row>;
  /// Where the cells of every two strata of an hour begin, and of an hour and the next.
  struct Cells {
    std::uint64_t within;
    std::uint64_t across;
  };
  struct CloseCounts;

  /// `span`: the first and the last time.
  PairChance(ChanceTraces traces, TimeUs window, const std::pair<TimeUs, TimeUs>& span,
             ThreadPool& pool, std::uint32_t stratum_traces_min);
  void lay_out_strata(std::uint32_t traces_min, ThreadPool& pool);
  void count_close_pairs(const join::Rows& sorted, ThreadPool& pool);
  [[nodiscard]] double close_share_of(Rows rows, CloseCounts& counts) const;
  /// Expected co-actions of an account and one trace of another in this hour, of a stratum of it:
  /// `at` is where the account's hours may be near.
  [[nodiscard]] double rate_of(std::span<const HourCount> hours, std::size_t at,
                               std::uint32_t group, const HourCount& other,
                               std::uint32_t other_group) const;
  /// λ without lambda_min(), or as much of it as is summed up by the time it reaches `least`.
  [[nodiscard]] double sum_until(std::uint32_t a, std::uint32_t b, double least) const;
  [[nodiscard]] double sum_until(std::uint32_t a, std::uint32_t b, double least,
                                 Scratch& scratch) const;
  void claim(Scratch& scratch) const;
  void take_activity(std::uint32_t account, Scratch& scratch) const;
  static void clear_rates(Scratch& scratch);
  void take_objects(std::uint32_t account, Scratch& scratch) const;
  /// Adds the close pairs of an object by strata; all of them.
  std::uint64_t count_close(Rows rows, CloseCounts& counts) const;
  std::uint64_t count_close_by_hour(Rows rows, CloseCounts& counts) const;
  std::uint64_t count_close_by_strata(Rows rows, CloseCounts& counts) const;
  void fill_rates();
  void fill_rates_of(std::uint32_t hour);
  [[nodiscard]] std::uint32_t group_of(std::uint32_t account) const {
    return account_groups_.empty() ? 0 : account_groups_[account];
  }
  [[nodiscard]] std::uint32_t source_of(std::uint32_t object) const {
    return sources_.empty() ? object : sources_[object];
  }
  [[nodiscard]] std::size_t within_cell(std::uint32_t hour, std::uint32_t s,
                                        std::uint32_t t) const {
    return cells_[hour].within + std::min(s, t) * strata_.in_hour(hour) + std::max(s, t);
  }
  /// Of a stratum of the hour and one of the next.
  [[nodiscard]] std::size_t across_cell(std::uint32_t hour, std::uint32_t s,
                                        std::uint32_t t) const {
    return cells_[hour].across + s * strata_.in_hour(hour + 1) + t;
  }
  void find_common(const PairCounts& pair, Scratch& scratch) const;
  void find_among_held(std::uint32_t account, Scratch& scratch) const;
  void search_common(Objects few, Objects many, Scratch& scratch) const;
  void add_common(std::uint32_t object, std::size_t acts, std::size_t others,
                  Scratch& scratch) const;
  [[nodiscard]] double log_p2(std::uint32_t sources, Scratch& scratch) const;

  TimeUs window_;
  HourClock clock_;
  std::vector<std::uint32_t> sources_;        // as given
  std::vector<std::uint8_t> account_groups_;  // as given
  AccountActs acts_;
  BusyHours busy_;
  double lambda_min_ = 0;
  HourStrata strata_;
  std::vector<Cells> cells_;                 // hours + 1
  std::vector<std::uint64_t> strata_begin_;  // hours + 1
  std::vector<std::uint64_t> traces_in_;     // N_s, by hour and place
  std::vector<std::uint64_t> close_within_;  // S, by cell
  std::vector<std::uint64_t> close_across_;
  std::vector<double> rate_within_;  // expected co-actions of a trace of each, by cell
  std::vector<double> rate_across_;
  std::vector<float> close_share_;  // p_o by object, rounded up
};

}  // namespace overt
