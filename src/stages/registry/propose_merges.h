#pragma once
// Which entities of a view may be one. It proposes and merges nothing: a person does, by a claim.
//
// Entities meet in blocks of one identifier, one registrable domain, one handle on one service, or
// one name or one name's outline (kernel/text/name_form.h); only those that meet are compared, and
// blocks of more than block_max are left out and counted, because what so many share tells nobody
// apart.
//
// Thread-safe. O(n log n + Σ block²) for n claims.

#include <cstdint>
#include <string>
#include <vector>

#include "model/registry.h"

namespace overt {

struct MergeProposal {
  EntityIndex a;  // the lesser id
  EntityIndex b;
  double score = 0;                  // 0 … 1: how much speaks for it, not a probability
  std::vector<std::string> reasons;  // "one leiCode: 5493…", "names agree: …", "countries differ"
};

struct ProposeOptions {
  double score_min = 0.5;
  std::uint32_t block_max = 50;
};

struct ProposedMerges {
  std::vector<MergeProposal> proposals;  // best first, then by ids
  std::uint64_t compared = 0;
  std::uint64_t blocks_left_out = 0;
};

ProposedMerges propose_merges(const RegistryView& view, const ProposeOptions& options = {});

}  // namespace overt
