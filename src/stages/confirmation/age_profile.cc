#include "stages/confirmation/age_profile.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace overt {
namespace {

constexpr std::size_t kObjectsAtOnce = 4096;
constexpr double kActsCountedMax = 100;
constexpr double kBinsPerOctave = 4;
/// Acts are summed as whole numbers of parts, so that the order of the objects does not matter.
constexpr double kPartsOfAct = 1 << 30;

}  // namespace

TimeUs birth_of(const TraceIndex& traces, std::uint32_t object) {
  const TimeUs published = traces.published_at(object);
  const auto acts = traces.on(object);
  if (acts.empty()) return published;
  return published == TraceIndex::kNotKnown ? acts.front().at
                                            : std::min(published, acts.front().at);
}

double AgeProfile::place_of(TimeUs age) {
  const double seconds = static_cast<double>(std::max<TimeUs>(age, 0)) / kMicrosPerSecond;
  return std::min(kBinsPerOctave * std::log2(1 + seconds), static_cast<double>(kBins));
}

void AgeProfile::count(const TraceIndex& traces, std::uint32_t object, Acts& acts) {
  const auto on = traces.on(object);
  // The first act is what gives an unpublished object its age.
  const std::size_t first = traces.published_at(object) == TraceIndex::kNotKnown ? 1 : 0;
  if (on.size() <= first) return;
  const TimeUs birth = birth_of(traces, object);
  const auto counted = static_cast<double>(on.size() - first);
  const auto weight =
      static_cast<std::uint64_t>(kPartsOfAct * std::min(1.0, kActsCountedMax / counted));
  for (std::size_t i = first; i < on.size(); ++i) {
    const double place = place_of(on[i].at - birth);
    acts[std::min(static_cast<std::size_t>(place), kBins - 1)] += weight;
  }
}

AgeProfile::AgeProfile(const TraceIndex& traces, ThreadPool& pool) {
  std::vector<Acts> of_workers(pool.threads(), Acts{});
  pool.parallel_for(traces.objects(), kObjectsAtOnce, [&](const Block& block) {
    for (std::size_t object = block.begin; object < block.end; ++object) {
      count(traces, static_cast<std::uint32_t>(object), of_workers[block.worker]);
    }
  });
  Acts acts{};
  for (const Acts& of_worker : of_workers) {
    for (std::size_t bin = 0; bin < kBins; ++bin) acts[bin] += of_worker[bin];
  }
  double sum = 0;
  for (const std::uint64_t count : acts) sum += static_cast<double>(count);
  double before = 0;
  for (std::size_t bin = 0; bin < kBins; ++bin) {
    below_[bin] = sum > 0 ? before / sum : 0;
    before += static_cast<double>(acts[bin]);
  }
  below_[kBins] = sum > 0 ? 1 : 0;
}

double AgeProfile::share_before(TimeUs age) const {
  const double place = place_of(age);
  const auto bin = std::min(static_cast<std::size_t>(place), kBins - 1);
  return below_[bin] + (place - static_cast<double>(bin)) * (below_[bin + 1] - below_[bin]);
}

double AgeProfile::share_between(TimeUs from, TimeUs to) const {
  return std::max(0.0, share_before(to) - share_before(from));
}

}  // namespace overt
