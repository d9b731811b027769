#pragma once
// Retractions: which claims no longer count, as of any claim's number. A retraction is a claim and
// can be retracted itself; ids are digests of what they name, so there are no circles.
// Thread-safe once filled. O(1) a look-up, times the length of a chain of retractions.

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "model/claim.h"

namespace overt {

class Retractions {
 public:
  void add(const ClaimId& retraction, const ClaimId& target, std::int64_t seq) {
    by_target_[target].push_back({retraction, seq});
  }
  void clear() { by_target_.clear(); }

  [[nodiscard]] bool in_force(const ClaimId& target, std::int64_t seq_max) const {
    if (by_target_.empty()) return false;
    const auto found = by_target_.find(target);
    if (found == by_target_.end()) return false;
    for (const Entry& entry : found->second) {
      if (entry.seq <= seq_max && !in_force(entry.retraction, seq_max)) return true;
    }
    return false;
  }

 private:
  struct Entry {
    ClaimId retraction;
    std::int64_t seq;
  };
  struct Hash {
    std::size_t operator()(const ClaimId& id) const { return id.words[0]; }
  };
  std::unordered_map<ClaimId, std::vector<Entry>, Hash> by_target_;
};

}  // namespace overt
