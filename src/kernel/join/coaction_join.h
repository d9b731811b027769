#pragma once
// CoActionJoin: the exact windowed co-action join. For two actors, K is the number of distinct
// items on which a row of one and a row of the other lie within the window (inclusive). The join
// gives every pair with K ≥ min_items, for each of several windows.
//
// It goes actor by actor, not item by item (the row-wise sparse matrix product of Gustavson 1978,
// with a window). For each actor a:
//   1. the windows around its generating rows are walked, each row of an item once, and a byte per
//      actor b counts how often it is met: no less than the distinct items on which both generate;
//      where k ≥ 3, all but its costliest item, on which half of the rows lie as a rule: who is met
//      on k of all is met on k − 1 of the others, which few are;
//   2. b stays a candidate where it ranks higher and that count and the heavy items common to both
//      reach k; where it needs the heavy items, or the one that was left out, they are walked or
//      probed for the candidates alone;
//   3. all of a's items are walked or probed once more, and the candidates' rows listed; of those
//      met on k items, the rows are put together, and the pair is written with its figures.
// So nothing is kept per window pair: memory is 5 bytes per actor and thread and 24 per candidate's
// row near one actor, whatever the number of pairs, and the pairs of one actor come out together,
// in rank order. Work: the rows met while walking, plus the output.
//
// join_block() may run on several blocks at once; the union of all blocks' matches is the answer
// and does not depend on the number of threads.
//
// Where much is met, the index is thinned on the way: after each sixth of the work, those who have
// been walked are left out of a copy, which saves five twelfths of the rows met. The copies take 12
// bytes a row at most, while one follows the other.

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "kernel/join/coaction_index.h"

namespace overt::join {

/// The closest two rows of a pair on one item; on ties the earliest.
struct Witness {
  std::uint32_t item = 0;
  std::int64_t a_time = 0;
  std::int64_t b_time = 0;

  friend bool operator==(const Witness&, const Witness&) = default;
};

struct Match {
  std::uint32_t a = 0;  // ranks, a < b
  std::uint32_t b = 0;
  std::uint32_t items = 0;       // K
  std::uint32_t groups = 0;      // distinct groups of those items
  std::uint64_t co_actions = 0;  // pairs of rows within the window
  std::int64_t first = 0;        // earliest and latest row of all co-actions
  std::int64_t last = 0;
  std::int64_t median_gap = 0;      // of the witnesses' gaps; the lower middle of an even number
  std::uint32_t occasions = 0;      // the smaller of: distinct witness times of a, of b; if asked
  std::uint32_t window = 0;         // index into JoinOptions::windows
  std::uint64_t witness_begin = 0;  // into MatchBlock::witnesses; `items` of them, by item

  friend bool operator==(const Match&, const Match&) = default;
};

struct MatchBlock {
  std::vector<Match> matches;      // by a, then b, then window
  std::vector<Witness> witnesses;  // empty unless asked for
  void clear() {
    matches.clear();
    witnesses.clear();
  }
};

struct JoinOptions {
  std::vector<std::int64_t> windows;  // ascending, inclusive; the last is the index's
  bool witnesses = false;
  bool occasions = true;  // whether they are asked for
  /// The group of an item, by item id; empty: every item is a group of its own.
  std::span<const std::uint32_t> group_of_item;
  /// Only pairs whose first actor has a lower rank.
  std::uint32_t first_actors_end = 0xFFFF'FFFFU;
  /// The index is thinned on the way where so many rows are met for each of its own, so that it
  /// pays.
  std::uint32_t thinned_from = 32;
  /// An actor's costliest item is left out of the counting where its windows have so many rows, so
  /// that it pays.
  std::uint32_t left_out_from = 32;
};

class CoActionJoin {
 public:
  CoActionJoin(const CoActionIndex& index, JoinOptions options);
  ~CoActionJoin();

  /// Blocks are runs of actors of about equal predicted work, in rank order.
  [[nodiscard]] std::size_t blocks() const { return block_begin_.size() - 1; }
  /// The ranks [first, last) of a block.
  [[nodiscard]] std::uint32_t block_begin(std::size_t block) const { return block_begin_[block]; }

  /// One per thread, reused from block to block.
  class Scratch {
   public:
    explicit Scratch(const CoActionJoin& join);
    ~Scratch();
    Scratch(Scratch&&) noexcept;
    Scratch& operator=(Scratch&&) noexcept;

   private:
    friend class CoActionJoin;
    class Walker;
    std::unique_ptr<Walker> walker_;
  };

  /// Appends the block's matches to `out`.
  void join_block(std::size_t block, Scratch& scratch, MatchBlock& out) const;

 private:
  friend class Scratch::Walker;
  class Thinned;
  const CoActionIndex& index_;
  JoinOptions options_;
  std::vector<std::uint32_t> block_begin_;
  std::unique_ptr<Thinned> thinned_;
};

}  // namespace overt::join
