#pragma once
// Peel: drops rows that cannot take part in any pair of actors with enough common items within
// the window. A temporal k-core of the bipartite graph of actors and items: a row without another
// actor's row on its item within the window goes; an actor with fewer than `min_items` rows left
// goes; and again, until a round takes less than an eighth of what is left. Every round is safe on
// its own: a pair that qualifies never loses a row that witnesses it. O(n) a round.

#include <cstdint>
#include <span>
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

/// `rows` sorted by (item, time, actor); stays sorted, in an array of just the size of what is
/// left. Memory: the rows left, beside all; 4 bytes an actor, and as much again for each thread
/// where that is less than 4 bytes a row.
PeelSummary peel(Rows& rows, const PeelOptions& options, ThreadPool& pool);

/// Adds each actor's rows to `counts` (by actor).
void count_actors(std::span<const Row> rows, std::span<std::uint32_t> counts, ThreadPool& pool);

/// One round on some items' rows alone (sorted), with every actor's count of all rows.
void peel_round(Rows& rows, const PeelOptions& options, std::span<const std::uint32_t> counts,
                ThreadPool& pool);

/// The rows within the window of a row of one of the `chosen` actors on the same item, those rows
/// included, where `kept` says that their actor matters (both by actor). `rows` sorted; O(n).
void keep_near(Rows& rows, std::int64_t window, const std::vector<bool>& chosen,
               const std::vector<bool>& kept);

/// The ranges [begin, end) of `rows` that share an item, cut into about `parts` runs of whole
/// items: begins of the runs, and the end. For work that is split by items.
std::vector<std::size_t> split_at_items(const Rows& rows, std::size_t parts);

}  // namespace overt::join
