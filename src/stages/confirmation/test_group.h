#pragma once
// The test of one proposed group on one split: the evidence of half C, which had no part in
// proposing it.
//
// Two statistics, each with its own chance:
//   the burst scan (bursts.h): the p-values of the group's sources in half C, those that a trigger
//   explains or that repeat a source, an occasion or an opener counting as 1, combined by the
//   Berk–Jones statistic over those at most kSurprising, S · min_i P(Bin(S, p_(i)) ≥ i): one source
//   that is next to impossible counts as much as several that are unlikely, and many that are
//   slightly off count for nothing;
//   T3: the number of sources in half C with three members within the window on one object, against
//   the Poisson-binomial of the larger of its chances under N1 (three of the group's acts of the
//   hour fall together: union bound over triples) and N2 (three takers as close as non-members
//   are).
// A burst of half C made of the very acts that half D saw (one post with several objects) is left
// out of both. Each becomes an e-value; their mean is the group's. With fewer than kTriggersMin
// distinct triggers in both halves together the test abstains: fandom and a common cause cannot be
// told from coordination.
//
// Thread safety: pure. O(A log A) for A acts of the members, plus the objects' acts for T3.

#include <cstdint>
#include <span>
#include <vector>

#include "model/source_splits.h"
#include "model/trace_index.h"
#include "stages/confirmation/bursts.h"

namespace overt {

inline constexpr std::uint32_t kTriggersMin = 3;

/// When the group's acts on an object of half D came together.
struct Meeting {
  std::uint32_t object = 0;
  TimeUs begin = 0;
  TimeUs end = 0;
};

struct GroupTest {
  double log_e = 0;
  double log_p_scan = 0;
  double log_p_t3 = 0;
  std::uint32_t sources = 0;      // with a burst, in both halves
  std::uint32_t triggers = 0;     // what is left of them after triggers, occasions and openers
  std::vector<Meeting> meetings;  // on half D, by object
  /// Outsiders who acted within a meeting that no trigger explains, ascending; none where they are
  /// more than the members. With them the group may be proposed again: a farm whose accounts do not
  /// all take part every time would else be its own crowd.
  std::vector<std::uint32_t> companions;
};

class GroupTester {
 public:
  /// `scanner` is of the same traces; all but the pool must outlive this.
  GroupTester(const TraceIndex& traces, const SourceSplits& splits, const BurstScanner& scanner,
              ThreadPool& pool);

  /// `members` ascending account ids.
  [[nodiscard]] GroupTest test(std::span<const std::uint32_t> members, std::uint32_t split) const;

 private:
  struct Unit;

  void count_hours(ThreadPool& pool);
  void count_hours_of(std::uint32_t object, std::vector<std::uint64_t>& acts_in_hour) const;
  /// The moments at which a member acted on half D, sorted.
  using Moments = std::vector<std::pair<std::uint32_t, TimeUs>>;
  [[nodiscard]] Moments discovered(std::span<const std::uint32_t> members,
                                   std::uint32_t split) const;
  [[nodiscard]] std::vector<Unit> untriggered(std::span<const std::uint32_t> members,
                                              const Bursts& bursts, std::uint32_t split) const;
  [[nodiscard]] double scan(const Bursts& bursts, const std::vector<Unit>& units,
                            std::uint32_t split) const;
  [[nodiscard]] double t3(std::span<const std::uint32_t> members, const Bursts& bursts,
                          const std::vector<Unit>& units, std::uint32_t split) const;
  [[nodiscard]] double chance_of_three(const Burst& burst, std::span<const GroupAct> acts,
                                       const std::vector<double>& hour_shares) const;
  [[nodiscard]] std::vector<double> hour_shares(std::span<const std::uint32_t> members,
                                                std::uint32_t split) const;
  void note_meetings(const Bursts& bursts, std::uint32_t split, GroupTest& result) const;
  void note_companions(std::span<const std::uint32_t> members, const Bursts& bursts,
                       std::uint32_t split, GroupTest& result) const;

  const TraceIndex& traces_;
  const SourceSplits& splits_;
  const BurstScanner& scanner_;
  TimeUs stratum_;
  std::vector<std::uint64_t> acts_in_hour_;  // by hour and split: on half C
  std::size_t hours_ = 0;
};

}  // namespace overt
