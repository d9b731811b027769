// What accounts call themselves. All of it is invented; a handle is unique on the platform.
#include <charconv>
#include <iterator>
#include <string_view>

#include "scenario/outlets.h"
#include "scenario/profile.h"

namespace overt {
namespace {

constexpr std::uint64_t kWords = 70;
constexpr std::uint64_t kGrammar = 71;
constexpr std::uint64_t kNaming = 72;
constexpr std::string_view kFirst[] = {
    "quiet",  "sunny", "paper",  "late",   "honey",    "velvet", "tiny",   "lucky",
    "cosmic", "salty", "mellow", "copper", "windy",    "plain",  "rusty",  "golden",
    "sleepy", "brave", "minty",  "stray",  "northern", "little", "hidden", "early",
    "spare",  "loud",  "second", "warm",   "wild",     "daily",  "maple",  "hazel",
};
constexpr std::string_view kSecond[] = {
    "marmot", "kettle", "lantern",  "otter",   "pickle", "comet",   "willow", "bakery",
    "garage", "teapot", "sparrow",  "ramen",   "cactus", "biscuit", "river",  "mixtape",
    "heron",  "pebble", "thimble",  "muffin",  "badger", "harbor",  "socks",  "violin",
    "acorn",  "ferry",  "dumpling", "tractor", "marble", "orchard", "beetle", "porch",
};
constexpr std::string_view kShops[] = {"bakery",   "florist", "bikes",   "studio",
                                       "roasters", "books",   "barbers", "pottery"};
constexpr std::string_view kDesks[] = {"metro",    "politics", "sports", "weather", "schools",
                                       "business", "opinion",  "video",  "weekend", "late desk"};

constexpr std::string_view kGiven[64] = {
    "maria", "james",  "lucia", "peter",  "anna",   "carlos", "emma",   "daniel",
    "sofia", "thomas", "clara", "miguel", "julia",  "robert", "ines",   "martin",
    "laura", "david",  "elena", "andre",  "nora",   "samuel", "paula",  "victor",
    "alice", "bruno",  "irene", "felix",  "marta",  "simon",  "carla",  "oscar",
    "diana", "hugo",   "erika", "jonas",  "silvia", "leon",   "teresa", "adam",
    "grace", "rafael", "helen", "marco",  "sara",   "emil",   "bianca", "tiago",
    "yuki",  "kenji",  "aiko",  "haruto", "mei",    "ren",    "hana",   "sora",
    "karen", "mike",   "linda", "steve",  "donna",  "greg",   "sharon", "doug"};
constexpr std::string_view kFamily[32] = {
    "smith", "garcia", "silva",  "martin", "weber", "tanaka", "jones",  "lopez",
    "costa", "dubois", "keller", "suzuki", "brown", "perez",  "santos", "petit",
    "braun", "sato",   "miller", "gomez",  "pinto", "moreau", "vogel",  "mori",
    "clark", "ruiz",   "rocha",  "girard", "lang",  "ito",    "hill",   "vega"};
constexpr std::string_view kTail[16] = {"",   "_",  "x",  "tv", "irl", "real", "yt",  "mx",
                                        "us", "br", "ok", "xo", "jr",  "art",  "fan", "pics"};

constexpr std::string_view kCities[10] = {"official", "help",  "north", "south", "east",
                                          "west",     "metro", "jobs",  "shop",  "events"};

void append_base36(std::string& out, std::uint32_t number) {
  char digits[8];
  const auto end = std::to_chars(digits, digits + sizeof digits, number, 36).ptr;
  out.append(digits, end);
}

// Neighbouring accounts get suffixes that do not show it: steps that can be undone, on 25 bits.
std::uint32_t suffix_of(std::uint32_t account) {
  constexpr std::uint32_t kMask = (1U << 25) - 1;
  std::uint32_t x = (account * 0x9e3779b1U + 0x5bf03U) & kMask;
  x ^= x >> 13;
  return (x * 0x85ebca6bU) & kMask;
}

void append_capitalised(std::string& out, std::string_view word) {
  out += static_cast<char>(word[0] - 'a' + 'A');
  out += word.substr(1);
}

std::string_view shop_of(const Group& group, std::uint32_t account) {
  return kShops[(account - group.first_member) % std::size(kShops)];
}

bool is(const Group* group, GroupKind kind) { return group != nullptr && group->kind == kind; }

// The name of an outlet or a brand as a handle begins with it: "harborledger".
void append_stem(std::string& out, std::size_t publisher) {
  const std::string_view domain = outlet(publisher).domain;
  for (const char c : domain.substr(0, domain.find('.'))) {
    if (c != '-') out += c;
  }
}

std::string_view desk_of(const Group& group, std::uint32_t account) {
  const auto number = (account - group.first_member) % std::size(kDesks);
  return group.kind == GroupKind::kNewsroom ? kDesks[number] : kCities[number];
}

// The pages of an outlet and of a brand: its name, a desk or a city, a number where they run out.
void append_page_handle(std::string& out, const Group& group, std::uint32_t account) {
  append_stem(out, group.outlet);
  out += '_';
  for (const char c : desk_of(group, account)) {
    if (c != ' ') out += c;
  }
  const auto round = (account - group.first_member) / std::size(kDesks);
  if (round > 0) out += std::to_string(round + 1);
}

// "maria_lopez1987": a name and a year, as millions have. The parts spell the account's number, so
// that no two are the same.
void append_name_and_year(std::string& out, std::uint32_t account) {
  const std::uint32_t number = suffix_of(account);
  out += kGiven[number & 63U];
  out += (number >> 11 & 1U) != 0 ? "." : "_";
  out += kFamily[number >> 6 & 31U];
  out += std::to_string(1950 + (number >> 12 & 63U));
  out += kTail[number >> 18 & 15U];
  if (const std::uint32_t rest = number >> 22; rest > 0) out += std::to_string(rest);
}

// The grammar of a network whose accounts were made in one go.
void append_patterned(std::string& out, const World& world, const Group& group,
                      std::uint32_t account) {
  static constexpr std::string_view kInfixes[] = {".parent.", "_truth_", "real_", ".voice.",
                                                  "_daily_"};
  out += kFirst[world.trait(account, kWords) % std::size(kFirst)];
  out += kInfixes[world.trait(group.first_member, kGrammar) % std::size(kInfixes)];
  out += std::to_string(100'000 + suffix_of(account) % 900'000);
  // Six digits do not tell all accounts apart; the letters do.
  append_base36(out, suffix_of(account) / 900'000);
}

bool is_patterned(const Group* group) {
  return is(group, GroupKind::kCovert) && (group->families & kIdentityFamily) != 0;
}

bool has_page_name(const Group* group) {
  return is(group, GroupKind::kNewsroom) || is(group, GroupKind::kAgency);
}

bool uses_own_name(const World& world, std::uint32_t account) {
  return world.trait(account, kNaming) % 100 < 40;
}

}  // namespace

namespace {

constexpr std::uint64_t kRenaming = 73;
constexpr std::uint64_t kTakenIn100 = 10;
constexpr std::uint32_t kFreeS = 86'400;  // so long a name that was given up stays free
constexpr std::uint32_t kNever = 0xffff'ffffU;

// When an ordinary account takes a new name.
std::uint32_t renamed_at(const World& world, std::uint32_t account) {
  const std::uint64_t habit = world.trait(account, kRenaming);
  const bool renames = account < world.first_grouped() && habit % 1000 < world.renames_in_1000();
  return renames ? static_cast<std::uint32_t>(habit / 1000 % world.seconds()) : kNever;
}

// Whether the name that an account gave up is taken by the next, who keeps it.
bool is_taken(const World& world, std::uint32_t account) {
  return renamed_at(world, account) < world.seconds() &&
         (world.trait(account, kRenaming) >> 40) % 100 < kTakenIn100 &&
         account + 1 < world.first_grouped() && renamed_at(world, account + 1) == kNever;
}

// One hand deals the names of its accounts out again.
std::uint32_t dealt_name(const World& world, const Group& group, std::uint32_t account,
                         std::uint32_t at) {
  const std::uint64_t chance = world.trait(group.first_member, kRenaming);
  const std::uint32_t third = world.seconds() / 3;
  if (at < third + static_cast<std::uint32_t>(chance % third)) return account;
  const std::uint32_t number = account - group.first_member;
  return group.first_member + (number + 1) % group.members;
}

void append_first_handle(std::string& out, const World& world, std::uint32_t account);

}  // namespace

void append_handle(std::string& out, const World& world, std::uint32_t account, std::uint32_t at) {
  const Group* group = world.group_of(account);
  if (group != nullptr && group->swaps_handles) {
    return append_first_handle(out, world, dealt_name(world, *group, account, at));
  }
  const std::uint32_t renamed = renamed_at(world, account);
  if (renamed <= at) {
    append_first_handle(out, world, account);
    out += "_2";
    return;
  }
  const bool took = account > 0 && renamed == kNever && is_taken(world, account - 1) &&
                    renamed_at(world, account - 1) + kFreeS <= at;
  append_first_handle(out, world, took ? account - 1 : account);
}

namespace {

void append_first_handle(std::string& out, const World& world, std::uint32_t account) {
  const Group* group = world.group_of(account);
  if (has_page_name(group)) return append_page_handle(out, *group, account);
  if (is_patterned(group)) return append_patterned(out, world, *group, account);
  const bool shop = is(group, GroupKind::kScheduler);
  if (!shop && uses_own_name(world, account)) return append_name_and_year(out, account);
  const std::uint64_t hash = world.trait(account, kWords);
  out += kFirst[hash % std::size(kFirst)];
  out += '_';
  out += shop ? shop_of(*group, account) : kSecond[(hash >> 8) % std::size(kSecond)];
  out += '_';
  append_base36(out, suffix_of(account));
}

}  // namespace

void append_display_name(std::string& out, const World& world, std::uint32_t account) {
  const Group* group = world.group_of(account);
  if (has_page_name(group)) {
    out += outlet(group->outlet).name;
    out += ' ';
    return append_capitalised(out, desk_of(*group, account));
  }
  const std::uint64_t hash = world.trait(account, kWords);
  const bool shop = is(group, GroupKind::kScheduler);
  if (!shop && !is_patterned(group) && uses_own_name(world, account)) {
    append_capitalised(out, kGiven[suffix_of(account) & 63U]);
    out += ' ';
    return append_capitalised(out, kFamily[suffix_of(account) >> 6 & 31U]);
  }
  append_capitalised(out, kFirst[hash % std::size(kFirst)]);
  out += ' ';
  append_capitalised(out,
                     shop ? shop_of(*group, account) : kSecond[(hash >> 8) % std::size(kSecond)]);
}

}  // namespace overt
