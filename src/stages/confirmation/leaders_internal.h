#pragma once
// Leaders: the accounts, members or not, that a group's bursts may be the doing of. What a leader
// set off is no evidence, so the burden of proof is turned round here: an account leads where
// chance does not explain how often it acts first, and also where it does little else but act
// first. A network of which this is said wrongly loses the bursts that the account came before, no
// more.
//
// An account opens a burst that it acted first in, or shortly before, or whose post it wrote. It
// leads where
//   it opens more of the bursts that it took part in than a Poisson-binomial of 1 / together lets
//   any of the accounts that took part in two or more;
//   as many open as much as it as chance would not let (hubs that take turns; Berk–Jones);
//   it opens more than half of those that it took part in, two at least: hubs show their
//   followers things, and do not follow each other;
//   it opens more than half of all; or it opens two, where too few different ones open them all.
// A leader sets off what it came to before more than one of the others did. Where leaders set off
// half of the bursts, the group is somebody's following, and the others are no evidence either.
// Occasions are counted, not bursts: one post with a link and a picture was not shown twice.
//
// Thread safety: a finder belongs to one call of BurstScanner::find(). O(B n log) for B bursts with
// n acts around each.

#include <cstdint>
#include <set>
#include <span>
#include <vector>

#include "model/trace_index.h"
#include "stages/confirmation/bursts.h"

namespace overt {

class LeaderFinder {
 public:
  /// `members` ascending; all outlive this.
  LeaderFinder(const TraceIndex& traces, const BurstOptions& options,
               std::span<const std::uint32_t> members, Bursts& bursts)
      : traces_(traces), options_(options), members_(members), bursts_(bursts) {}

  /// Fills in Bursts::leaders, and marks what they set off.
  void run();

 private:
  /// What an account that opens some had to do with the occasions. The bursts of one occasion count
  /// once: who posts first posts the link, the text and the picture first.
  struct Part {
    std::uint32_t account = 0;
    std::uint64_t opened = 0;
    std::vector<double> chances;  // of opening, of each that it took part in
  };
  struct Parts {
    std::vector<Part> opening;      // accounts that open two or more, ascending
    std::uint64_t taking_part = 0;  // accounts that took part in two or more
  };

  /// An account took part in an occasion.
  struct Taken {
    std::uint32_t account = 0;
    std::uint32_t occasion = 0;
    std::uint32_t together = 0;  // the fewest, of the bursts of the occasion that it is in
    bool opened = false;
  };
  struct Moment {
    TimeUs begin = 0;
    std::uint32_t first = 0;  // the member that brought the first of its bursts, or kNoAccount
    bool is_noted = false;
  };

  [[nodiscard]] Parts take_parts();
  void note(const Burst& burst, Moment& moment, std::vector<Taken>& taken) const;
  static void leave_out_passers_by(std::vector<Taken>& taken);
  /// Each account and occasion once, by account.
  static void merge(std::vector<Taken>& taken);
  [[nodiscard]] static Parts parts_of(std::span<const Taken> taken);
  void choose(Parts& parts);
  [[nodiscard]] bool few_open() const;
  [[nodiscard]] static std::set<std::uint32_t> unlikely_openers(Parts& parts);

  [[nodiscard]] std::uint32_t author_of(const Burst& burst) const;
  [[nodiscard]] std::uint32_t first_of(const Burst& burst) const;
  [[nodiscard]] std::vector<std::uint32_t> openers(const Burst& burst) const;

  void mark();
  void mark_following();
  [[nodiscard]] bool is_set_off(const Burst& burst) const;
  [[nodiscard]] std::size_t members_before(const Burst& burst, const ObjectAct& act) const;
  [[nodiscard]] bool leads(std::uint32_t account) const;

  const TraceIndex& traces_;
  const BurstOptions& options_;
  std::span<const std::uint32_t> members_;
  Bursts& bursts_;
  std::set<std::uint32_t> first_members_;
  std::size_t moments_ = 0;
  std::size_t opened_ = 0;  // of them, by a member
};

}  // namespace overt
