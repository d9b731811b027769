#pragma once
// From a log's rows to findings: every pair with its chance, the networks that the discovery halves
// propose, and what the confirmation halves say to each. The same call serves the log itself and
// its shuffled replays. The order of the data's way between pairs and findings is here.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/parallel.h"
#include "base/progress.h"
#include "base/result.h"
#include "kernel/join/row.h"
#include "model/account.h"
#include "model/finding.h"
#include "model/pair.h"
#include "model/run.h"
#include "model/trace_index.h"
#include "pipeline/pairs_with_chance.h"
#include "pipeline/trace_log.h"

namespace overt {

/// Sees the log by object and by account, and what was found in it.
using FindingsVisitor = std::function<void(const TraceIndex& traces, const TraceIndex& aside,
                                           std::span<const AccountProfile* const> profiles,
                                           const std::vector<NetworkFinding>& findings)>;

struct AssessOptions {
  TimeUs window = 0;
  std::uint32_t min_objects = 3;
  std::uint32_t min_members = 3;
  std::uint32_t splits = 24;
  double level = 0.05;
  std::uint64_t seed = 1;  // of the splits' key and of the communities
  bool judge = true;       // look at other evidence and explanations too
  /// False: what few splits proposed is no finding, where other evidence is looked at.
  bool keep_all_proposed = false;
  /// Nothing is left out for being likely by chance or little alike (PairsWithChanceOptions).
  bool exhaustive = false;
  /// As of PairsWithChanceOptions.
  std::uint64_t all_of_each_traces_max = PairsWithChanceOptions().all_of_each_traces_max;
  FindingsVisitor visit_findings = {};  // called once, at the end
};

struct Assessment {
  /// At `window`: pairs with two objects or more, with witnesses and chance (see
  /// pairs_with_chance.h for what is left out on large logs).
  PairTable table;
  std::vector<NetworkFinding> findings;  // confirmed first
  ChanceSummary chance;
  std::uint64_t pairs = 0;  // of the table with min_objects or more
  std::vector<LimitHit> limits;
  std::vector<std::string> notes;  // what a reader must know about the log's times
  std::unique_ptr<const PairChance> odds;
};

/// What is assessed.
struct AssessRows {
  join::RowBlocks rows;                             // in any order; ids are those of the log
  join::RowBlocks aside;                            // of kinds that are never joined
  std::span<const AccountProfile* const> profiles;  // by account id; may be empty
};

/// Errors: kCancelled; kLimitExceeded where pairs
/// are too many to hold.
Result<Assessment> assess_networks(const TraceLog& log, AssessRows rows,
                                   const AssessOptions& options, ThreadPool& pool,
                                   Progress& progress, const PairsVisitor& visit = {});

/// What the splits are drawn from.
std::uint64_t split_key(std::uint64_t seed);

}  // namespace overt
