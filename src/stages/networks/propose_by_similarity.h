#pragma once
// Which accounts to look at together because they act on the same objects, whenever they do: what
// the field's pipelines look for first, as the cosine of TF-IDF vectors of accounts over objects
// (Pacheco et al. 2021, "Uncovering coordinated networks on social media", ICWSM). Farms whose
// accounts take turns seldom meet two by two within the window, and no pair proposes them; their
// lists of targets still are one list. Looked for on half D alone, so that half C can confirm
// or refuse by time; a proposal accuses nobody.
//
// An account's vector holds (1 + ln traces) · ln(accounts / accounts on the object) for each object
// of half D. Two accounts with one object each have cosine 1 and nothing to say, so an account
// needs min_objects objects, and a pair two common sources. Groups are sought as
// in find_networks.h, each component by itself: communities of the 2-core, weighted by cosine.
//
// Thread safety: const calls at once. Made once for all splits: similar_in_views.h on all objects
// of all accounts, 16 bytes for each; a split then costs O(of those).

#include <cstdint>
#include <optional>
#include <vector>

#include "base/parallel.h"
#include "kernel/similarity/similar_in_views.h"
#include "model/names.h"
#include "model/source_splits.h"
#include "model/trace_index.h"

namespace overt {

struct SimilarityProposalOptions {
  double cosine_min = 0.5;
  std::uint32_t min_objects = 3;  // of an account on half D
  std::uint32_t min_members = 3;
  std::uint64_t seed = 1;
  std::uint64_t pairs_max = 1'000'000;      // of a split
  std::uint64_t steps_max = 6'000'000'000;  // for all splits
};

struct SimilarityProposals {
  std::vector<std::vector<std::uint32_t>> groups;  // ascending account ids, each group once
  std::uint64_t pairs = 0;
  std::uint64_t pairs_left_out = 0;  // beyond pairs_max: the least similar
};

class SimilarityProposer {
 public:
  /// What is given must outlive it. `done` is told of accounts that are compared, from any thread;
  /// nothing that is proposed means anything once it has answered false.
  SimilarityProposer(const TraceIndex& traces, const SourceSplits& splits, const Names& names,
                     const SimilarityProposalOptions& options, ThreadPool& pool,
                     const similarity::RowsDone& done);
  SimilarityProposer(const SimilarityProposer&) = delete;
  SimilarityProposer& operator=(const SimilarityProposer&) = delete;

  [[nodiscard]] SimilarityProposals propose(std::uint32_t split) const;

  /// Beyond steps_max: compared with nobody.
  [[nodiscard]] std::uint64_t accounts_left_out() const { return similar_->rows_left_out(); }

 private:
  /// Calls visit(object, traces) for each object of an account.
  template <typename Visit>
  void for_each_object(AccountId account, const Visit& visit) const;
  void make_table(ThreadPool& pool);
  [[nodiscard]] bool share_sources(const similarity::SimilarPair& pair, std::uint32_t split) const;

  const TraceIndex& traces_;
  const SourceSplits& splits_;
  SimilarityProposalOptions options_;
  std::vector<AccountId> accounts_;  // with min_objects or more, in the byte order of their names
  similarity::ViewTable table_;      // accounts_ as rows, objects as columns, splits as views
  std::optional<similarity::SimilarInViews> similar_;
};

}  // namespace overt
