// Ten days for measuring: every kind of honest group that looks like an operation, and networks
// drawn from a grid, so that many seeds together cover it evenly.
#include <algorithm>
#include <cmath>
#include <utility>

#include "base/check.h"
#include "base/random.h"
#include "scenario/group.h"
#include "scenario/outlets.h"
#include "scenario/world.h"

namespace overt {
namespace {

constexpr std::uint64_t kPlanStream = 0x73636f7265ULL;
constexpr double kReferenceAccounts = 10'000;
// What the average account does in the ten days, measured (plan_scorecard_test.cc holds it).
constexpr double kEventsPerAccount = 21;
constexpr std::uint32_t kSizes[] = {6, 10, 12, 20, 40};
constexpr std::uint32_t kTargets[] = {6, 12, 20, 40};
constexpr std::uint32_t kJitters[] = {20, 60, 300, 600};
constexpr double kCamouflages[] = {0, .3, .6, .9};
constexpr std::size_t kCells = std::size(kSizes) * std::size(kTargets) * std::size(kJitters);
constexpr std::uint8_t kFirstFeedOutlet = 10;
constexpr std::uint64_t kCellStep = 37;  // coprime to kCells: walks through all of them

class Planner {
 public:
  Planner(std::uint64_t seed, std::uint64_t accounts)
      : seed_(seed),
        random_(seed, kPlanStream),
        accounts_(static_cast<double>(accounts)),
        scale_(std::sqrt(static_cast<double>(accounts) / kReferenceAccounts)),
        most_(std::max<std::uint32_t>(static_cast<std::uint32_t>(accounts / 30), 12)) {}

  std::vector<Group> plan();

 private:
  void plan_fandoms();
  void plan_fan_clubs();
  void plan_work();
  void plan_friends();
  void plan_crowds();
  void plan_campaigns();
  void plan_farms();
  void plan_operations();
  static void live_beside(Group& group, double events_together);

  Group& add(GroupKind kind, std::string_view name, std::string about);
  // How many groups of a kind: `base` in a small log, growing with the root of its accounts.
  [[nodiscard]] std::uint32_t count(double base, std::uint32_t most) const;
  std::uint32_t between(std::uint32_t least, std::uint32_t most) {
    return least + static_cast<std::uint32_t>(random_.below(std::uint64_t{most} - least + 1));
  }
  // Small numbers more often than large ones.
  std::uint32_t skewed(std::uint32_t least, std::uint32_t most);
  std::uint32_t crowd_size(std::uint32_t least, std::uint32_t most) {
    return std::min(skewed(least, most), most_);
  }
  template <typename T, std::size_t kCount>
  T one_of(const T (&values)[kCount]) {
    return values[random_.below(kCount)];
  }
  std::uint8_t some_region();
  // A region in which so many accounts are one in four at most.
  std::uint8_t region_for(std::uint32_t members);
  std::uint32_t lives_in(Group& group, std::uint32_t members) {
    group.region = region_for(members);
    return members;
  }
  std::uint8_t two_families();

  std::uint64_t seed_;
  Random random_;
  double accounts_;
  double scale_;
  std::uint32_t most_;
  std::vector<Group> groups_;
};

std::uint32_t Planner::count(double base, std::uint32_t most) const {
  const auto wanted = static_cast<std::uint32_t>(std::lround(base * scale_));
  return std::clamp(wanted, std::uint32_t{1}, most);
}

std::uint32_t Planner::skewed(std::uint32_t least, std::uint32_t most) {
  const double ratio = static_cast<double>(most) / least;
  return static_cast<std::uint32_t>(std::lround(least * std::pow(ratio, random_.uniform())));
}

std::uint8_t Planner::some_region() {
  double left = random_.uniform();
  std::size_t place = 0;
  while (place + 1 < kRegionCount && (left -= region(place).share) > 0) ++place;
  return static_cast<std::uint8_t>(place);
}

std::uint8_t Planner::region_for(std::uint32_t members) {
  for (int attempt = 0; attempt < 64; ++attempt) {
    const std::uint8_t place = some_region();
    if (region(place).share * accounts_ >= 4.0 * members) return place;
  }
  return 0;
}

std::uint8_t Planner::two_families() {
  static constexpr std::uint8_t kPairs[] = {kContentFamily | kIdentityFamily,
                                            kContentFamily | kNetworkFamily,
                                            kIdentityFamily | kNetworkFamily};
  return one_of(kPairs);
}

Group& Planner::add(GroupKind kind, std::string_view name, std::string about) {
  const auto same = std::count_if(groups_.begin(), groups_.end(), [&](const Group& group) {
    return group.id.starts_with(std::string(name) + "-");
  });
  Group& group = groups_.emplace_back();
  group.id = std::string(name) + "-" + std::to_string(same + 1);
  group.kind = kind;
  group.region = some_region();
  group.about = std::move(about);
  return group;
}

void Planner::plan_fandoms() {
  for (std::uint32_t i = count(2, 8); i > 0; --i) {
    Group& group = add(GroupKind::kFandom, "fandom", "fans; three in ten are notified");
    group.members = lives_in(group, crowd_size(60, 300));
    group.sources = i % 2 == 0 ? 1 : between(2, 4);
    group.objects = between(10, 28);
    group.jitter_s = between(8, 45);
    group.notified = .3;
    group.follows_logged = .3 * between(1, 3);
  }
}

void Planner::plan_fan_clubs() {
  for (std::uint32_t i = count(2, 8); i > 0; --i) {
    Group& group = add(GroupKind::kFanClub, "fan-club", "react at once to what their hub reposts");
    group.members = lives_in(group, crowd_size(30, 300));
    // Some hubs repost as many strangers as a campaign does.
    group.objects = random_.chance(.35) ? between(12, 30) : between(3, 7);
    group.jitter_s = between(15, 60);
    group.notified = .5 + .4 * random_.uniform();
    group.participation = .6 + .35 * random_.uniform();
    group.activity = one_of({.03, .1, .3, .8});
    group.follows_logged = one_of({0.0, .5, .95});
  }
  // Followers of the same few hubs, each of which shows them two strangers' posts.
  for (std::uint32_t i = count(1, 4); i > 0; --i) {
    Group& group = add(GroupKind::kFanClub, "fan-club", "react at once to what their hubs repost");
    group.members = lives_in(group, crowd_size(15, 150));
    group.sources = between(2, 4);
    group.objects = 2 * group.sources;
    group.jitter_s = between(15, 60);
    group.notified = .5 + .4 * random_.uniform();
    group.participation = .6 + .35 * random_.uniform();
    group.activity = one_of({.03, .1, .3, .8});
    group.follows_logged = one_of({0.0, .5, .95});
  }
}

void Planner::plan_work() {
  const std::uint32_t newsrooms = count(1, 4);
  for (std::uint32_t i = 0; i < newsrooms; ++i) {
    Group& group = add(GroupKind::kNewsroom, "newsroom", "the pages of one outlet");
    group.region = static_cast<std::uint8_t>(between(0, 2));
    group.members = between(6, 24);
    group.objects = between(20, 60);
    group.jitter_s = between(5, 120);
    group.participation = .55;
    group.outlet = static_cast<std::uint8_t>(kNewsroomOutlet + i);
    group.disclosed = true;
  }
  const std::uint32_t agencies = std::max(2U, count(3, kBrandCount));
  for (std::uint32_t i = 0; i < agencies; ++i) {
    Group& group = add(GroupKind::kAgency, "agency", "one person with the accounts of a brand");
    group.region = static_cast<std::uint8_t>(between(0, 2));
    group.members = between(3, 8);
    group.objects = between(8, 25);
    group.jitter_s = between(0, 20);
    group.participation = .9;
    group.activity = .15;
    group.outlet = static_cast<std::uint8_t>(kFirstBrand + i);
    group.disclosed = i % 2 == 0;
  }
  Group& shops = add(GroupKind::kScheduler, "scheduler", "shops that post on the minute");
  shops.members = lives_in(shops, crowd_size(30, 90));
  shops.objects = 30;
  shops.app_users = 2 * shops.members;
  Group& readers = add(GroupKind::kFeedApp, "feed-app", "an app posts what their outlets publish");
  readers.region = static_cast<std::uint8_t>(between(0, 2));
  readers.members = between(6, 24);
  readers.objects = between(15, 60);
  readers.sources = between(1, 3);
  readers.outlet = kFirstFeedOutlet;
  readers.jitter_s = between(5, 25);
  readers.app_users = 2 * readers.members;
}

void Planner::plan_friends() {
  for (std::uint32_t i = count(4, 24); i > 0; --i) {
    Group& group = add(GroupKind::kFriends, "friends", "follow, mention and answer each other");
    group.members = between(4, 12);
    group.objects = between(10, 40);
    group.jitter_s = between(300, 1500);
    group.follows_logged = .6;
  }
}

void Planner::plan_crowds() {
  const struct {
    GroupKind kind;
    std::uint32_t times;
    std::uint32_t objects;
    std::uint32_t jitter_s;
    const char* about;
  } crowds[] = {
      {GroupKind::kBreakingNews, count(2, 5), 3, 360, "everyone shares three links in minutes"},
      {GroupKind::kFlashMob, count(1, 4), 1, 60, "strangers who agreed on a minute"},
      {GroupKind::kPetition, count(1, 4), 1, 0, "one text from one app, over days"},
      {GroupKind::kTrend, count(2, 8), 1, 0, "a sound, its hashtags and its template"},
  };
  for (const auto& crowd : crowds) {
    for (std::uint32_t i = 0; i < crowd.times; ++i) {
      Group& group = add(crowd.kind, name_of(crowd.kind), crowd.about);
      group.objects = crowd.objects;
      group.jitter_s = crowd.jitter_s;
      group.sharers = lives_in(group, crowd_size(120, 600));
      if (crowd.kind != GroupKind::kPetition) continue;
      group.outlet = static_cast<std::uint8_t>(kFirstPetition + i);
    }
  }
}

void Planner::plan_campaigns() {
  const std::uint32_t campaigns = count(4, 8);
  for (std::uint32_t i = 0; i < campaigns; ++i) {
    const std::uint64_t cell = (seed_ % kCells * campaigns + i) * kCellStep % kCells;
    Group& group = add(GroupKind::kCovert, "campaign", "strangers' posts, own videos and links");
    group.tactic = Tactic::kCampaign;
    group.members = std::min(kSizes[cell % std::size(kSizes)], most_);
    group.objects = kTargets[cell / std::size(kSizes) % std::size(kTargets)];
    group.jitter_s = kJitters[cell / std::size(kSizes) / std::size(kTargets)];
    group.camouflage = one_of(kCamouflages);
    group.participation = .8 + .15 * random_.uniform();
    group.paraphrase = static_cast<Paraphrase>(random_.below(kParaphraseCount));
    if (group.paraphrase != Paraphrase::kReworded) group.families |= kContentFamily;
    if (random_.chance(.5)) group.families |= kIdentityFamily;
    if (random_.chance(.3)) group.families |= kNetworkFamily;
    group.follows_logged = .9;
    live_beside(group, group.objects * group.participation);
  }
}

// An ordinary life as large as the camouflage asks for, beside what the group does together.
void Planner::live_beside(Group& group, double events_together) {
  const bool tied = (group.families & kNetworkFamily) != 0;
  const double follows = tied ? kFollowsMember * group.follows_logged * (group.members - 1) : 0;
  const double own = group.camouflage / (1 - group.camouflage) * (events_together + follows);
  group.activity = own / kEventsPerAccount;
}

void Planner::plan_farms() {
  for (std::uint32_t i = count(1, 3); i > 0; --i) {
    Group& group = add(GroupKind::kCovert, "farm", "many accounts that live for a few targets");
    group.tactic = Tactic::kFarm;
    group.members = lives_in(group, crowd_size(30, 300));
    group.objects = between(3, 7);
    group.jitter_s = one_of({40U, 60U, 90U, 120U});
    group.participation = .85 + .13 * random_.uniform();
    group.activity = .01 * between(1, 8);
    group.camouflage = group.activity * kEventsPerAccount;
    group.camouflage /= group.camouflage + group.objects * group.participation;
    if (random_.chance(.5)) group.families |= kIdentityFamily;
  }
}

void Planner::plan_operations() {
  for (std::uint32_t i = count(1, 3); i > 0; --i) {
    Group& group = add(GroupKind::kCovert, "operation", "one source, two other common traces");
    group.tactic = Tactic::kOperation;
    group.members = std::min(one_of({10U, 16U, 24U, 40U}), most_);
    group.objects = between(10, 24);
    group.jitter_s = one_of(kJitters);
    group.camouflage = one_of({.2, .4, .6});
    group.participation = .75 + .15 * random_.uniform();
    group.families = two_families();
    group.swaps_handles = (group.families & kIdentityFamily) != 0 && i % 2 == 1;
    group.paraphrase = static_cast<Paraphrase>(random_.below(3));
    group.follows_logged = .9;
    const bool pushes_outlet = random_.chance(.5);
    if (pushes_outlet) group.outlet = static_cast<std::uint8_t>(kOutletCount + between(0, 11));
    live_beside(group, 1.5 * group.objects * group.participation);
  }
}

std::vector<Group> Planner::plan() {
  plan_fandoms();
  plan_fan_clubs();
  plan_work();
  plan_friends();
  plan_crowds();
  plan_campaigns();
  plan_farms();
  plan_operations();
  return std::move(groups_);
}

}  // namespace

Plan plan_scorecard(std::uint64_t seed, std::uint64_t accounts) {
  Plan plan;
  plan.hours = 10 * 24;
  plan.posts_per_account = 3.6;
  plan.renames_in_1000 = 15;
  plan.organic_accounts = static_cast<std::uint32_t>(accounts);
  plan.groups = Planner(seed, accounts).plan();
  return plan;
}

}  // namespace overt
