// The weeks before an election, and the words for groups.
#include <algorithm>
#include <cmath>
#include <utility>

#include "base/check.h"
#include "scenario/captions.h"
#include "scenario/group.h"
#include "scenario/outlets.h"

namespace overt {
namespace {

constexpr double kReferenceAccounts = 20'000;

double growth(std::uint64_t accounts, double exponent, double least, double most) {
  const double ratio = static_cast<double>(accounts) / kReferenceAccounts;
  return std::clamp(std::pow(ratio, exponent), least, most);
}

std::uint32_t scaled(double base, double factor) {
  return static_cast<std::uint32_t>(std::lround(base * factor));
}

struct CovertPlan {
  Tactic tactic;
  std::uint8_t region;
  std::uint32_t members;
  std::uint32_t objects;
  std::uint32_t jitter_s;
  std::string_view about;
};

constexpr CovertPlan kCovertPlans[] = {
    {Tactic::kSeedingRing, 0, 24, 16, 30, "seeds its own videos and links and reposts them"},
    {Tactic::kLinkFarm, 1, 12, 18, 20, "posts its own outlets with copied captions"},
    {Tactic::kAmplifiers, 2, 32, 26, 45, "reposts many creators hours after they posted"},
    {Tactic::kSingleSource, 0, 16, 20, 30, "pushes the videos of one creator"},
    {Tactic::kHashtagFlood, 1, 20, 16, 60, "own posts with one hashtag sequence a wave"},
    {Tactic::kSlow, 3, 18, 20, 6000, "spreads each wave over a hundred minutes"},
};

void plan_bystanders(std::uint64_t accounts, std::vector<Group>& groups) {
  const double crowd = growth(accounts, 0.5, 0.3, 8);
  for (int i = 0; i < 2; ++i) {
    Group fandom;
    fandom.id = "fandom-" + std::to_string(i + 1);
    fandom.kind = GroupKind::kFandom;
    fandom.region = i == 0 ? 0 : 5;
    fandom.members = scaled(160, crowd);
    fandom.objects = 44;
    fandom.jitter_s = 45;
    fandom.notified = .3;
    fandom.about = "fans of one creator; three in ten are notified of every post";
    groups.push_back(std::move(fandom));
  }
  Group newsroom{.id = "newsroom-1",
                 .kind = GroupKind::kNewsroom,
                 .region = 0,
                 .members = 10,
                 .objects = 120,
                 .jitter_s = 90,
                 .about = "accounts of one outlet posting its links",
                 .participation = .55,
                 .outlet = kNewsroomOutlet,
                 .disclosed = true};
  groups.push_back(std::move(newsroom));
  Group scheduler{.id = "scheduler-1",
                  .kind = GroupKind::kScheduler,
                  .region = 1,
                  .members = scaled(40, crowd),
                  .objects = 99,
                  .jitter_s = 0,
                  .about = "shops that post on the minute through one app"};
  groups.push_back(std::move(scheduler));
}

void plan_breaking_news(std::uint64_t accounts, std::vector<Group>& groups) {
  for (int i = 0; i < 5; ++i) {
    Group news;
    news.id = "breaking-" + std::to_string(i + 1);
    news.kind = GroupKind::kBreakingNews;
    news.objects = 3;
    news.jitter_s = 360;
    news.sharers = scaled(240, growth(accounts, 0.7, 0.2, 80));
    news.about = "everyone shares three links within minutes";
    groups.push_back(std::move(news));
  }
}

// Who runs a network, for whom, and which of its accounts somebody has on record: the advertising
// accounts of some of them, a peer's disclosure of one, hearsay, or nothing. The principals are
// those of registry/fall-2024; what they do here is invented. Nobody is the principal of who was
// paid and has not been shown to know by whom.
void give_operator(Group& network) {
  switch (network.tactic) {
    case Tactic::kHashtagFlood:
      network.operator_entity = network.listed_as = "front-northlight";
      network.principal_entity = "ru-ano-tv-novosti";
      network.listed_by = "ad-records";
      network.listed = network.members / 2 - 1;  // a half would be its openly kept pages
      return;
    case Tactic::kLinkFarm:
      network.operator_entity = network.listed_as = "front-meridian";
      network.principal_entity = "ru-rossiya-segodnya";
      network.listed_by = "peer";
      network.listed = 1;
      return;
    case Tactic::kSeedingRing:
      network.operator_entity = network.listed_as = "agency-brightside";
      network.listed_by = "ad-records";
      network.listed = network.members / 3;
      return;
    case Tactic::kSingleSource:
      network.listed_as = "rt";
      network.listed_by = "hearsay";
      network.listed = network.members / 2;
      network.only_alleged = true;
      return;
    default:
      return;
  }
}

std::uint8_t families_of(Tactic tactic) {
  switch (tactic) {
    case Tactic::kLinkFarm:
    case Tactic::kHashtagFlood:
      return kContentFamily | kIdentityFamily;
    case Tactic::kSingleSource:
      return kIdentityFamily;
    default:
      return 0;
  }
}

void plan_covert(std::uint64_t accounts, std::vector<Group>& groups) {
  const double size = growth(accounts, 0.12, 0.7, 1.25);
  const auto copies = static_cast<int>(std::lround(growth(accounts, 1 / 3.0, 1, 6)));
  int number = 0;
  for (int copy = 0; copy < copies; ++copy) {
    for (const CovertPlan& plan : kCovertPlans) {
      Group network;
      network.id = "network-" + std::to_string(++number);
      network.kind = GroupKind::kCovert;
      network.tactic = plan.tactic;
      network.region = plan.region;
      network.members = std::clamp(scaled(plan.members, size), 8U, 40U);
      network.objects = plan.objects;
      network.jitter_s = plan.jitter_s;
      network.about = plan.about;
      if (plan.tactic == Tactic::kAmplifiers) network.participation = .7;
      network.families = families_of(plan.tactic);
      if (copy == 0) give_operator(network);
      groups.push_back(std::move(network));
    }
  }
}

}  // namespace

std::string_view name_of(GroupKind kind) {
  static constexpr std::string_view kNames[] = {
      "fandom",  "fan-club",      "newsroom",  "agency",   "scheduler", "feed-app",
      "friends", "breaking-news", "flash-mob", "petition", "trend",     "covert"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view name_of(Tactic tactic) {
  static constexpr std::string_view kNames[kTacticCount] = {
      "seeding-ring", "link-farm", "amplifiers", "single-source", "hashtag-flood",
      "slow",         "campaign",  "farm",       "operation"};
  return kNames[static_cast<std::size_t>(tactic)];
}

std::string_view name_of(Paraphrase paraphrase) {
  static constexpr std::string_view kNames[kParaphraseCount] = {"exact", "evasion", "word-swap",
                                                                "reworded"};
  return kNames[static_cast<std::size_t>(paraphrase)];
}

Plan plan_fall_2024(std::uint64_t accounts) {
  Plan plan;
  plan_bystanders(accounts, plan.groups);
  plan_breaking_news(accounts, plan.groups);
  plan_covert(accounts, plan.groups);
  std::uint64_t planted = 0;
  for (const Group& group : plan.groups) planted += group.planted() ? group.members : 0;
  plan.organic_accounts = static_cast<std::uint32_t>(accounts - planted);
  return plan;
}

}  // namespace overt
