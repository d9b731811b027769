#include "scenario/hourly_life.h"

#include <algorithm>

#include "base/check.h"

namespace overt {
namespace {

constexpr double kPostsPerAccount = 6;
constexpr std::uint64_t kPostsPerTask = 4096;
constexpr std::uint64_t kPlanStream = 0x706c616eULL << 32;
constexpr std::uint64_t kTaskStream = 0x7461736bULL << 32;

}  // namespace

void HourlyLife::plan_hour(std::uint32_t hour, std::vector<HourTask>& tasks) const {
  Random random(stage_.world.seed(), kPlanStream + hour);
  std::uint32_t number = 0;
  for (std::uint32_t place = 0; place < kRegionCount; ++place) {
    const double expected =
        kPostsPerAccount * stage_.world.accounts_in(place) * stage_.world.hour_share(place, hour);
    for (std::uint64_t left = random.poisson(expected); left > 0;) {
      const std::uint64_t posts = std::min(left, kPostsPerTask);
      CHECK_LT(number, kFirstGroupTask);
      tasks.push_back({hour, place, number++, static_cast<std::uint32_t>(posts)});
      left -= posts;
    }
  }
}

void HourlyLife::run(const HourTask& task, Drafts& out) const {
  const std::uint64_t stream = kTaskStream + std::uint64_t{task.hour} * kTaskCount + task.number;
  PostWriter writer(stage_, Random(stage_.world.seed(), stream), task.number, out);
  for (std::uint32_t i = 0; i < task.posts; ++i) {
    const auto second = static_cast<std::uint32_t>(writer.random().below(3600));
    const std::uint32_t account = stage_.world.pick_account(writer.random(), task.region);
    writer.post(account, task.hour * 3600 + second);
  }
}

}  // namespace overt
