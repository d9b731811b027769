#pragma once
// Bursts: the moments at which members of a group act on one object together, and how likely each
// is if they had acted like everybody else who acted on it.
//
// Of an object with M acts by c members, the busiest window of length w has b of them. Under the
// null an act falls into a given window with chance q: the share of the non-members' acts on that
// object in it (or, where that is more, its part of the windows around it), drawn towards the log's
// AgeProfile where they are few, times a factor for what a sub-community may differ by. Anchored at
// each act in turn, the chance is at most
//   M · min over anchors of P(Bin(M − 1, q) ≥ b − 1)
// (a scan statistic by the union bound; Glaz, Naus & Wallenstein 2001, "Scan Statistics"). It is
// conditional on who acted on what: that members act on the same objects plays no part.
//
// Of an act through an app that keeps a clock (client_clocks.h), q is the share of the app's other
// users in the window where that is more, times the same factor: the app's customers are a crowd
// that the members may be like. The tail is then a Poisson-binomial's.
//
// A burst that something public set off proves nothing, however tight it is. Such triggers are
//   a publication: an outsider's post, or an outlet's page, to which the members react at once;
//   a leader: an account, member or not, that opens the group's bursts again and again, or does
//   little else there (N3 where the follow graph is missing; a master and its bots look the same,
//   so this abstains there too): leaders_internal.h;
//   a clock: the burst surprises next to others on the object, and not next to others of the app.
// Bursts at one time are one occasion: an agreed minute, one post with several objects.
//
// Thread safety: find_bursts() may run at once. O(A log A + B log n) for A acts of the members.

#include <cstdint>
#include <span>
#include <vector>

#include "base/parallel.h"
#include "model/trace_index.h"
#include "stages/confirmation/age_profile.h"
#include "stages/confirmation/client_clocks.h"

namespace overt {

enum class Trigger : std::uint8_t { kNone, kClock, kPublication, kLeader };

inline constexpr double kLogSurprising = -6.907755278982137;  // log 1e-3

/// One of the group's acts on an object.
struct GroupAct {
  TimeUs at = 0;
  std::uint32_t account = 0;
};

struct Burst {
  std::uint32_t object = 0;
  std::uint32_t source = 0;
  std::uint32_t acts = 0;      // of members on the object
  std::uint32_t members = 0;   // distinct ones
  std::uint32_t together = 0;  // distinct ones in the busiest window; below 3 it is no burst
  TimeUs begin = 0;            // of the chain of acts, each within w of the next, around it
  TimeUs end = 0;
  TimeUs peak = 0;  // where the busiest window begins
  double log_p = 0;
  Trigger trigger = Trigger::kNone;
  /// The member that acts first in the chain. Of few at one instant one, by what it did; of three
  /// or more none (TraceIndex::kNoAccount), for nobody reacts in no time: unless the log does not
  /// say which apps were used, where a queue that posts for many looks the same.
  std::uint32_t opener = 0;
  std::uint32_t occasion = 0;   // bursts at one time share a number
  std::uint64_t act_begin = 0;  // into Bursts::acts
};

struct Bursts {
  std::vector<Burst> all;              // one an object that 3 members or more acted on, by object
  std::vector<GroupAct> acts;          // of an object by time
  std::vector<std::uint32_t> leaders;  // ascending
  std::uint32_t occasions = 0;

  [[nodiscard]] std::span<const GroupAct> acts_of(const Burst& burst) const {
    return {acts.data() + burst.act_begin, burst.acts};
  }
};

struct BurstOptions {
  TimeUs window = 0;
  TimeUs publication_guard = 10 * 60 * kMicrosPerSecond;  // so long after a post is "at once"
  TimeUs leader_guard = 2 * 60 * kMicrosPerSecond;        // and so long after an outsider's act
  TimeUs occasion_gap = 5 * 60 * kMicrosPerSecond;  // bursts nearer than this are one occasion
  double community_factor = 3;  // how much likelier than outsiders members may be to act together
  double prior_acts = 5;        // the AgeProfile counts for so many acts of outsiders
  double share_together = 0.2;  // a burst holds at least this share of the members on the object
};

class BurstScanner {
 public:
  /// `clocks`: of the same accounts; outlives this. Without them no act is an app's doing.
  BurstScanner(const TraceIndex& traces, const BurstOptions& options, ThreadPool& pool,
               const ClientClocks* clocks = nullptr);

  /// `members` ascending.
  [[nodiscard]] Bursts find(std::span<const std::uint32_t> members) const;

  /// The chance that an outsider's act on the object falls into [from, to].
  [[nodiscard]] double chance_within(std::uint32_t object, std::span<const GroupAct> members_acts,
                                     TimeUs from, TimeUs to) const;

  [[nodiscard]] const BurstOptions& options() const { return options_; }

 private:
  struct Gathered;
  struct Peak;
  /// The group, and what it did through apps that keep a clock.
  struct Group {
    std::span<const std::uint32_t> members;
    std::vector<ClockedAct> clocked;
  };

  void collect(std::span<const std::uint32_t> members, Bursts& bursts) const;
  /// What members did on one object, in any order; nothing is added where they are too few.
  void add_burst(std::uint32_t object, std::vector<Gathered>& acts, Bursts& bursts) const;
  void measure(const Group& group, Burst& burst, std::span<const GroupAct> acts) const;
  [[nodiscard]] std::uint32_t opener_of(std::span<const GroupAct> acts) const;
  [[nodiscard]] Peak find_peak(const Burst& burst, std::span<const GroupAct> acts) const;
  [[nodiscard]] double log_p_of_users(const Group& group, const Burst& burst,
                                      std::span<const GroupAct> acts) const;
  void mark_publications(std::span<const std::uint32_t> members, Bursts& bursts) const;
  void number_occasions(Bursts& bursts) const;
  static void spread_triggers(Bursts& bursts);

  const TraceIndex& traces_;
  BurstOptions options_;
  AgeProfile ages_;
  const ClientClocks* clocks_;
  std::vector<std::uint64_t> orders_;  // by account: who is first of those who act at one time
};

}  // namespace overt
