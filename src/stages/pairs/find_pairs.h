#pragma once
// From traces to pairs: accounts that acted on enough common objects within the window of each
// other, with the figures a reader needs. The order is canonical (by the accounts' names), so the
// output does not depend on the order of the input or on the threads.
//
// A PairFinder is immutable once made: find() may run for several blocks at once.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/large_blocks.h"
#include "base/parallel.h"
#include "kernel/join/coaction_join.h"
#include "kernel/join/sort_rows.h"
#include "model/names.h"
#include "model/pair.h"

namespace overt {

struct FindPairsOptions {
  std::vector<TimeUs> windows;  // ascending, inclusive
  std::uint32_t min_objects = 3;
  bool witnesses = false;
  bool occasions = true;  // Pair::occasions; 0 where they are not asked for
  /// Only pairs whose first account's name is before this one; empty: all.
  std::string_view first_account_before;
};

/// Traces as numbers: item = object, actor = account, time in µs.
struct TraceRows {
  join::RowBlocks blocks;
  std::uint32_t accounts = 0;  // all account ids are below
  /// The source of an object, by object id, numbered so that objects without a source differ from
  /// each other and from every source. Empty: every object is its own source.
  std::span<const std::uint32_t> source_of_object;
};

class PairFinder {
 public:
  struct Summary {
    std::uint64_t traces = 0;
    std::uint64_t traces_after_peel = 0;
    std::uint32_t accounts_after_peel = 0;
    std::uint32_t objects_after_peel = 0;
  };

  /// Sorts, peels and indexes; the rows are consumed. The heavy half of the work is find()'s.
  PairFinder(TraceRows rows, const Names& names, FindPairsOptions options, ThreadPool& pool);
  /// From rows already sorted by (object, time, account).
  PairFinder(join::Rows sorted, std::uint32_t accounts,
             std::span<const std::uint32_t> source_of_object, const Names& names,
             FindPairsOptions options, ThreadPool& pool);
  ~PairFinder();

  [[nodiscard]] const Summary& summary() const { return summary_; }
  [[nodiscard]] std::size_t blocks() const { return join_->blocks(); }

  class Scratch {
   public:
    explicit Scratch(const PairFinder& finder) : join_(*finder.join_) {}

   private:
    friend class PairFinder;
    join::CoActionJoin::Scratch join_;
    join::MatchBlock matches_;
  };

  /// Accounts by name in byte order, each once.
  static std::vector<std::uint32_t> sorted_by_name(const std::vector<std::uint32_t>& accounts,
                                                   const Names& names, ThreadPool& pool);

  /// The pairs of one block, by (name of a, name of b, window); witnesses of a pair by time, then
  /// by object. Blocks in their order give the whole in order.
  [[nodiscard]] PairTable find(std::size_t block, Scratch& scratch) const;
  /// The same, but for the witnesses of pairs that are not wanted: one flag a pair, set at first.
  /// Who chooses may fill in what is not known of a pair yet.
  using Choose = std::function<void(ChunkedVector<Pair>& pairs, std::vector<bool>& wanted)>;
  [[nodiscard]] PairTable find(std::size_t block, Scratch& scratch, const Choose& choose) const;

 private:
  void index(join::Rows sorted, ThreadPool& pool);
  void append_witnesses(const join::Match& match, const join::MatchBlock& found, Pair& pair,
                        LargeVector<Witness>& witnesses) const;

  std::optional<KeepLargeBlocks> keep_;
  const Names& names_;
  FindPairsOptions options_;
  std::uint32_t accounts_ = 0;
  std::span<const std::uint32_t> source_of_object_;
  Summary summary_;
  std::vector<std::uint32_t> accounts_by_name_;  // rank → account id
  std::unique_ptr<join::CoActionIndex> index_;
  std::unique_ptr<join::CoActionJoin> join_;
};

}  // namespace overt
