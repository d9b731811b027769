#include "scenario/sounds.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

TEST(SoundsTest, RiseAndFade) {
  const TrendSounds sounds(1);
  int waves = 0;
  for (std::uint32_t sound = 1; sound <= TrendSounds::kCount; ++sound) {
    double peak = 0;
    for (std::uint32_t hour = 0; hour < kScenarioHours; hour += 24) {
      peak = std::max(peak, sounds.share(sound, hour));
    }
    const bool rose = sounds.share(sound, 0) < .2 * peak;
    const bool faded = sounds.share(sound, kScenarioHours - 1) < .2 * peak;
    waves += rose && faded;
  }
  EXPECT_GT(waves, 20);
}

TEST(SoundsTest, ArePickedByTheirShare) {
  const TrendSounds sounds(1);
  Random random(5);
  constexpr std::uint32_t kHour = 300;
  constexpr int kPicks = 50'000;
  std::array<int, TrendSounds::kCount + 1> picked{};
  for (int i = 0; i < kPicks; ++i) ++picked[sounds.pick(random, kHour)];
  double total = 0;
  for (std::uint32_t sound = 1; sound <= TrendSounds::kCount; ++sound) {
    const double share = sounds.share(sound, kHour);
    total += share;
    EXPECT_NEAR(picked[sound], share * kPicks, 30 + .2 * share * kPicks);
  }
  EXPECT_NEAR(total, 1, 1e-4);
}

TEST(SoundsTest, SomeComeWithACaption) {
  const TrendSounds sounds(1);
  int memes = 0;
  for (std::uint32_t sound = 1; sound <= TrendSounds::kCount; ++sound) {
    EXPECT_LT(sounds.meme_of(sound), kFirstTextSeed);
    memes += sounds.meme_of(sound) != 0;
  }
  EXPECT_EQ(memes, 20);
}

}  // namespace
}  // namespace overt
