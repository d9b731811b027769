#pragma once
// Withholding small counts from tables with totals, so that nobody gets them back by subtraction.
//
// A count below the threshold, zero apart, is withheld. Whoever knows all that is published, how
// the totals add up, and which of the withheld counts are small (between 1 and the threshold − 1),
// must not be able to say more about one than if every count but the zeros were withheld: else a
// further count beside it, or the total, is withheld too, the least first. Counts that are known
// from elsewhere cannot be; where they leave no way, or where even then only one value is possible,
// the small count is named as open, and the table is not to be published.
//
// What an attacker can say is reckoned by bounds: each sum narrows its members until nothing
// changes (Fréchet bounds, by propagation). For sums that form a tree that is exact. Source of the
// problem: Cox, JASA 75 (1980); the repair is a greedy one and may withhold more than is needed.
//
// Thread safety: pure. O(cells² · sums) at worst; tables here have some thousands of cells.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace overt {

struct CountCell {
  std::uint64_t value = 0;
  bool known = false;  // from elsewhere: cannot be withheld
};

/// cells[total] is the sum of cells[parts].
struct CountSum {
  std::size_t total = 0;
  std::vector<std::size_t> parts;
};

struct SuppressedCounts {
  std::vector<bool> withheld;     // beside the cells
  std::vector<std::size_t> open;  // small counts that could not be protected
};

/// Every sum must hold. A small count that is known from elsewhere is not withheld and is open.
SuppressedCounts suppress_counts(std::span<const CountCell> cells, std::span<const CountSum> sums,
                                 std::uint64_t threshold);

/// What can be said of a withheld count, both ends inclusive.
struct CountBounds {
  std::uint64_t least = 0;
  std::uint64_t most = 0;
};

/// What an attacker can say of every count: of those shown, their value.
std::vector<CountBounds> bounds_of_counts(std::span<const CountCell> cells,
                                          std::span<const CountSum> sums,
                                          const std::vector<bool>& withheld,
                                          std::uint64_t threshold);

}  // namespace overt
