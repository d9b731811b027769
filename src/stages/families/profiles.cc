#include <fmt/format.h>
#include <xxhash.h>

#include "kernel/stats/binomial.h"
#include "stages/families/handle_grammar_internal.h"
#include "stages/families/profiles_internal.h"

namespace overt {
namespace {

constexpr std::array<TimeUs, 4> kBurstLengths = {kMicrosPerHour, kMicrosPerDay, 7 * kMicrosPerDay,
                                                 30 * kMicrosPerDay};
constexpr std::size_t kBeginningMin = 5;
constexpr std::size_t kBeginningLengths = 12;
constexpr std::size_t kDescriptionBytesMin = 12;

using Hashes = std::vector<std::uint64_t>;

// The different values of a trait; empty where the profile has none.
Hashes values_of(const AccountProfile& profile, Trait trait) {
  Hashes values;
  const auto add = [&values](std::string_view text) {
    if (!text.empty()) values.push_back(XXH3_64bits(text.data(), text.size()));
  };
  switch (trait) {
    case Trait::kHandleShape:
      add(handle_shape(profile.handle));
      break;
    case Trait::kHandleWord:
      for (const std::string& word : handle_words(profile.handle)) add(word);
      break;
    case Trait::kDescription:
      if (profile.bio.size() >= kDescriptionBytesMin) add(lower_case(profile.bio));
      break;
    case Trait::kLink:
      for (const std::string& link : profile.links) add(lower_case(link));
      break;
    case Trait::kDisplayName:
      add(lower_case(profile.display_name));
      break;
  }
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

std::uint64_t times_in(const Hashes& sorted, std::uint64_t value) {
  const auto range = std::equal_range(sorted.begin(), sorted.end(), value);
  return static_cast<std::uint64_t>(range.second - range.first);
}

// "https://www.harbor-ledger.com/x" → "harborledger".
std::string site_name(std::string_view link) {
  const auto scheme = link.find("://");
  if (scheme != std::string_view::npos) link.remove_prefix(scheme + 3);
  if (link.starts_with("www.")) link.remove_prefix(4);
  std::string name;
  for (const char c : link.substr(0, link.find_first_of("./?#:"))) {
    if (c != '-') name += c;
  }
  return lower_case(name);
}

// Links of the profile whose site gives the handle its beginning.
Hashes brands_of(const AccountProfile& profile) {
  constexpr std::size_t kNameMin = 4;
  Hashes brands;
  const std::string handle = lower_case(profile.handle);
  for (const std::string& link : profile.links) {
    const std::string name = site_name(link);
    if (name.size() < kNameMin || !handle.starts_with(name)) continue;
    brands.push_back(XXH3_64bits(link.data(), link.size()));
  }
  std::sort(brands.begin(), brands.end());
  brands.erase(std::unique(brands.begin(), brands.end()), brands.end());
  return brands;
}

// Members that have one value, and how many of all accounts do.
struct Coincidence {
  Positions who;
  std::uint64_t everybody = 0;
};

// The chance that, seen from one member, so many of the other `known` members are like it.
double log_chance_of(const Coincidence& found, std::uint64_t known, std::uint64_t accounts) {
  const double share = static_cast<double>(found.everybody) / static_cast<double>(accounts);
  return stats::log_binomial_upper_tail({known - 1, std::min(1.0, share)}, found.who.size() - 1);
}

bool proves_nothing(const Coincidence& found, const FamilyOptions& options) {
  const auto sharers = static_cast<double>(found.who.size());
  const double outsiders = static_cast<double>(found.everybody) - sharers;
  return found.who.size() < options.sharers_min ||
         outsiders > options.outsiders_per_sharer_max * sharers;
}

// One grammar and one moment are a network's or nobody's: several small ones are people of a trade.
bool is_of_the_network(const Coincidence& found, const Members& members,
                       const FamilyOptions& options) {
  return static_cast<double>(found.who.size()) >=
         options.coverage_min * static_cast<double>(members.size());
}

// Takes a coincidence in; true where it is the best so far.
bool take(FamilyPart& part, const Coincidence& found, double log_p, const FamilyOptions& options) {
  if (log_p <= options.log_level) {
    add_positions(part.speaks_for, found.who);
    part.together.push_back(found.who);
  }
  if (log_p >= part.log_p) return false;
  part.log_p = log_p;
  return true;
}

std::string_view words_of(Trait trait) {
  switch (trait) {
    case Trait::kHandleShape:
      return "handles of one form";
    case Trait::kHandleWord:
      return "one word in the same place of their handles";
    case Trait::kDescription:
      return "one description of themselves";
    case Trait::kLink:
      return "one link in their profiles";
    case Trait::kDisplayName:
      return "one display name";
  }
  return "";
}

struct MemberValue {
  std::uint64_t value = 0;
  std::uint32_t position = 0;
};

}  // namespace

ProfileTraits::ProfileTraits(std::span<const AccountProfile* const> profiles)
    : profiles_(profiles) {
  for (const AccountProfile* profile : profiles) {
    if (profile == nullptr) continue;
    if (profile->created_at) created_.push_back(*profile->created_at);
    if (!profile->handle.empty()) handles_.push_back(lower_case(profile->handle));
    for (std::size_t trait = 0; trait < kTraitCount; ++trait) {
      const Hashes values = values_of(*profile, static_cast<Trait>(trait));
      values_[trait].insert(values_[trait].end(), values.begin(), values.end());
      accounts_with_trait_[trait] += values.empty() ? 0 : 1;
    }
  }
  std::sort(created_.begin(), created_.end());
  std::sort(handles_.begin(), handles_.end());
  for (auto& values : values_) std::sort(values.begin(), values.end());
}

std::uint32_t ProfileTraits::openly_one_brand(const Members& members) const {
  std::vector<std::uint64_t> shown;
  for (const std::uint32_t account : members.accounts) {
    const AccountProfile* one = profile(account);
    const Hashes own = one == nullptr ? Hashes{} : brands_of(*one);
    shown.insert(shown.end(), own.begin(), own.end());
  }
  std::sort(shown.begin(), shown.end());
  std::uint64_t most = 0;
  for (const std::uint64_t brand : shown) most = std::max(most, times_in(shown, brand));
  return static_cast<std::uint32_t>(most);
}

std::vector<FamilyPart> ProfileTraits::weigh(const Members& members,
                                             const FamilyOptions& options) const {
  std::vector<FamilyPart> parts;
  parts.push_back(weigh_creation(members, options));
  for (std::size_t trait = 0; trait < kTraitCount; ++trait) {
    parts.push_back(weigh_trait(static_cast<Trait>(trait), members, options));
  }
  parts.push_back(weigh_beginnings(members, options));
  return parts;
}

// Every window that begins with a member's creation, at every length, is a try.
FamilyPart ProfileTraits::weigh_creation(const Members& members,
                                         const FamilyOptions& options) const {
  std::vector<std::pair<TimeUs, std::uint32_t>> made;
  for (std::uint32_t position = 0; position < members.size(); ++position) {
    const AccountProfile* known = profile(members.accounts[position]);
    if (known != nullptr && known->created_at) made.emplace_back(*known->created_at, position);
  }
  FamilyPart part;
  if (made.size() < options.sharers_min) return part;
  std::sort(made.begin(), made.end());
  part.asked = true;
  const double price = log_price(static_cast<double>(made.size() * kBurstLengths.size()));
  for (const TimeUs length : kBurstLengths) {
    for (std::size_t i = 0; i < made.size(); ++i) {
      Coincidence burst;
      for (std::size_t j = i; j < made.size() && made[j].first - made[i].first <= length; ++j) {
        burst.who.push_back(made[j].second);
      }
      const bool counts = burst.who.size() >= options.sharers_min;
      if (!counts || !is_of_the_network(burst, members, options)) continue;
      const auto from = std::lower_bound(created_.begin(), created_.end(), made[i].first);
      const auto to = std::upper_bound(from, created_.end(), made[i].first + length);
      burst.everybody = static_cast<std::uint64_t>(to - from);
      const double log_p = price + log_chance_of(burst, made.size(), created_.size());
      if (!take(part, burst, log_p, options)) continue;
      part.found = fmt::format(
          "{} of the {} accounts were made within {}, when {:.2g} % of all {} were",
          burst.who.size(), members.size(), duration_rounded_up(length),
          100.0 * static_cast<double>(burst.everybody) / static_cast<double>(created_.size()),
          grouped_digits(created_.size()));
    }
  }
  return part;
}

// Every value that a member has is a try.
FamilyPart ProfileTraits::weigh_trait(Trait trait, const Members& members,
                                      const FamilyOptions& options) const {
  const auto at = static_cast<std::size_t>(trait);
  std::vector<MemberValue> values;
  std::uint64_t known = 0;
  for (std::uint32_t position = 0; position < members.size(); ++position) {
    const AccountProfile* one = profile(members.accounts[position]);
    const Hashes own = one == nullptr ? Hashes{} : values_of(*one, trait);
    for (const std::uint64_t value : own) values.push_back({value, position});
    known += own.empty() ? 0 : 1;
  }
  FamilyPart part;
  if (known < options.sharers_min) return part;
  part.asked = true;
  std::sort(values.begin(), values.end(), [](const MemberValue& x, const MemberValue& y) {
    return x.value != y.value ? x.value < y.value : x.position < y.position;
  });
  const double price = log_price(static_cast<double>(values.size()));
  for (std::size_t begin = 0; begin < values.size();) {
    Coincidence alike;
    std::size_t end = begin;
    for (; end < values.size() && values[end].value == values[begin].value; ++end) {
      alike.who.push_back(values[end].position);
    }
    alike.everybody = times_in(values_[at], values[begin].value);
    begin = end;
    const bool grammar = trait == Trait::kHandleShape || trait == Trait::kHandleWord;
    if (grammar && !is_of_the_network(alike, members, options)) continue;
    if (proves_nothing(alike, options)) continue;
    const double log_p = price + log_chance_of(alike, known, accounts_with_trait_[at]);
    if (!take(part, alike, log_p, options)) continue;
    part.found = fmt::format("{} of the {} accounts have {}, {} of all others do", alike.who.size(),
                             members.size(), words_of(trait),
                             grouped_digits(alike.everybody - alike.who.size()));
  }
  return part;
}

// Neighbours in the alphabet that begin alike; every member and every length is a try.
FamilyPart ProfileTraits::weigh_beginnings(const Members& members,
                                           const FamilyOptions& options) const {
  std::vector<std::pair<std::string, std::uint32_t>> own;
  for (std::uint32_t position = 0; position < members.size(); ++position) {
    const AccountProfile* one = profile(members.accounts[position]);
    if (one != nullptr && !one->handle.empty()) own.emplace_back(lower_case(one->handle), position);
  }
  FamilyPart part;
  if (own.size() < options.sharers_min) return part;
  part.asked = true;
  std::sort(own.begin(), own.end());
  const double price = log_price(static_cast<double>(own.size() * kBeginningLengths));
  for (std::size_t length = kBeginningMin; length < kBeginningMin + kBeginningLengths; ++length) {
    for (std::size_t begin = 0; begin < own.size();) {
      const std::string beginning = own[begin].first.substr(0, length);
      Coincidence alike;
      std::size_t end = begin;
      for (; end < own.size() && own[end].first.starts_with(beginning); ++end) {
        alike.who.push_back(own[end].second);
      }
      begin = end;
      if (beginning.size() < length) continue;
      const auto from = std::lower_bound(handles_.begin(), handles_.end(), beginning);
      const auto to = std::lower_bound(from, handles_.end(), beginning + '\xFF');
      alike.everybody = static_cast<std::uint64_t>(to - from);
      std::sort(alike.who.begin(), alike.who.end());
      if (proves_nothing(alike, options) || !is_of_the_network(alike, members, options)) continue;
      const double log_p = price + log_chance_of(alike, own.size(), handles_.size());
      if (!take(part, alike, log_p, options)) continue;
      part.found = fmt::format(
          "{} of the {} accounts have handles that begin alike, {} of all others do",
          alike.who.size(), members.size(), grouped_digits(alike.everybody - alike.who.size()));
    }
  }
  return part;
}

}  // namespace overt
