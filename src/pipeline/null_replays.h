#pragma once
// Null replays: the whole way from rows to verdicts again, on the log with its labels shuffled.
// What they give is what chance alone gives: every significant pair and every confirmed network in
// them is a false discovery.
//
// Two shuffles, because each keeps something else: within the hour, accounts change places with
// whoever acted in the same hour (activity and the rhythm of the day stay, interests go); within
// the object, with whoever acted on the same object (interests and bursts stay, timing goes).
// Where profiles are known, the first also deals out what is kept beside the joined traces, and
// asks the other kinds of evidence which networks they raise; the second leaves who has what as it
// is, so it says nothing of them.
// The same seed gives the same replays at any number of threads.

#include <cstdint>
#include <span>
#include <vector>

#include "base/parallel.h"
#include "base/progress.h"
#include "base/result.h"
#include "model/run.h"
#include "pipeline/assess_networks.h"
#include "pipeline/trace_log.h"

namespace overt {

/// K from here on is counted, in so many rows.
inline constexpr std::uint32_t kNullFrom = 2;
inline constexpr std::size_t kNullRows = 8;

/// Counts the pairs at `window` by objects; [i] = pairs with kNullFrom + i or more.
class ObjectCounts {
 public:
  explicit ObjectCounts(TimeUs window) : window_(window) {}
  void count(const PairTable& table);
  [[nodiscard]] const std::vector<std::uint64_t>& at_least() const { return at_least_; }

 private:
  TimeUs window_;
  std::vector<std::uint64_t> at_least_ = std::vector<std::uint64_t>(kNullRows, 0);
};

/// What is shuffled and what stays: the log's own.
struct ReplayInputs {
  const TraceLog& log;
  const join::RowBlocks& rows;
  const join::RowBlocks& aside;
  std::span<const AccountProfile* const> profiles;  // by account id; may be empty
};

/// One summary a shuffle. Nothing for 0 replays.
Result<std::vector<NullSummary>> replay_nulls(const ReplayInputs& inputs,
                                              const AssessOptions& options, std::uint32_t replays,
                                              ThreadPool& pool, Progress& progress);

}  // namespace overt
