#include "model/source_splits.h"

#include "base/check.h"
#include "base/random.h"

namespace overt {

SourceSplits::SourceSplits(const TraceIndex& traces, std::uint64_t key, std::uint32_t splits)
    : splits_(splits) {
  CHECK_GE(splits, 1U);
  CHECK_LE(splits, kSplitsMax);
  masks_.reserve(traces.sources());
  for (std::uint32_t source = 0; source < traces.sources(); ++source) {
    masks_.push_back(mix64(traces.source_key(source) ^ mix64(key)));
  }
}

}  // namespace overt
