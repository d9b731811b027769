#include "stages/networks/witness_index.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"

namespace overt {

WitnessIndex::WitnessIndex(const PairTable& table, std::span<const std::uint32_t> chosen) {
  std::size_t objects = 0;
  for (const std::uint32_t index : chosen) {
    for (const Witness& witness : witnesses_of(table, table.pairs[index])) {
      objects = std::max(objects, std::size_t{witness.object.value} + 1);
    }
  }
  // Counted one place too late, so that filling leaves the beginnings where they belong.
  begins_.assign(objects + 2, 0);
  std::size_t witnesses = 0;
  for (const std::uint32_t index : chosen) {
    for (const Witness& witness : witnesses_of(table, table.pairs[index])) {
      ++begins_[std::size_t{witness.object.value} + 2];
      ++witnesses;
    }
  }
  CHECK_LE(witnesses, std::size_t{UINT32_MAX});
  std::partial_sum(begins_.begin(), begins_.end(), begins_.begin());
  entries_.resize(witnesses);
  for (std::uint32_t i = 0; i < chosen.size(); ++i) {
    std::uint32_t place = 0;
    for (const Witness& witness : witnesses_of(table, table.pairs[chosen[i]])) {
      entries_[begins_[std::size_t{witness.object.value} + 1]++] = {i, place++};
    }
  }
}

}  // namespace overt
