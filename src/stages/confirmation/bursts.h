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
// A burst that something public set off proves nothing, however tight it is. Such triggers are
//   a publication: an outsider's post, or an outlet's page, to which the members react at once;
//   a leader: an account, member or not, that opens the group's bursts again and again (N3 where
//   the follow graph is missing; a master and its bots look the same, so this abstains there too).
//   Of the bursts that an account took part in, or acted shortly before, it opens k by chance as a
//   Poisson-binomial of 1 / together says, times the accounts that took part in two or more. And
//   about Poisson(C(B, 2) / n) of B bursts have an opener that another of them has.
// Bursts at one time are one occasion: an agreed minute, one post with several objects.
//
// Thread safety: find_bursts() may run at once. O(A log A + B log n) for A acts of the members.

#include <cstdint>
#include <span>
#include <vector>

#include "model/trace_index.h"
#include "stages/confirmation/age_profile.h"

namespace overt {

enum class Trigger : std::uint8_t { kNone, kPublication, kLeader };

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
  double log_p = 0;
  Trigger trigger = Trigger::kNone;
  std::uint32_t opener = 0;     // the member that acts first in the chain (ties: by its acts)
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
  TimeUs leader_guard = 2 * 60 * kMicrosPerSecond;        // and so long after a leader's act
  TimeUs occasion_gap = 5 * 60 * kMicrosPerSecond;  // bursts nearer than this are one occasion
  double community_factor = 3;  // how much likelier than outsiders members may be to act together
  double prior_acts = 5;        // the AgeProfile counts for so many acts of outsiders
  double share_together = 0.2;  // a burst holds at least this share of the members on the object
};

class BurstScanner {
 public:
  BurstScanner(const TraceIndex& traces, const BurstOptions& options)
      : traces_(traces), options_(options), ages_(traces) {}

  /// `members` ascending.
  [[nodiscard]] Bursts find(std::span<const std::uint32_t> members) const;

  /// The chance that an outsider's act on the object falls into [from, to].
  [[nodiscard]] double chance_within(std::uint32_t object, std::span<const GroupAct> members_acts,
                                     TimeUs from, TimeUs to) const;

  [[nodiscard]] const BurstOptions& options() const { return options_; }

 private:
  struct Peak;

  void collect(std::span<const std::uint32_t> members, Bursts& bursts) const;
  void measure(Burst& burst, std::span<const GroupAct> acts) const;
  [[nodiscard]] Peak find_peak(const Burst& burst, std::span<const GroupAct> acts) const;
  void mark_publications(std::span<const std::uint32_t> members, Bursts& bursts) const;
  void find_leaders(std::span<const std::uint32_t> members, Bursts& bursts) const;
  void mark_leaders(Bursts& bursts) const;
  [[nodiscard]] std::vector<std::uint32_t> openers(const Burst& burst,
                                                   std::span<const GroupAct> acts) const;
  void number_occasions(Bursts& bursts) const;
  static void spread_triggers(Bursts& bursts);

  const TraceIndex& traces_;
  BurstOptions options_;
  AgeProfile ages_;
};

}  // namespace overt
