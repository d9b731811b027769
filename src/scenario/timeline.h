#pragma once
// Timeline: drafts waiting for their hour. Not thread-safe; memory is 56 bytes per waiting draft.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "scenario/draft.h"

namespace overt {

class Timeline {
 public:
  Timeline() : hours_(kScenarioHours) {}

  void add(std::span<const Draft> drafts);
  /// The drafts of hours [begin, end) in time order, and of one second in the order they were
  /// added; they leave the timeline.
  [[nodiscard]] Drafts take(std::uint32_t begin, std::uint32_t end);

 private:
  std::vector<Drafts> hours_;
};

}  // namespace overt
