#include "scenario/profile.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include "base/time.h"
#include "scenario/event_format.h"
#include "scenario/outlets.h"

namespace overt {
namespace {

constexpr std::int64_t kLaunch = 1'501'545'600;  // 2017-08-01
constexpr std::int64_t kDayS = 86'400;
constexpr std::uint64_t kSpikeDays = 14;
constexpr std::uint64_t kJoinedInSpikeIn100 = 7;

constexpr std::string_view kBios[] = {
    "just here for the recipes",
    "mom of three, coffee first",
    "opinions are mine",
    "dm for collabs",
    "small town, big plans",
    "gardening and bad jokes",
    "he/him. cyclist. tired.",
    "I post what I cook",
    "student. mostly asleep",
    "local sports, always",
    "music, music, music",
    "trying to finish what I started",
    "dog first, humans second",
    "be kind",
    "living for the weekend",
    "photos of bridges",
    "she/her",
    "fan account, not the real one",
    "news junkie since birth",
    "link below",
    "no dms please",
    "parent, teacher, runner",
};
constexpr std::string_view kAgencies[] = {"Linden & Quay Communications", "Northlight Social",
                                          "Two Rivers Media", "Halden Brand Desk"};

class Profile {
 public:
  Profile(const World& world, std::uint32_t account)
      : world_(world), account_(account), group_(world.group_of(account)) {}

  [[nodiscard]] std::int64_t created_at() const;
  [[nodiscard]] std::uint64_t followers() const;
  [[nodiscard]] bool verified() const;
  [[nodiscard]] std::string_view bio() const;
  void append_links(std::string& out) const;
  [[nodiscard]] std::string_view declared_entity() const;

 private:
  // Independent draws for the aspects of a profile; of the account, or of its group.
  [[nodiscard]] std::uint64_t draw(std::uint64_t aspect) const {
    return world_.trait(account_, aspect);
  }
  [[nodiscard]] std::uint64_t group_draw(std::uint64_t aspect) const {
    return world_.trait(group_->first_member, 32 + aspect);
  }
  [[nodiscard]] bool is(GroupKind kind) const { return group_ != nullptr && group_->kind == kind; }
  [[nodiscard]] bool of_one_hand() const {
    return is(GroupKind::kCovert) && (group_->families & kIdentityFamily) != 0;
  }

  const World& world_;
  std::uint32_t account_;
  const Group* group_;
};

// The platform grows: most joined of late. Some days everybody joins.
std::int64_t Profile::created_at() const {
  const std::int64_t age = kScenarioStart - kLaunch;
  const std::uint64_t moment = draw(1) % kDayS;
  if (of_one_hand()) {
    const auto before = static_cast<std::int64_t>(20 + group_draw(2) % 400);
    return kScenarioStart - before * kDayS + static_cast<std::int64_t>(draw(3) % (3 * kDayS));
  }
  if (draw(4) % 100 < kJoinedInSpikeIn100) {
    const std::uint64_t spike = mix64(mix64(world_.seed()) + draw(5) % kSpikeDays);
    const auto day = static_cast<std::int64_t>(spike % static_cast<std::uint64_t>(age / kDayS));
    return kLaunch + day * kDayS + static_cast<std::int64_t>(moment);
  }
  const double uniform = static_cast<double>(draw(6) >> 11) * 0x1.0p-53;
  return kLaunch + static_cast<std::int64_t>(static_cast<double>(age) * std::pow(uniform, .6));
}

std::uint64_t Profile::followers() const {
  const double luck = static_cast<double>(draw(7) % 1000) / 1000;
  if (is(GroupKind::kNewsroom)) return 2'000 + draw(8) % 90'000;
  const bool hub = is(GroupKind::kFanClub) && account_ < group_->first_member + group_->sources;
  if (hub) return group_->members * (3 + draw(8) % 10);
  const double reach = is(GroupKind::kCovert) ? .4 : world_.popularity(account_);
  return static_cast<std::uint64_t>(reach * 120 * std::exp(2 * luck - 1));
}

bool Profile::verified() const {
  if (is(GroupKind::kNewsroom)) return true;
  if (is(GroupKind::kAgency)) return group_->disclosed;
  if (is(GroupKind::kCovert)) return false;
  return world_.popularity(account_) > 12 && draw(9) % 100 < 40;
}

std::string_view Profile::bio() const {
  if (is(GroupKind::kNewsroom) || is(GroupKind::kAgency)) return "";
  // One hand writes three bios and deals them out.
  const bool dealt = of_one_hand() && draw(10) % 100 < 60;
  if (dealt) return kBios[(group_draw(11) + draw(12) % 3) % std::size(kBios)];
  return draw(10) % 100 < 45 ? "" : kBios[draw(11) % std::size(kBios)];
}

void Profile::append_links(std::string& out) const {
  if (is(GroupKind::kNewsroom) || is(GroupKind::kAgency)) {
    fmt::format_to(std::back_inserter(out), R"(,"links":["https://www.{}"])",
                   outlet(group_->outlet).domain);
  } else if (!is(GroupKind::kCovert) && draw(13) % 100 < 4) {
    out += R"(,"links":["https://links.example/)";
    append_handle(out, world_, account_, world_.seconds());
    out += R"("])";
  }
}

std::string_view Profile::declared_entity() const {
  if (is(GroupKind::kNewsroom)) return outlet(group_->outlet).name;
  if (!is(GroupKind::kAgency) || !group_->disclosed) return "";
  return kAgencies[group_draw(14) % std::size(kAgencies)];
}

void append_field(std::string& out, std::string_view name, std::string_view text) {
  if (text.empty()) return;
  fmt::format_to(std::back_inserter(out), R"(,"{}":"{}")", name, text);
}

}  // namespace

void append_account(std::string& out, const World& world, std::uint32_t account) {
  const Profile profile(world, account);
  const auto back = std::back_inserter(out);
  fmt::format_to(back, R"({{"account_id":"{}","platform":"{}","handle":")",
                 world.account_id(account), kPlatform);
  append_handle(out, world, account, world.seconds());
  out += R"(","display_name":")";
  append_display_name(out, world, account);
  out += R"(","created_at":")";
  append_rfc3339(out, profile.created_at() * kMicrosPerSecond);
  fmt::format_to(back, R"(","followers":{},"region":"{}","verified":{})", profile.followers(),
                 region(world.region_of(account)).code, profile.verified());
  append_field(out, "bio", profile.bio());
  profile.append_links(out);
  append_field(out, "declared_entity", profile.declared_entity());
  out += "}\n";
}

}  // namespace overt
