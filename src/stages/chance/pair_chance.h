#pragma once
// How likely the common objects of two accounts are by chance. Three null models, and their worst:
//
// N1, activity × hour × burst: how often two accounts as active as these, in the hours in which
// they
//   were active, co-act if the labels of the hour's traces are dealt out again. With A_a(h) the
//   traces of a in hour h, N_h all traces of the hour, S_h the pairs of traces on one object within
//   the window, both in h, and S_{h,h+1} those across the boundary,
//     λ = Σ_h 2 S_h A_a(h) A_b(h) / (N_h (N_h − 1))
//       + Σ_h S_{h,h+1} (A_a(h) A_b(h+1) + A_a(h+1) A_b(h)) / (N_h N_{h+1});
//   p1 = P(Poisson(λ) ≥ K). The rhythm of the day is in h, viral bursts in S_h, activity in A.
// N2, timing given the sharing: both acted on these objects; how likely are they so close? For each
//   common object, p_o = pairs of traces of different accounts within the window / all such pairs,
//   corrected for how often they acted on it: 1 − (1 − p_o)^(n_a n_b); p2 is the tail of the
//   Poisson-binomial. What interests both, and bursts of an object, are in p_o.
// N3, collapse by trigger: both count sources, not objects: K is K^s, and an object's chance joins
//   that of the others of its source, 1 − Π (1 − p).
//
// p = max(p1, p2): a pair must be unlikely under both (intersection–union test, Berger 1982,
// Technometrics 24:295). An hour is longer where the window is, so that no pair spans two
// boundaries. λ is never below λ_min: half a pair's worth of what the log holds (see lambda_min()).
//
// Thread safety: const calls at once. Complexity: making it is O(traces); of() is O(x log y) for
// accounts of x ≤ y traces. Memory: 8 bytes an object, up to 8 a trace.

#include <cstdint>
#include <span>
#include <vector>

#include "base/parallel.h"
#include "model/trace_index.h"

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

class PairChance {
 public:
  PairChance(const TraceIndex& traces, TimeUs window, ThreadPool& pool);

  /// One per thread.
  struct Scratch {
    struct SharedObject {
      std::uint32_t source;
      double log_miss;  // log of the chance that they do not meet on it
    };
    std::vector<SharedObject> common;
    std::vector<double> chances;
  };

  [[nodiscard]] PairOdds of(const PairCounts& pair, Scratch& scratch) const;
  /// λ alone, for a cheap look.
  [[nodiscard]] double lambda(std::uint32_t a, std::uint32_t b) const;
  [[nodiscard]] double lambda_min() const { return lambda_min_; }
  /// p_o: the share of an object's pairs of traces of different accounts that are within the
  /// window.
  [[nodiscard]] double close_share(std::uint32_t object) const { return close_share_[object]; }

 private:
  struct HourCount {
    std::uint32_t hour;
    std::uint32_t traces;
  };
  struct Rate {
    double within = 0;  // expected co-actions of a trace and another of the hour
    double across = 0;  // and of one of this hour and one of the next
  };

  void count_hours(ThreadPool& pool);
  void count_close_pairs(ThreadPool& pool);
  void fill_rates();
  [[nodiscard]] std::span<const HourCount> hours_of(std::uint32_t account) const {
    return {hours_.data() + hour_begin_[account], hour_begin_[account + 1] - hour_begin_[account]};
  }
  void find_common(const PairCounts& pair, Scratch& scratch) const;
  [[nodiscard]] double log_p2(std::uint32_t sources, Scratch& scratch) const;

  const TraceIndex& traces_;
  TimeUs window_;
  TimeUs stratum_;
  double lambda_min_ = 0;
  std::vector<std::uint64_t> hour_begin_;    // accounts + 1
  std::vector<HourCount> hours_;             // of an account, ascending
  std::vector<std::uint64_t> traces_in_;     // N_h
  std::vector<std::uint64_t> close_within_;  // S_h
  std::vector<std::uint64_t> close_across_;  // S_{h,h+1}
  std::vector<Rate> rates_;
  std::vector<float> close_share_;  // p_o by object, rounded up
};

}  // namespace overt
