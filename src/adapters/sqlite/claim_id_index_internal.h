#pragma once
// ClaimIdIndex: the numbers of claims that were added one after the other, by their ids; open
// addressing over what is at most three quarters full. 16 bytes a claim and 5 to 11 for finding it.
// Not thread-safe; O(1) a claim. Ids are digests, so a few of their bits are the hash.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "model/claim.h"

namespace overt {

class ClaimIdIndex {
 public:
  /// Forgets everything; the next claim that is added has this number.
  void begin_at(std::int64_t first) {
    ids_ = {};
    slots_ = {};
    first_ = first;
  }

  /// The number of a claim; 0 where it was not added.
  [[nodiscard]] std::int64_t find(const ClaimId& id) const {
    if (slots_.empty()) return 0;
    const std::uint32_t slot = slots_[place_of(id)];
    return slot == kEmpty ? 0 : first_ + slot;
  }

  /// A claim that find() does not know; it gets the next number.
  void add(const ClaimId& id) {
    if ((ids_.size() + 1) * 4 > slots_.size() * 3) grow();
    slots_[place_of(id)] = static_cast<std::uint32_t>(ids_.size());
    ids_.push_back(id);
  }

  [[nodiscard]] std::size_t size() const { return ids_.size(); }

 private:
  static constexpr std::uint32_t kEmpty = UINT32_MAX;

  [[nodiscard]] std::size_t place_of(const ClaimId& id) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = id.words[0] & mask;
    while (slots_[at] != kEmpty && ids_[slots_[at]] != id) at = (at + 1) & mask;
    return at;
  }

  void grow() {
    slots_.assign(slots_.empty() ? 1024 : slots_.size() * 2, kEmpty);
    for (std::uint32_t i = 0; i < ids_.size(); ++i) slots_[place_of(ids_[i])] = i;
  }

  std::vector<ClaimId> ids_;
  std::vector<std::uint32_t> slots_;  // index into ids_
  std::int64_t first_ = 1;
};

}  // namespace overt
