#include "scenario/sounds.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "scenario/words.h"

namespace overt {
namespace {

struct Curve {
  double weight;
  double peak_day;
  double rise_days;
  double fade_days;

  [[nodiscard]] double at(double day) const {
    const double away = day - peak_day;
    return weight * std::exp(away < 0 ? away / rise_days : -away / fade_days);
  }
};

}  // namespace

TrendSounds::TrendSounds(std::uint64_t seed) : cumulative_(kScenarioHours / 24) {
  Random random(seed, 0x736f756e64ULL);
  std::vector<Curve> curves(kCount);
  for (Curve& curve : curves) {
    curve.weight = std::pow(1 - random.uniform(), -1 / 1.2);
    curve.peak_day = -10 + 50 * random.uniform();
    curve.rise_days = 0.7 + 1.5 * random.uniform();
    curve.fade_days = 2 + 6 * random.uniform();
  }
  for (std::size_t day = 0; day < cumulative_.size(); ++day) {
    double total = 0;
    for (std::size_t i = 0; i < kCount; ++i) {
      total += curves[i].at(static_cast<double>(day) + 0.5);
      cumulative_[day][i] = static_cast<float>(total);
    }
  }
}

std::uint32_t TrendSounds::pick(Random& random, std::uint32_t hour) const {
  const Row& row = cumulative_[hour / 24];
  const auto wanted = static_cast<float>(random.uniform()) * row.back();
  const auto found = std::upper_bound(row.begin(), row.end() - 1, wanted);
  return static_cast<std::uint32_t>(found - row.begin()) + 1;
}

std::uint32_t TrendSounds::meme_of(std::uint32_t sound) const {
  const auto memes = static_cast<std::uint32_t>(meme_captions().size());
  return sound % 8 == 3 ? 1 + sound / 8 % memes : 0;
}

double TrendSounds::share(std::uint32_t sound, std::uint32_t hour) const {
  CHECK(sound >= 1 && sound <= kCount);
  const Row& row = cumulative_[hour / 24];
  const double before = sound == 1 ? 0 : static_cast<double>(row[sound - 2]);
  return (static_cast<double>(row[sound - 1]) - before) / static_cast<double>(row.back());
}

}  // namespace overt
