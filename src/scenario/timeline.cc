#include "scenario/timeline.h"

#include "base/check.h"

namespace overt {
namespace {

// A stable counting sort by the second of the hour, appended to `out`.
void append_sorted(const Drafts& drafts, Drafts& out) {
  std::array<std::uint32_t, 3601> place{};
  for (const Draft& draft : drafts) ++place[draft.at % 3600 + 1];
  for (std::size_t second = 1; second < place.size(); ++second) place[second] += place[second - 1];
  const std::size_t base = out.size();
  out.resize(base + drafts.size());
  for (const Draft& draft : drafts) out[base + place[draft.at % 3600]++] = draft;
}

}  // namespace

void Timeline::add(std::span<const Draft> drafts) {
  for (const Draft& draft : drafts) {
    CHECK_LT(draft.at, kScenarioSeconds);
    hours_[draft.at / 3600].push_back(draft);
  }
}

Drafts Timeline::take(std::uint32_t begin, std::uint32_t end) {
  CHECK(begin <= end && end <= kScenarioHours);
  Drafts taken;
  for (std::uint32_t hour = begin; hour < end; ++hour) {
    append_sorted(hours_[hour], taken);
    Drafts().swap(hours_[hour]);
  }
  return taken;
}

}  // namespace overt
