// The pages of one outlet, or the accounts of one brand: they post its links, and show whose they
// are.
#include <fmt/format.h>

#include "stages/explanations/profile_names_internal.h"
#include "stages/explanations/rules_internal.h"

namespace overt {
namespace {

constexpr Explanation kThis = Explanation::kNewsroom;
/// Shorter names begin too many handles.
constexpr std::size_t kStemMin = 5;

/// How much of what the members do together goes back to an outlet.
struct Part {
  const SourceFigure* outlet = nullptr;
  std::uint64_t of_outlet = 0;
  std::uint64_t all = 0;
  std::string_view unit = "act";
};

std::uint64_t occasions_with(const std::vector<Occasion>& occasions, std::uint32_t source) {
  const auto has = [source](const Occasion& occasion) {
    return std::any_of(occasion.begin(), occasion.end(),
                       [source](const BurstFigure* burst) { return burst->source == source; });
  };
  return static_cast<std::uint64_t>(std::count_if(occasions.begin(), occasions.end(), has));
}

/// By occasions; by acts on what has a known source where there are too few.
Part largest_outlet(const NetworkBehaviour& network, const ExplanationOptions& options) {
  const auto occasions = occasions_of(network);
  const bool by_occasion = occasions.size() >= options.occasions_min;
  Part part;
  if (by_occasion) part = {nullptr, 0, occasions.size(), "moment"};
  for (const SourceFigure& source : network.sources) {
    if (!by_occasion && source.kind != SourceKind::kObject) part.all += source.member_acts;
    if (source.kind != SourceKind::kOutlet) continue;
    const std::uint64_t count =
        by_occasion ? occasions_with(occasions, source.source) : source.member_acts;
    const bool is_first_by_name =
        part.outlet != nullptr && count == part.of_outlet && source.name < part.outlet->name;
    if (count > part.of_outlet || is_first_by_name) {
      part.outlet = &source;
      part.of_outlet = count;
    }
  }
  return part;
}

std::string stem_of(std::string_view domain) {
  return squeezed(domain.substr(0, domain.find('.')));
}

bool names_outlet(const AccountProfile& profile, std::string_view stem) {
  if (stem.size() < kStemMin) return false;
  return squeezed(profile.handle).starts_with(stem) ||
         squeezed(profile.display_name).starts_with(stem) ||
         squeezed(profile.declared_entity).find(stem) != std::string::npos;
}

/// A page on a site says little where it is not known how many others have one there.
bool links_to(const AccountProfile& profile, std::string_view domain, bool any_page) {
  return std::any_of(profile.links.begin(), profile.links.end(), [&](const std::string& link) {
    const ProfileLink read = read_link(link);
    return is_within(read.host, domain) && (any_page || read.root);
  });
}

std::uint32_t count_linking(const NetworkBehaviour& network, std::string_view domain) {
  std::uint32_t linking = 0;
  for (const AccountProfile* profile : network.profiles) {
    linking += profile != nullptr && links_to(*profile, domain, true) ? 1 : 0;
  }
  return linking;
}

std::uint32_t count_pointing(const NetworkBehaviour& network, std::string_view domain) {
  const bool own_site =
      !network.hosts.empty() && is_own_site(domain, count_linking(network, domain), network.hosts);
  const bool links_count = own_site || network.hosts.empty();
  const std::string stem = stem_of(domain);
  std::uint32_t pointing = 0;
  for (const AccountProfile* profile : network.profiles) {
    if (profile == nullptr) continue;
    const bool links = links_count && links_to(*profile, domain, own_site);
    pointing += links || names_outlet(*profile, stem) ? 1 : 0;
  }
  return pointing;
}

ExplanationTried judge_by_profiles(const NetworkBehaviour& network, const Part& part,
                                   const ExplanationOptions& options) {
  const std::uint64_t all = network.members.size();
  const std::uint32_t pointing = count_pointing(network, part.outlet->name);
  const bool fits = reaches(pointing, all, options.majority);
  const std::string wanted =
      fits ? "" : fmt::format("; {} would have to", needed(all, options.majority));
  return {kThis, fits,
          fmt::format("{} is behind {} of {}, and {} of the {} accounts show it in link, entity "
                      "or name{}.",
                      part.outlet->name, part.of_outlet, counted(part.all, part.unit), pointing,
                      all, wanted)};
}

bool is_only_source(const NetworkBehaviour& network, const SourceFigure& outlet) {
  return std::all_of(network.sources.begin(), network.sources.end(), [&](const auto& source) {
    return source.kind == SourceKind::kObject || source.source == outlet.source ||
           source.member_acts == 0;
  });
}

ExplanationTried judge_without_profiles(const NetworkBehaviour& network, const Part& part) {
  const std::string seen = fmt::format("{} is behind {} of {}", part.outlet->name, part.of_outlet,
                                       counted(part.all, part.unit));
  if (part.of_outlet < part.all || !is_only_source(network, *part.outlet)) {
    return failing(kThis, seen +
                              ", others are behind the rest, and no profile of the accounts is "
                              "known.");
  }
  std::string only = seen +
                     ", and no other source is known; without profiles the outlet's own pages "
                     "cannot be told from others that share it.";
  if (holds(network, Family::kIdentity)) {
    return contradicted(kThis, Family::kIdentity, std::move(only));
  }
  return fitting(kThis, std::move(only));
}

bool knows_profiles(const NetworkBehaviour& network) {
  return std::any_of(network.profiles.begin(), network.profiles.end(),
                     [](const AccountProfile* profile) { return profile != nullptr; });
}

}  // namespace

ExplanationTried try_newsroom(const NetworkBehaviour& network, const ExplanationOptions& options) {
  const Part part = largest_outlet(network, options);
  if (part.outlet == nullptr) {
    return failing(kThis, "No outlet is behind what the accounts did together.");
  }
  if (!reaches(part.of_outlet, part.all, options.majority)) {
    return failing(kThis,
                   fmt::format("The outlet behind most is {}, with {} of {}; {} would be "
                               "needed.",
                               part.outlet->name, part.of_outlet, counted(part.all, part.unit),
                               needed(part.all, options.majority)));
  }
  return knows_profiles(network) ? judge_by_profiles(network, part, options)
                                 : judge_without_profiles(network, part);
}

}  // namespace overt
