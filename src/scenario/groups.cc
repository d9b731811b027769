#include "scenario/groups.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/check.h"
#include "scenario/group_acts.h"
#include "scenario/outlets.h"

namespace overt {
namespace {

constexpr std::uint64_t kGroupStream = 0x67726f7570ULL << 16;
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

constexpr CovertPlan kCovertPlans[kTacticCount] = {
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
    fandom.about = "fans of one creator; a third are notified of every post";
    groups.push_back(std::move(fandom));
  }
  Group newsroom{.id = "newsroom-1",
                 .kind = GroupKind::kNewsroom,
                 .region = 0,
                 .members = 10,
                 .objects = 120,
                 .jitter_s = 90,
                 .about = "accounts of one outlet posting its links"};
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
      groups.push_back(std::move(network));
    }
  }
}

}  // namespace

std::string_view name_of(GroupKind kind) {
  switch (kind) {
    case GroupKind::kFandom:
      return "fandom";
    case GroupKind::kNewsroom:
      return "newsroom";
    case GroupKind::kScheduler:
      return "scheduler";
    case GroupKind::kBreakingNews:
      return "breaking-news";
    case GroupKind::kCovert:
      return "covert";
  }
  CHECK(false);
}

std::vector<Group> plan_groups(std::uint64_t accounts) {
  std::vector<Group> groups;
  plan_bystanders(accounts, groups);
  plan_covert(accounts, groups);
  plan_breaking_news(accounts, groups);
  return groups;
}

GroupActs::GroupActs(const Stage& stage, std::size_t index, Drafts& out)
    : stage_(stage),
      group_(stage.world.groups()[index]),
      writer_(stage, Random(stage.world.seed(), kGroupStream + index),
              kFirstGroupTask + static_cast<std::uint32_t>(index), out) {
  CHECK_LT(kFirstGroupTask + index, kTaskCount);
}

void GroupActs::act(const Draft& draft) {
  if (!writer_.emit(draft)) return;
  if (deeds_.events == 0) deeds_.first_at = draft.at;
  ++deeds_.events;
  deeds_.first_at = std::min(deeds_.first_at, draft.at);
  deeds_.last_at = std::max(deeds_.last_at, draft.at);
}

void GroupActs::begin_object(std::uint64_t source) {
  ++deeds_.objects;
  sources_.insert(source);
}

GroupDeeds GroupActs::take_deeds() {
  deeds_.sources = static_cast<std::uint32_t>(sources_.size());
  return std::move(deeds_);
}

Draft GroupActs::outside_post(std::uint32_t author, std::uint32_t at, double expected) {
  const Draft post = writer_.compose(author, at);
  writer_.emit(post);
  writer_.spread(post, expected);
  return post;
}

std::uint32_t GroupActs::fresh_article(std::size_t outlet, std::uint32_t at) {
  std::uint32_t hour = std::min(at / 3600, kScenarioHours - 1);
  for (std::uint32_t number = 0;; ++number) {
    const std::uint32_t article = article_of(outlet, hour, number);
    if (articles_.insert(article).second) return article;
    if (number % kArticlesPerHour != kArticlesPerHour - 1) continue;
    CHECK_GT(hour, 0U);
    --hour;
  }
}

std::uint32_t GroupActs::outside_author() {
  const World& places = world();
  std::uint32_t best = 0;
  do {
    best = places.pick_account(random(), group_.region);
  } while (places.group_of(best) != nullptr);
  return best;
}

GroupDeeds act_out(const Stage& stage, std::size_t index, Drafts& out) {
  GroupActs acts(stage, index, out);
  switch (acts.group().kind) {
    case GroupKind::kFandom:
      act_as_fandom(acts);
      break;
    case GroupKind::kNewsroom:
      act_as_newsroom(acts);
      break;
    case GroupKind::kScheduler:
      act_as_scheduler(acts);
      break;
    case GroupKind::kBreakingNews:
      act_as_breaking_news(acts);
      break;
    case GroupKind::kCovert:
      act_covertly(acts);
      break;
  }
  return acts.take_deeds();
}

}  // namespace overt
