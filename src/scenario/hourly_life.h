#pragma once
// HourlyLife: what everybody does, hour by hour. An hour is cut into tasks (a region, a slice of
// its posts), each with its own random stream, so tasks may run anywhere.
// Immutable after construction, thread-safe; a task costs O(posts + responses).

#include <cstdint>
#include <vector>

#include "scenario/post_writer.h"

namespace overt {

struct HourTask {
  std::uint32_t hour = 0;
  std::uint32_t region = 0;
  std::uint32_t number = 0;  // within the hour
  std::uint32_t posts = 0;
};

class HourlyLife {
 public:
  explicit HourlyLife(const Stage& stage) : stage_(stage) {}

  /// Appends the tasks of an hour.
  void plan_hour(std::uint32_t hour, std::vector<HourTask>& tasks) const;
  void run(const HourTask& task, Drafts& out) const;

 private:
  const Stage& stage_;
};

}  // namespace overt
