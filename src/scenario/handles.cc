// What accounts call themselves. All of it is invented; a handle is unique on the platform.
#include <charconv>
#include <iterator>
#include <string_view>

#include "scenario/event_format.h"

namespace overt {
namespace {

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

}  // namespace

void append_handle(std::string& out, const World& world, std::uint32_t account) {
  const std::uint64_t hash = mix64(world.seed() ^ account);
  const Group* group = world.group_of(account);
  if (group != nullptr && group->kind == GroupKind::kNewsroom) {
    out += "harborledger_";
    for (const char c : kDesks[(account - group->first_member) % std::size(kDesks)]) {
      if (c != ' ') out += c;
    }
    return;
  }
  out += kFirst[hash % std::size(kFirst)];
  // One network named its accounts after a pattern, as real ones have.
  const bool patterned = group != nullptr && group->kind == GroupKind::kCovert &&
                         group->tactic == Tactic::kHashtagFlood;
  if (patterned) {
    out += ".parent.";
  } else {
    out += '_';
    const bool shop = group != nullptr && group->kind == GroupKind::kScheduler;
    out += shop ? shop_of(*group, account) : kSecond[(hash >> 8) % std::size(kSecond)];
    out += '_';
  }
  append_base36(out, suffix_of(account));
}

void append_display_name(std::string& out, const World& world, std::uint32_t account) {
  const std::uint64_t hash = mix64(world.seed() ^ account);
  const Group* group = world.group_of(account);
  if (group != nullptr && group->kind == GroupKind::kNewsroom) {
    out += "Harbor Ledger ";
    append_capitalised(out, kDesks[(account - group->first_member) % std::size(kDesks)]);
    return;
  }
  append_capitalised(out, kFirst[hash % std::size(kFirst)]);
  out += ' ';
  const bool shop = group != nullptr && group->kind == GroupKind::kScheduler;
  append_capitalised(out,
                     shop ? shop_of(*group, account) : kSecond[(hash >> 8) % std::size(kSecond)]);
}

}  // namespace overt
