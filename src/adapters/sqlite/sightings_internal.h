#pragma once
// Sightings: that a source, another retrieval than the one a claim was first learnt from, has it as
// well. A list that is read again says nearly all it said before, in the same order, so they are
// kept as runs of claims' numbers.
// Not thread-safe. O(log runs) a claim that follows no other, else O(1).

#include <cstdint>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

namespace overt {

struct SightingRun {
  std::uint32_t source = 0;
  std::int64_t first = 0;  // numbers of claims, both inclusive
  std::int64_t last = 0;
};

class Sightings {
 public:
  /// One that is in the file already.
  void load(const SightingRun& run) { runs_[run.source][run.first] = run.last; }

  /// False where it was known.
  bool add(std::uint32_t source, std::int64_t claim) {
    std::map<std::int64_t, std::int64_t>& runs = runs_[source];
    auto after = runs.upper_bound(claim);
    if (after != runs.begin()) {
      const auto before = std::prev(after);
      if (claim <= before->second) return false;
    }
    if (!fresh_.empty() && fresh_.back().source == source && fresh_.back().last + 1 == claim) {
      fresh_.back().last = claim;
      runs[fresh_.back().first] = claim;
    } else {
      fresh_.push_back({source, claim, claim});
      runs.emplace_hint(after, claim, claim);
    }
    return true;
  }

  /// What was added since the last call of this, to be written.
  std::vector<SightingRun> take_fresh() { return std::exchange(fresh_, {}); }
  void clear() {
    runs_.clear();
    fresh_.clear();
  }

 private:
  std::map<std::uint32_t, std::map<std::int64_t, std::int64_t>> runs_;  // source → first → last
  std::vector<SightingRun> fresh_;
};

}  // namespace overt
