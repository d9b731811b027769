#include "scenario/infrastructure.h"

#include <algorithm>

namespace overt {
namespace {

constexpr std::uint64_t kKeptIn100 = 35;
constexpr std::uint64_t kFromOfficeIn100 = 85;
constexpr std::uint64_t kOnTheMoveIn100 = 35;
constexpr std::uint64_t kAlwaysMobileIn100 = 28;
constexpr std::uint64_t kOnCampusIn100 = 6;
constexpr std::uint64_t kHouseholdIn100 = 14;
constexpr std::uint64_t kSharedTabletIn100 = 25;
constexpr std::uint32_t kAccountsPerGateway = 250;
constexpr std::uint32_t kAccountsPerCampus = 2000;
constexpr std::uint32_t kAccountsPerHousehold = 3;

// What a place is, so that places of different kinds never collide.
enum class Place : std::uint64_t { kHome = 1, kHousehold, kCampus, kGateway, kOffice, kDevice };

std::uint64_t hash_of(const World& world, Place place, std::uint64_t which) {
  return mix64(mix64(world.seed() ^ static_cast<std::uint64_t>(place) << 56) ^ which);
}

void append_hash(std::string& out, std::string_view kind, std::uint64_t hash) {
  static constexpr char kDigits[] = "0123456789abcdef";
  out += '"';
  out += kind;
  for (int shift = 60; shift >= 0; shift -= 4) out += kDigits[hash >> shift & 15U];
  out += '"';
}

std::uint64_t one_of_many(const World& world, std::uint32_t account, std::uint32_t accounts_each) {
  const std::uint8_t home = world.region_of(account);
  const std::uint64_t places = std::max(1U, world.accounts_in(home) / accounts_each);
  return std::uint64_t{home} << 32 | hash_of(world, Place::kHome, ~std::uint64_t{account}) % places;
}

bool in_household(const World& world, std::uint32_t account) {
  const std::uint64_t home = account / kAccountsPerHousehold;
  return account < world.first_grouped() &&
         hash_of(world, Place::kHousehold, home) % 100 < kHouseholdIn100;
}

// A few addresses and devices of one desk, and who sits at it.
bool shares_desk(const Group* group) {
  if (group == nullptr) return false;
  const bool office = group->kind == GroupKind::kNewsroom || group->kind == GroupKind::kAgency;
  return office || (group->planted() && (group->families & kIdentityFamily) != 0);
}

std::uint64_t personal_network(const World& world, std::uint32_t account, std::uint32_t at) {
  const std::uint64_t habit = hash_of(world, Place::kHome, account);
  const std::uint64_t hour = mix64(habit ^ at / 3600) % 100;
  if (habit % 100 < kAlwaysMobileIn100 || hour < kOnTheMoveIn100) {
    return hash_of(world, Place::kGateway, one_of_many(world, account, kAccountsPerGateway));
  }
  if (habit % 100 < kAlwaysMobileIn100 + kOnCampusIn100) {
    return hash_of(world, Place::kCampus, one_of_many(world, account, kAccountsPerCampus));
  }
  if (in_household(world, account)) {
    return hash_of(world, Place::kHousehold, account / kAccountsPerHousehold);
  }
  return hash_of(world, Place::kHome, account);
}

std::uint64_t personal_device(const World& world, std::uint32_t account) {
  const std::uint64_t home = account / kAccountsPerHousehold;
  const bool tablet = in_household(world, account) &&
                      hash_of(world, Place::kDevice, ~home) % 100 < kSharedTabletIn100;
  return hash_of(world, Place::kDevice, tablet ? std::uint64_t{1} << 40 | home : account);
}

}  // namespace

void append_infrastructure(std::string& out, const World& world, const Draft& draft) {
  const std::uint64_t chance =
      mix64(world.seed() ^ mix64(std::uint64_t{draft.account} << 32 | draft.at));
  if (chance % 100 >= kKeptIn100) return;
  const Group* group = world.group_of(draft.account);
  std::uint64_t network = personal_network(world, draft.account, draft.at);
  std::uint64_t device = personal_device(world, draft.account);
  if (shares_desk(group) && (chance >> 32) % 100 < kFromOfficeIn100) {
    const std::uint32_t number = draft.account - group->first_member;
    const std::uint64_t desk = std::uint64_t{group->first_member} << 24;
    network = hash_of(world, Place::kOffice, desk | (number % 2));
    device = hash_of(world, Place::kDevice, 1ULL << 60 | desk | (number / 5));
  }
  out += R"(,"infra":[)";
  append_hash(out, "ip:", network);
  out += ',';
  append_hash(out, "dev:", device);
  out += ']';
}

}  // namespace overt
