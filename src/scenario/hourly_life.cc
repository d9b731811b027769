#include "scenario/hourly_life.h"

#include <algorithm>

#include "base/check.h"

namespace overt {
namespace {

constexpr std::uint64_t kPostsPerTask = 4096;
constexpr std::uint64_t kPlanStream = 0x706c616eULL << 32;
constexpr std::uint64_t kTaskStream = 0x7461736bULL << 32;
constexpr std::uint64_t kPlantedStream = 0x706c616eULL << 36;

}  // namespace

void HourlyLife::plan_hour(std::uint32_t hour, std::vector<HourTask>& tasks) const {
  Random random(stage_.world.seed(), kPlanStream + hour);
  std::uint32_t number = 0;
  for (std::uint32_t place = 0; place < kRegionCount; ++place) {
    const double expected = stage_.world.posts_per_account() * stage_.world.accounts_in(place) *
                            stage_.world.hour_share(place, hour);
    for (std::uint64_t left = random.poisson(expected); left > 0;) {
      const std::uint64_t posts = std::min(left, kPostsPerTask);
      CHECK_LT(number, kFirstGroupTask);
      tasks.push_back({hour, place, number++, static_cast<std::uint32_t>(posts)});
      left -= posts;
    }
  }
}

// The planted have a random stream of their own, so that what others do does not hang on them.
void HourlyLife::run(const HourTask& task, Drafts& out) const {
  const World& world = stage_.world;
  const std::uint64_t number = std::uint64_t{task.hour} * kTaskCount + task.number;
  PostWriter writer(stage_, Random(world.seed(), kTaskStream + number), task.number, out);
  PostWriter planted(stage_, Random(world.seed(), kPlantedStream + number), task.number, out,
                     kContentPerTask / 2);
  const auto moment = [&](Random& random) {
    return task.hour * 3600 + static_cast<std::uint32_t>(random.below(3600));
  };
  for (std::uint32_t i = 0; i < task.posts; ++i) {
    const std::uint32_t at = moment(writer.random());
    const Published made = writer.post(world.pick_account(writer.random(), task.region), at);
    planted.spread_among_planted(made.post, made.expected);
  }
  const double share = world.planted_share(task.region);
  for (std::uint64_t left = planted.random().poisson(share * task.posts); left > 0; --left) {
    const std::uint32_t at = moment(planted.random());
    planted.post(world.pick_planted(planted.random(), task.region), at);
  }
}

}  // namespace overt
