#include "scenario/truth.h"

#include <iterator>

#include <fmt/format.h>

#include "base/check.h"
#include "base/time.h"

namespace overt {
namespace {

constexpr std::size_t kFlushBytes = std::size_t{1} << 20;

std::string_view role_of(const Group* group) {
  if (group == nullptr) return "organic";
  switch (group->kind) {
    case GroupKind::kFandom:
      return "fan";
    case GroupKind::kNewsroom:
      return "newsroom";
    case GroupKind::kScheduler:
      return "scheduler";
    case GroupKind::kCovert:
      return "planted";
    case GroupKind::kBreakingNews:
      break;
  }
  CHECK(false);
}

std::string_view name_of_tactic(const Group& group) {
  if (group.kind != GroupKind::kCovert) return "";
  switch (group.tactic) {
    case Tactic::kSeedingRing:
      return "seeding-ring";
    case Tactic::kLinkFarm:
      return "link-farm";
    case Tactic::kAmplifiers:
      return "amplifiers";
    case Tactic::kSingleSource:
      return "single-source";
    case Tactic::kHashtagFlood:
      return "hashtag-flood";
    case Tactic::kSlow:
      return "slow";
  }
  CHECK(false);
}

std::string time_text(std::uint32_t at) {
  return format_rfc3339((kScenarioStart + at) * kMicrosPerSecond);
}

}  // namespace

Result<void> write_accounts(const World& world, ByteSink& sink) {
  std::string text = "account_id,role,group\n";
  for (std::uint32_t account = 0; account < world.accounts(); ++account) {
    const Group* group = world.group_of(account);
    fmt::format_to(std::back_inserter(text), "{},{},{}\n", world.account_id(account),
                   role_of(group), group == nullptr ? "" : group->id);
    if (text.size() < kFlushBytes) continue;
    RETURN_IF_ERROR(sink.write(text));
    text.clear();
  }
  return sink.write(text);
}

Result<void> write_groups(const World& world, std::span<const GroupDeeds> deeds, ByteSink& sink) {
  std::string text =
      "group,kind,tactic,planted,members,events,targets,sources,source,jitter_s,first_at,last_at,"
      "about\n";
  for (std::size_t i = 0; i < deeds.size(); ++i) {
    const Group& group = world.groups()[i];
    const GroupDeeds& did = deeds[i];
    fmt::format_to(std::back_inserter(text), "{},{},{},{},{},{},{},{},{},{},{},{},{}\n", group.id,
                   name_of(group.kind), name_of_tactic(group),
                   group.kind == GroupKind::kCovert ? "yes" : "no", group.members, did.events,
                   did.objects, did.sources, did.source, group.jitter_s, time_text(did.first_at),
                   time_text(did.last_at), group.about);
  }
  return sink.write(text);
}

}  // namespace overt
