#pragma once
// ClaimIdSet: which claims were added, by open addressing: 16 bytes a slot, at most three quarters
// full. Ids are digests, so a few of their bits are the hash. Not thread-safe; O(1) a claim.

#include <cstddef>
#include <vector>

#include "model/claim.h"

namespace overt {

class ClaimIdSet {
 public:
  /// False where it was there already.
  bool insert(const ClaimId& id) {
    if ((size_ + 1) * 4 > slots_.size() * 3) grow();
    return place(id) && ++size_ > 0;
  }
  [[nodiscard]] std::size_t size() const { return size_; }
  void clear() {
    slots_ = {};
    size_ = 0;
  }

 private:
  // The digest of nothing stands for an empty slot; no claim has it.
  bool place(const ClaimId& id) {
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = id.words[0] & mask;; at = (at + 1) & mask) {
      if (slots_[at] == id) return false;
      if (slots_[at] != ClaimId{}) continue;
      slots_[at] = id;
      return true;
    }
  }

  void grow() {
    std::vector<ClaimId> old(slots_.empty() ? 1024 : slots_.size() * 2);
    old.swap(slots_);
    for (const ClaimId& id : old) {
      if (id != ClaimId{}) place(id);
    }
  }

  std::vector<ClaimId> slots_;
  std::size_t size_ = 0;
};

}  // namespace overt
