#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "kernel/stats/binomial.h"
#include "stages/attribution/find_paths_internal.h"

namespace overt {
namespace {

/// What an imitator could bring about too, of each kind's weight: words are free; the entity's
/// material can be had early by whoever watches its site, for a price; its devices hardly.
constexpr double kOriginHardToImitate = 2.302585092994046;          // 10 to 1
constexpr double kInfrastructureHardToImitate = 4.605170185988092;  // 100 to 1
constexpr double kMembershipHardToImitate = 2.302585092994046;

double imitated(PathKind kind, double weight) {
  switch (kind) {
    case PathKind::kDeclares:
      return weight;
    case PathKind::kContentOrigin:
      return std::max(0.0, weight - kOriginHardToImitate);
    case PathKind::kInfrastructure:
      return std::max(0.0, weight - kInfrastructureHardToImitate);
    case PathKind::kMembership:
      return std::max(0.0, weight - kMembershipHardToImitate);
    case PathKind::kListed:
    case PathKind::kPayment:
      break;
  }
  return 0;
}

}  // namespace

double calibrated(double log_p, double most) {
  return std::clamp(-std::log(2.0) - log_p / 2, 0.0, most);
}

struct PathFinder::ListedMembers {
  std::vector<std::uint32_t> deciding;
  std::vector<std::uint32_t> silent;  // of these, what does not name the entity itself
  std::vector<std::uint32_t> opening;
  Listing shown;  // of `shown_account`
  std::uint32_t shown_account = 0;
  bool shown_decides = false;
};

std::vector<FoundPath> PathFinder::of_network(std::span<const std::uint32_t> members) const {
  const Subject subject = {"this network", members, true};
  std::vector<FoundPath> found;
  add_listed(subject, found);
  add_declared(subject, found);
  add_infrastructure(subject, found);
  add_origin(subject, found);
  return found;
}

std::vector<FoundPath> PathFinder::of_account(std::uint32_t account) const {
  const Subject subject = {account_name(account), {&account, 1}, false};
  std::vector<FoundPath> found;
  add_listed(subject, found);
  add_declared(subject, found);
  add_infrastructure(subject, found);
  add_origin(subject, found);
  return found;
}

std::string PathFinder::account_name(std::uint32_t account) const {
  const auto& profiles = log_.inputs().profiles;
  const AccountProfile* profile = account < profiles.size() ? profiles[account] : nullptr;
  if (profile != nullptr && !profile->handle.empty()) {
    return "@" + std::string(normal_handle(profile->handle));
  }
  return std::string(log_.inputs().names.account({account}));
}

FoundPath PathFinder::finish(PathKind kind, EntityIndex entity, const Subject& subject,
                             std::vector<PathStep> steps) const {
  FoundPath found;
  found.entity = entity;
  EvidencePath& path = found.path;
  path.kind = kind;
  path.entity = assets_.view().entity(entity).id;
  path.entity_name = assets_.caption(entity);
  if (!subject.is_network) path.account = subject.name;
  path.steps = std::move(steps);
  path.power = kind_may_decide(kind) ? PathPower::kDecides : PathPower::kOpensCase;
  if (!kind_may_decide(kind)) path.why = "an account can say of itself what it likes";
  for (const PathStep& step : path.steps) {
    path.weakest = std::min(path.weakest, step.status);
    path.holds_then = path.holds_then && step.holds_then;
    if (step.may_decide && step.holds_then) continue;
    path.power = PathPower::kOpensCase;
    if (path.why.empty()) path.why = step.why_not;
  }
  // The types have the last word.
  if (path.power == PathPower::kDecides && !DecidingPath::from(path)) {
    path.power = PathPower::kOpensCase;
    path.why = "it rests on claims that may not decide";
  }
  return found;
}

std::string_view PathFinder::too_few(const Subject& subject, std::size_t members) const {
  if (!subject.is_network) return {};
  const double share = static_cast<double>(members) / static_cast<double>(subject.members.size());
  if (members < options_.members_min) return "it speaks for too few of the members";
  return share < options_.member_share_min ? "it speaks for too small a part of the network" : "";
}

PathStep PathFinder::listing_step(std::uint32_t account, const Listing& listing) const {
  PathStep step;
  step.from = account_name(account);
  step.to = assets_.caption(listing.asset->owner);
  step.words = listing.declared_back ? "is listed as, and says it is, an account of"
                                     : "is listed as an account of";
  step.claims = assets_.shown(listing.asset->claims);
  step.status = listing.asset->status;
  step.holds_then = listing.holds_then;
  step.may_decide = listing.decides;
  step.why_not = listing.why_not;
  return step;
}

PathStep PathFinder::known_step(std::uint32_t account, EntityIndex entity) const {
  for (const Listing& listing : log_.listings(account)) {
    if (listing.decides && listing.asset->owner == entity) return listing_step(account, listing);
  }
  return {};
}

void PathFinder::add_listed(const Subject& subject, std::vector<FoundPath>& found) const {
  std::map<EntityIndex, ListedMembers> by_entity;
  for (const std::uint32_t member : subject.members) {
    for (const Listing& listing : log_.listings(member)) {
      ListedMembers& listed = by_entity[listing.asset->owner];
      auto& group = listing.decides ? listed.deciding : listed.opening;
      if (group.empty() || group.back() != member) {
        group.push_back(member);
        if (listing.decides && !listing.declared_back) listed.silent.push_back(member);
      }
      if (listed.shown.asset != nullptr && (listed.shown_decides || !listing.decides)) continue;
      listed.shown = listing;
      listed.shown_account = member;
      listed.shown_decides = listing.decides;
    }
  }
  for (const auto& [entity, listed] : by_entity) {
    found.push_back(listed_path(subject, entity, listed));
  }
}

FoundPath PathFinder::listed_path(const Subject& subject, EntityIndex entity,
                                  const ListedMembers& listed) const {
  std::vector<PathStep> steps;
  PathKind kind = PathKind::kListed;
  const std::size_t size = subject.members.size();
  const std::size_t count = listed.shown_decides ? listed.deciding.size() : listed.opening.size();
  double weight = listed.shown.declared_back ? kListedBothWaysWeight : kListedWeight;
  if (subject.is_network) {
    PathStep& step = steps.emplace_back();
    step.from = subject.name;
    step.to = account_name(listed.shown_account);
    step.observed = true;
    step.may_decide = true;
    const bool openly =
        static_cast<double>(count) >= options_.listed_share_min * static_cast<double>(size);
    step.words = fmt::format("has {} of {} members listed for one entity, such as", count, size);
    if (!openly) {
      // Fans act with an account that openly is an outlet's; so only those that hide it count.
      kind = PathKind::kMembership;
      const std::uint64_t accounts = std::max<std::uint64_t>(1, log_.acting_accounts());
      const double rate = std::min(
          1.0, (static_cast<double>(log_.known_accounts()) + 1) / static_cast<double>(accounts));
      step.log_p = stats::log_binomial_upper_tail({size, rate}, listed.silent.size());
      step.words = fmt::format("has {} of {} members that are listed and do not say so, such as",
                               listed.silent.size(), size);
      step.why_not = too_few(subject, listed.silent.size());
      if (step.why_not.empty() && step.log_p > options_.log_level) {
        step.why_not = "chance could have brought as many into the network";
      }
      step.may_decide = step.why_not.empty();
      weight = calibrated(step.log_p, kLogWeightMax);
    }
  }
  steps.push_back(listing_step(listed.shown_account, listed.shown));
  FoundPath found = finish(kind, entity, subject, std::move(steps));
  if (found.path.power == PathPower::kOpensCase) weight = std::min(weight, kOpeningWeightMax);
  found.path.weight = found.path.holds_then ? weight : 0;
  found.path.weight_imitated = imitated(kind, found.path.weight);
  found.path.accounts = static_cast<std::uint32_t>(count);
  return found;
}

void PathFinder::add_declared(const Subject& subject, std::vector<FoundPath>& found) const {
  struct Declared {
    std::uint32_t members = 0;
    std::uint32_t account = 0;
    Declaration shown;
  };
  std::map<EntityIndex, Declared> by_entity;
  for (const std::uint32_t member : subject.members) {
    const auto listings = log_.listings(member);
    for (const Declaration& one : log_.declarations(member)) {
      const bool listed = std::any_of(listings.begin(), listings.end(), [&](const Listing& l) {
        return l.asset->owner == one.entity;
      });
      if (listed) continue;
      Declared& declared = by_entity[one.entity];
      if (declared.members++ == 0) {
        declared.account = member;
        declared.shown = one;
      }
    }
  }
  for (const auto& [entity, declared] : by_entity) {
    PathStep step;
    step.from = account_name(declared.account);
    step.to = assets_.caption(entity);
    step.words = fmt::format("shows {}, and is not listed by", declared.shown.what);
    step.claims = assets_.shown(declared.shown.claims);
    for (const StepClaim& claim : step.claims) step.status = std::min(step.status, claim.status);
    step.observed = true;
    step.why_not = "an account can say of itself what it likes";
    found.push_back(finish(PathKind::kDeclares, entity, subject, {std::move(step)}));
    EvidencePath& path = found.back().path;
    path.weight = path.weight_imitated = kDeclaredWeight;
    path.accounts = declared.members;
  }
}

void PathFinder::add_infrastructure(const Subject& subject, std::vector<FoundPath>& found) const {
  const auto all = log_.infrastructure(subject.members);
  const double log_tests =
      std::log(static_cast<double>(std::max<std::size_t>(1, all.size() * options_.tests)));
  for (const InfrastructureEvidence& evidence : all) {
    PathStep step;
    step.from = subject.name;
    step.to = account_name(evidence.known_account);
    step.observed = true;
    // Two things in common of one account are two coincidences.
    const double times = subject.is_network ? 1 : evidence.values;
    step.log_p = std::min(0.0, evidence.log_p * times + log_tests);
    step.words = subject.is_network
                     ? fmt::format("has {} of {} members that share a device or an address with",
                                   evidence.members.size(), subject.members.size())
                     : fmt::format("shares {} devices or addresses with", evidence.values);
    step.why_not = too_few(subject, evidence.members.size());
    const auto elsewhere = std::count_if(
        subject.members.begin(), subject.members.end(),
        [&](std::uint32_t member) { return log_.names_somebody_else(member, evidence.entity); });
    if (2 * static_cast<std::size_t>(elsewhere) >= subject.members.size()) {
      step.why_not = "its accounts openly name somebody else, who may share an agency with it";
    } else if (step.why_not.empty() && step.log_p > options_.log_level) {
      step.why_not = "others who have nothing to do with it share as much";
    }
    step.may_decide = step.why_not.empty();
    found.push_back(finish(PathKind::kInfrastructure, evidence.entity, subject,
                           {step, known_step(evidence.known_account, evidence.entity)}));
    EvidencePath& path = found.back().path;
    path.weight = calibrated(step.log_p, kLogWeightMax);
    if (path.power == PathPower::kOpensCase) path.weight = std::min(path.weight, kOpeningWeightMax);
    path.weight_imitated = imitated(path.kind, path.weight);
    path.accounts = static_cast<std::uint32_t>(evidence.members.size());
  }
}

void PathFinder::add_origin(const Subject& subject, std::vector<FoundPath>& found) const {
  const auto all = log_.origin(subject.members);
  const double log_tests =
      std::log(static_cast<double>(std::max<std::size_t>(1, all.size() * options_.tests)));
  for (const OriginEvidence& evidence : all) {
    // Who publishes an entity's material after it is its reader, and no path leads from there.
    if (evidence.before == 0) continue;
    PathStep step;
    step.from = subject.name;
    step.observed = true;
    step.log_p = std::min(0.0, evidence.log_p + log_tests);
    const std::string others =
        evidence.outsiders == 0
            ? "nobody else published any"
            : fmt::format("{} of {} others who published such material were as early",
                          evidence.outsiders_before, evidence.outsiders);
    step.words = fmt::format("published {} of {} pieces of its own material before it did ({}), of",
                             evidence.before, evidence.before + evidence.after, others);
    step.why_not = too_few(subject, evidence.members.size());
    if (evidence.before < options_.origin_objects_min) {
      step.why_not = "these are too few pieces";
    } else if (step.why_not.empty() && step.log_p > options_.log_level) {
      step.why_not = evidence.outsiders == 0
                         ? "nobody else published any, so nothing says how early is early"
                         : "others who have nothing to do with it were as early";
    }
    step.may_decide = step.why_not.empty();
    step.to = account_name(evidence.known_account);
    found.push_back(finish(PathKind::kContentOrigin, evidence.entity, subject,
                           {step, known_step(evidence.known_account, evidence.entity)}));
    EvidencePath& path = found.back().path;
    path.weight = calibrated(step.log_p, kLogWeightMax);
    if (path.power == PathPower::kOpensCase) path.weight = std::min(path.weight, kOpeningWeightMax);
    path.weight_imitated = imitated(path.kind, path.weight);
    path.accounts = static_cast<std::uint32_t>(evidence.members.size());
  }
}

}  // namespace overt
