// Accounts that say themselves, in one voice, who they belong to.
#include <map>

#include <fmt/format.h>

#include "stages/explanations/profile_names_internal.h"
#include "stages/explanations/rules_internal.h"

namespace overt {
namespace {

struct Declared {
  std::string name;  // as one of them writes it
  std::uint32_t members = 0;
};

/// The most frequent; of equal ones the first by name.
Declared most_of(const std::map<std::string, Declared>& counts) {
  Declared most;
  for (const auto& [key, declared] : counts) {
    if (declared.members > most.members) most = declared;
  }
  return most;
}

Declared common_entity(const NetworkBehaviour& network) {
  std::map<std::string, Declared> counts;
  for (std::size_t i = 0; i < network.members.size(); ++i) {
    const AccountProfile* profile = profile_of(network, i);
    if (profile == nullptr) continue;
    const std::string key = squeezed(profile->declared_entity);
    if (names_nobody(key)) continue;
    Declared& declared = counts[key];
    if (declared.members++ == 0) declared.name = profile->declared_entity;
  }
  return most_of(counts);
}

/// The site that most verified members link to, of those that are nobody else's.
Declared verified_site(const NetworkBehaviour& network) {
  std::map<std::string, Declared> counts;
  for (std::size_t i = 0; i < network.members.size(); ++i) {
    const AccountProfile* profile = profile_of(network, i);
    if (profile == nullptr || !profile->verified) continue;
    std::map<std::string, bool> hosts;
    for (const std::string& link : profile->links) {
      const ProfileLink read = read_link(link);
      if (!read.host.empty()) hosts[read.host] |= read.root;
    }
    for (const auto& [host, root] : hosts) {
      counts[host].name = host;
      counts[host].members += root || !network.hosts.empty() ? 1 : 0;
    }
  }
  if (!network.hosts.empty()) {
    std::erase_if(counts, [&](const auto& entry) {
      return !is_own_site(entry.first, entry.second.members, network.hosts);
    });
  }
  return most_of(counts);
}

std::uint32_t known_profiles(const NetworkBehaviour& network) {
  std::uint32_t known = 0;
  for (const AccountProfile* profile : network.profiles) known += profile != nullptr ? 1 : 0;
  return known;
}

}  // namespace

ExplanationTried try_disclosed(const NetworkBehaviour& network, const ExplanationOptions& options) {
  constexpr Explanation kThis = Explanation::kDisclosed;
  const std::uint64_t all = network.members.size();
  const std::uint32_t known = known_profiles(network);
  if (known == 0) return failing(kThis, "No profile of the accounts is known.");
  const Declared entity = common_entity(network);
  if (reaches(entity.members, all, options.majority)) {
    return fitting(kThis, fmt::format("{} of the {} accounts declare \"{}\" as who they are or "
                                      "work for.",
                                      entity.members, all, entity.name));
  }
  const Declared site = verified_site(network);
  if (reaches(site.members, all, options.majority)) {
    return fitting(kThis, fmt::format("{} of the {} accounts are verified and link to {}.",
                                      site.members, all, site.name));
  }
  const std::uint64_t least = needed(all, options.majority);
  if (entity.members > 0) {
    return failing(kThis, fmt::format("{} of the {} accounts declare \"{}\" as who they are or "
                                      "work for; {} would have to.",
                                      entity.members, all, entity.name, least));
  }
  if (site.members > 0) {
    return failing(kThis, fmt::format("No entity is declared, and {} of the {} accounts are "
                                      "verified and link to {}; {} would have to.",
                                      site.members, all, site.name, least));
  }
  return failing(kThis, fmt::format("None of the {} accounts whose profile is known declares an "
                                    "entity, or is verified with a link to a site of its own.",
                                    known));
}

}  // namespace overt
