#pragma once
// Peel: drops rows that cannot take part in any pair of actors with enough common items within
// the window. A temporal k-core of the bipartite graph of actors and items: a row without another
// actor's row on its item within the window goes; an actor with fewer than `min_items` rows left
// goes; and again, until a round takes less than a 64th of what is left. Every round is safe on
// its own: a pair that qualifies never loses a row that witnesses it. O(n) a round.

#include <cstdint>
#include <vector>

#include "base/parallel.h"
#include "kernel/join/row.h"

namespace overt::join {

struct PeelOptions {
  std::int64_t window = 0;      // inclusive, in the rows' unit of time
  std::uint32_t min_items = 1;  // k
  std::uint32_t actors = 0;     // all actor ids are below
};

struct PeelSummary {
  std::uint64_t rows_before = 0;
  std::uint64_t rows_after = 0;
  std::uint32_t rounds = 0;
};

/// `rows` sorted by (item, time, actor); stays sorted. Memory: 4 bytes an actor.
PeelSummary peel(Rows& rows, const PeelOptions& options, ThreadPool& pool);

/// The ranges [begin, end) of `rows` that share an item, cut into about `parts` runs of whole
/// items: begins of the runs, and the end. For work that is split by items.
std::vector<std::size_t> split_at_items(const Rows& rows, std::size_t parts);

}  // namespace overt::join
