#pragma once
// Sorts rows by (item, time, actor): one stable scatter by the item's high bits, then a radix sort
// inside each bucket, which fits the cache. O(n) for bounded keys; the scatter needs the output
// beside the input, the rest a bucket per thread. The result does not depend on the threads.

#include <vector>

#include "base/parallel.h"
#include "kernel/join/row.h"

namespace overt::join {

/// Rows as they arrived, in blocks, so that no growing array is ever copied.
using RowBlocks = std::vector<Rows>;

/// Takes the blocks' rows apart; the blocks are freed as they are read.
Rows sort_rows(RowBlocks blocks, ThreadPool& pool);

}  // namespace overt::join
