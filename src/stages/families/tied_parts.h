#pragma once
// The accounts that evidence speaks for, in the parts that a piece of it joins: the accounts of two
// brands, each with its own films and its own desk, are two networks or none, whoever proposed them
// as one. Thread safety: pure. O(accounts in the pieces · log members).

#include <cstdint>
#include <span>
#include <vector>

#include "stages/families/weigh_families.h"

namespace overt {

/// Parts of `members` (sorted), each sorted, by their first; two are in one part where a chain
/// of pieces of evidence that holds leads from one to the other through members alone.
std::vector<std::vector<std::uint32_t>> tied_parts(std::span<const std::uint32_t> members,
                                                   std::span<const WeighedFamily> weighed);

}  // namespace overt
