#include "stages/networks/witness_index.h"

#include <algorithm>
#include <numeric>

namespace overt {

WitnessIndex::WitnessIndex(const PairTable& table, std::span<const std::uint32_t> chosen) {
  std::size_t objects = 0;
  for (const std::uint32_t index : chosen) {
    for (const Witness& witness : witnesses_of(table, table.pairs[index])) {
      objects = std::max(objects, std::size_t{witness.object.value} + 1);
    }
  }
  offsets_.assign(objects + 1, 0);
  for (const std::uint32_t index : chosen) {
    for (const Witness& witness : witnesses_of(table, table.pairs[index])) {
      ++offsets_[std::size_t{witness.object.value} + 1];
    }
  }
  std::partial_sum(offsets_.begin(), offsets_.end(), offsets_.begin());
  entries_.resize(offsets_.back());
  std::vector<std::uint64_t> next = offsets_;
  for (std::uint32_t i = 0; i < chosen.size(); ++i) {
    std::uint32_t place = 0;
    for (const Witness& witness : witnesses_of(table, table.pairs[chosen[i]])) {
      entries_[next[witness.object.value]++] = {i, place++};
    }
  }
}

}  // namespace overt
