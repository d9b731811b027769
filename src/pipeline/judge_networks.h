#pragma once
// From confirmed and proposed networks to what a person is shown: the other kinds of evidence, the
// innocent explanations, and the tier. Networks that synchrony cannot speak for (they push one
// single source) are raised where two other kinds of evidence hold together.
//
// Thread safety: a pure function. O(members' traces) a network, beside one pass over the log.

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "model/account.h"
#include "model/finding.h"
#include "model/source_splits.h"
#include "model/trace_index.h"
#include "pipeline/trace_log.h"
#include "stages/confirmation/bursts.h"

namespace overt {

struct JudgeInputs {
  const TraceLog& log;
  const TraceIndex& traces;
  const TraceIndex& aside;                          // mention, follow, infra, client
  std::span<const AccountProfile* const> profiles;  // by account id; may be empty
  /// By the round in which a network was found: the log without the networks of earlier rounds.
  const std::deque<BurstScanner>& scanners;
};

struct JudgeOptions {
  std::uint32_t min_members = 3;
  double level = 0.05;
  TimeUs window = 0;
};

/// Fills in families, explanations and tiers, and adds the networks that families alone raise.
/// Review first, then watch, then explained, then not confirmed.
void judge_networks(const JudgeInputs& inputs, const JudgeOptions& options,
                    std::vector<NetworkFinding>& findings);

}  // namespace overt
