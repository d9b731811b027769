#include "scenario/world.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/check.h"

namespace overt {
namespace {

constexpr std::array<Region, kRegionCount> kRegions = {{
    {"US", Language::kEnglish, -4, .25},
    {"US", Language::kEnglish, -5, .15},
    {"US", Language::kEnglish, -7, .15},
    {"US", Language::kSpanish, -5, .08},
    {"MX", Language::kSpanish, -6, .07},
    {"BR", Language::kPortuguese, -3, .09},
    {"GB", Language::kEnglish, 1, .06},
    {"FR", Language::kFrench, 2, .05},
    {"DE", Language::kGerman, 2, .05},
    {"JP", Language::kJapanese, 9, .05},
}};

constexpr double kRankExponent = 1.3;
constexpr double kPopularityExponent = 1.35;
constexpr double kPopularityCap = 400;

double hash_uniform(std::uint64_t a, std::uint64_t b) {
  return static_cast<double>(mix64(mix64(a) ^ b) >> 11) * 0x1.0p-53;
}

// Awake in the evening, asleep before dawn; livelier on Saturday and Sunday.
double pace_at(int local_hour_of_week) {
  const int hour = local_hour_of_week % 24;
  const int day = local_hour_of_week / 24;  // 0 = Thursday: the scenario starts on one
  const double wave = 0.5 + 0.5 * std::cos((hour - 20) / 24.0 * 2 * std::numbers::pi);
  const double weekend = day == 2 || day == 3 ? 1.0 : 0.85;
  return weekend * (0.08 + 0.92 * std::pow(wave, 1.4));
}

}  // namespace

const Region& region(std::size_t index) {
  CHECK_LT(index, kRegionCount);
  return kRegions[index];
}

RankLaw::RankLaw(std::uint32_t size)
    : q_(std::max(20.0, 0.015 * size)),
      low_(std::pow(q_, 1 - kRankExponent)),
      span_(std::pow(size + q_, 1 - kRankExponent) - low_),
      size_(size) {}

double RankLaw::activity_of(std::uint32_t rank) const {
  const double mean = span_ / (1 - kRankExponent) / size_;
  return std::pow(rank + q_, -kRankExponent) / mean;
}

std::uint32_t RankLaw::rank_at(double uniform) const {
  const double x = std::pow(low_ + uniform * span_, 1 / (1 - kRankExponent)) - q_;
  if (x <= 0) return 0;
  return std::min(static_cast<std::uint32_t>(x), size_ - 1);
}

World::World(std::uint64_t seed, Plan plan) : seed_(seed), plan_(std::move(plan)) {
  CHECK(plan_.hours % 24 == 0 && plan_.hours <= kScenarioHours);
  std::uint32_t honest = 0;
  std::uint32_t planted = 0;
  for (const Group& group : plan_.groups) {
    CHECK(group.planted() || planted == 0);
    (group.planted() ? planted : honest) += group.members;
  }
  CHECK_LT(honest, plan_.organic_accounts / 2);
  accounts_ = plan_.organic_accounts + planted;
  const std::uint32_t ordinary = plan_.organic_accounts - honest;
  double share = 0;
  for (std::size_t i = 0; i < kRegionCount; ++i) {
    region_begin_[i] = static_cast<std::uint32_t>(share * ordinary);
    share += kRegions[i].share;
  }
  region_begin_[kRegionCount] = ordinary;
  for (std::size_t i = 0; i < kRegionCount; ++i) ranks_.emplace_back(accounts_in(i));
  place_members();
  set_clocks();
}

void World::place_members() {
  std::uint32_t next = region_begin_[kRegionCount];
  for (std::size_t i = 0; i < plan_.groups.size(); ++i) {
    Group& group = plan_.groups[i];
    group.first_member = next;
    next += group.members;
    if (group.members == 0) continue;
    Pool& pool = (group.planted() ? planted_ : honest_)[group.region];
    const double before = pool.weight();
    pool.groups.push_back(static_cast<std::uint32_t>(i));
    pool.cumulative.push_back(before + group.activity * group.members);
  }
  CHECK_EQ(next, accounts_);
  for (std::size_t i = 0; i < kRegionCount; ++i) {
    member_share_[i] = honest_[i].weight() / organic_weight(i);
  }
}

double World::organic_weight(std::size_t region) const {
  return honest_[region].weight() + accounts_in(region);
}

double World::planted_share(std::size_t region) const {
  return planted_[region].weight() / organic_weight(region);
}

void World::set_clocks() {
  for (std::size_t i = 0; i < kRegionCount; ++i) {
    for (int hour = 0; hour < 168; ++hour) {
      pace_[i][static_cast<std::size_t>(hour)] =
          pace_at((hour + kRegions[i].utc_offset_hours + 168) % 168);
    }
    for (std::uint32_t hour = 0; hour < plan_.hours; ++hour) pace_total_[i] += pace(i, hour);
  }
}

const Group* World::group_of(std::uint32_t account) const {
  if (account < first_grouped()) return nullptr;
  const auto after = std::upper_bound(
      plan_.groups.begin(), plan_.groups.end(), account,
      [](std::uint32_t value, const Group& group) { return value < group.first_member; });
  return &*std::prev(after);
}

std::uint64_t World::account_id(std::uint32_t account) const {
  // A bijection on the 60-bit numbers, put where the ids of large platforms lie.
  constexpr std::uint64_t kMask = (std::uint64_t{1} << 60) - 1;
  std::uint64_t x = account + (mix64(seed_) & kMask);
  x = (x * 0x9e3779b97f4a7c15ULL) & kMask;
  x ^= x >> 31;
  x = (x * 0xd1342543de82ef95ULL) & kMask;
  return 6'800'000'000'000'000'000ULL + x;
}

std::uint8_t World::region_of(std::uint32_t account) const {
  if (const Group* group = group_of(account)) return group->region;
  const auto after = std::upper_bound(region_begin_.begin(), region_begin_.end(), account);
  return static_cast<std::uint8_t>(after - region_begin_.begin() - 1);
}

std::uint32_t World::accounts_in(std::size_t region) const {
  return region_begin_[region + 1] - region_begin_[region];
}

double World::popularity(std::uint32_t account) const {
  const double uniform = 1 - hash_uniform(seed_ ^ 0x706f70ULL, account);
  const double pareto = std::pow(uniform, -1 / kPopularityExponent);
  // The mean of the Pareto law cut at its cap: a/(a−1)·(1 − cap^(1−a)) + cap^(1−a).
  static const double kMean = [] {
    const double tail = std::pow(kPopularityCap, 1 - kPopularityExponent);
    return kPopularityExponent / (kPopularityExponent - 1) * (1 - tail) + tail;
  }();
  return std::min(pareto, kPopularityCap) / kMean / fatigue_of(account);
}

double World::fatigue_of(std::uint32_t account) const {
  if (account >= first_grouped()) return 1;
  const std::uint8_t home = region_of(account);
  const double activity = ranks_[home].activity_of(account - region_begin_[home]);
  return std::sqrt(std::max(1.0, activity));
}

std::uint32_t World::organic_at(std::size_t region, double uniform) const {
  return region_begin_[region] + ranks_[region].rank_at(uniform);
}

std::uint32_t World::pick_account(Random& random, std::size_t region) const {
  const bool member = honest_[region].weight() > 0 && random.chance(member_share_[region]);
  return member ? pick_from(honest_[region], random) : organic_at(region, random.uniform());
}

std::uint32_t World::pick_planted(Random& random, std::size_t region) const {
  return pick_from(planted_[region], random);
}

std::uint32_t World::pick_from(const Pool& pool, Random& random) const {
  CHECK_GT(pool.weight(), 0.0);
  const double place = random.uniform() * pool.weight();
  const auto found = std::upper_bound(pool.cumulative.begin(), pool.cumulative.end(), place);
  const auto last = std::prev(pool.cumulative.end());
  const auto index = std::min(found, last) - pool.cumulative.begin();
  const Group& group = plan_.groups[pool.groups[static_cast<std::size_t>(index)]];
  return group.first_member + static_cast<std::uint32_t>(random.below(group.members));
}

std::uint32_t World::pick_follower(Random& random, std::uint32_t author) const {
  const double size = 100 + 400 * popularity(author);
  const std::uint64_t seat = random.below(static_cast<std::uint64_t>(size));
  return organic_at(region_of(author), hash_uniform(seed_ + author, seat));
}

std::size_t World::pick_audience_region(Random& random, std::size_t region) const {
  if (random.chance(.85)) return region;
  const double uniform = random.uniform();
  double share = 0;
  std::size_t other = 0;
  while (other + 1 < kRegionCount && (share += kRegions[other].share) < uniform) ++other;
  const bool understands = kRegions[other].language == kRegions[region].language;
  return understands || random.chance(.15) ? other : region;
}

double World::pace(std::size_t region, std::uint32_t hour) const {
  return pace_[region][hour % 168];
}

double World::hour_share(std::size_t region, std::uint32_t hour) const {
  return pace(region, hour) / pace_total_[region];
}

}  // namespace overt
