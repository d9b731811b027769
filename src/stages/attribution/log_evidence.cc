#include <algorithm>
#include <cmath>
#include <set>

#include "kernel/stats/binomial.h"
#include "kernel/stats/clopper_pearson.h"
#include "kernel/stats/poisson_binomial.h"
#include "stages/attribution/log_evidence_internal.h"

namespace overt {
namespace {

/// How sure the rate is from which chance is read: an upper bound, missed once in so many times.
constexpr double kRateConfidence = .99;
/// Outsiders on a device or an address for every member on it: with more it is in circulation, as
/// the exit of a network is, and whose it is says nothing.
constexpr double kOutsidersPerMember = .5;
/// How many objects the whole log weighs beside a stratum's own when readers are compared.
constexpr double kOverallWeight = 20;
/// What so many outsiders had before the entity's own accounts came over a wire, and is not its
/// own.
constexpr std::size_t kWireOutsiders = 2;
constexpr std::uint32_t kRegions = 64;  // strata by region, at most: others are hashed together

std::int32_t day_of(TimeUs at) {
  const TimeUs day = at / kMicrosPerDay;
  return static_cast<std::int32_t>(at % kMicrosPerDay < 0 ? day - 1 : day);
}

/// What an account makes itself; a link, a repost and an answer are somebody else's.
bool is_material(ObjectKind kind) {
  return kind == ObjectKind::kText || kind == ObjectKind::kMedia || kind == ObjectKind::kTranscript;
}

bool is_link(ObjectKind kind) { return kind == ObjectKind::kUrl || kind == ObjectKind::kDomain; }

std::uint32_t hash_of(std::string_view text) {
  std::uint32_t hash = 2166136261U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

}  // namespace

LogEvidence::LogEvidence(const RegistryAssets& assets, const AttributionInputs& inputs)
    : assets_(assets), inputs_(inputs), service_(normal_service(inputs.platform)) {
  find_known();
  find_infrastructure();
  find_material();
  count_strata();
  find_outlets();
  count_reading();
}

const AccountProfile* LogEvidence::profile(std::uint32_t account) const {
  return account < inputs_.profiles.size() ? inputs_.profiles[account] : nullptr;
}

Days LogEvidence::days_of(std::span<const std::uint32_t> members) const {
  Days days{INT32_MAX, INT32_MIN};
  for (const std::uint32_t member : members) {
    for (const AccountAct& act : inputs_.traces.of(member)) {
      days.first = std::min(days.first, day_of(act.at));
      days.last = std::max(days.last, day_of(act.at));
    }
  }
  if (days.first > days.last) {
    days = {day_of(inputs_.traces.first_at()), day_of(inputs_.traces.last_at())};
  }
  return days;
}

std::vector<Listing> LogEvidence::listings(std::uint32_t account) const {
  std::vector<Listing> found;
  const AccountProfile* shown = profile(account);
  const std::string_view handle = shown == nullptr || shown->handle.empty()
                                      ? inputs_.names.account({account})
                                      : std::string_view(shown->handle);
  const auto assets = assets_.of_handle(service_, handle);
  if (assets.empty()) return found;
  const Days days = days_of({&account, 1});
  const auto declared = declarations(account);
  for (const AssetClaim& asset : assets) {
    Listing& listing = found.emplace_back();
    listing.asset = &asset;
    listing.decides = asset.decides;
    listing.why_not = asset.why_not;
    listing.holds_then = asset.first_day <= days.first && days.last <= asset.last_day;
    if (!listing.holds_then) listing.why_not = "its dates do not cover the behaviour";
    // Whoever took the handle up later is somebody else.
    if (shown != nullptr && shown->created_at && day_of(*shown->created_at) > asset.known_on) {
      listing.holds_then = false;
      listing.why_not = "the account was made after the registry's source had the handle";
    }
    listing.decides = listing.decides && listing.holds_then;
    listing.declared_back =
        std::any_of(declared.begin(), declared.end(),
                    [&](const Declaration& one) { return one.entity == asset.owner; });
  }
  return found;
}

std::vector<Declaration> LogEvidence::declarations(std::uint32_t account) const {
  std::vector<Declaration> found;
  const AccountProfile* shown = profile(account);
  if (shown == nullptr) return found;
  const auto add = [&](EntityIndex entity, const std::string& what,
                       std::span<const ClaimIndex> claims) {
    const bool known = std::any_of(found.begin(), found.end(),
                                   [&](const Declaration& one) { return one.entity == entity; });
    if (!known) found.push_back({entity, what, {claims.begin(), claims.end()}});
  };
  for (const std::string& link : shown->links) {
    const LinkPlace place = place_of_link(link);
    const auto assets = place.service.empty()  ? assets_.of_host(place.host)
                        : place.handle.empty() ? std::span<const AssetClaim>()
                                               : assets_.of_handle(place.service, place.handle);
    for (const AssetClaim& asset : assets) add(asset.owner, link, asset.claims);
  }
  if (shown->declared_entity.empty()) return found;
  for (const EntityIndex entity : assets_.named(shown->declared_entity)) {
    add(entity, shown->declared_entity, {});
  }
  return found;
}

bool LogEvidence::names_somebody_else(std::uint32_t account, EntityIndex entity) const {
  const AccountProfile* shown = profile(account);
  if (shown == nullptr || shown->declared_entity.empty()) return false;
  const auto declared = declarations(account);
  return std::none_of(declared.begin(), declared.end(),
                      [&](const Declaration& one) { return one.entity == entity; });
}

void LogEvidence::find_known() {
  for (std::uint32_t account = 0; account < inputs_.traces.accounts(); ++account) {
    // A log's numbers have gaps, which have no name.
    if (inputs_.traces.of(account).empty()) continue;
    ++acting_;
    for (const Listing& listing : listings(account)) {
      if (!listing.decides) continue;
      const EntityIndex owner = listing.asset->owner;
      auto& owners = known_[account];
      if (std::find(owners.begin(), owners.end(), owner) != owners.end()) continue;
      owners.push_back(owner);
      known_of_[owner].push_back(account);
    }
  }
}

bool LogEvidence::is_known(std::uint32_t account, EntityIndex entity) const {
  const auto found = known_.find(account);
  return found != known_.end() &&
         std::find(found->second.begin(), found->second.end(), entity) != found->second.end();
}

void LogEvidence::find_infrastructure() {
  const TraceIndex& aside = inputs_.aside;
  const auto has_infra = [&](std::uint32_t account) {
    const auto acts = aside.of(account);
    return std::any_of(acts.begin(), acts.end(), [&](const AccountAct& act) {
      return aside.kind(act.object) == ObjectKind::kInfra;
    });
  };
  for (std::uint32_t account = 0; account < aside.accounts(); ++account) {
    with_infra_ += has_infra(account) ? 1 : 0;
  }
  for (const auto& [entity, accounts] : known_of_) {
    for (const std::uint32_t account : accounts) {
      if (account >= aside.accounts()) continue;
      for (const AccountAct& act : aside.of(account)) {
        if (aside.kind(act.object) != ObjectKind::kInfra) continue;
        auto& known = infra_[act.object];
        if (known.empty() || known.back() != account) known.push_back(account);
      }
    }
  }
}

// By object the entity whose accounts published it first, and how often others were before it.
void LogEvidence::find_material() {
  for (const auto& [entity, accounts] : known_of_) {
    for (const std::uint32_t account : accounts) {
      for (const AccountAct& act : inputs_.traces.of(account)) {
        if (!is_material(inputs_.traces.kind(act.object))) continue;
        const auto [place, fresh] =
            material_.try_emplace(act.object, Material{entity, act.at, account});
        const bool earlier = act.at < place->second.first_at ||
                             (act.at == place->second.first_at && entity < place->second.entity);
        if (!fresh && earlier) place->second = {entity, act.at, account};
      }
    }
  }
  for (auto& [object, material] : material_) count_outsiders(object, material);
}

void LogEvidence::count_outsiders(std::uint32_t object, Material& material) {
  std::set<std::uint32_t> seen;
  std::set<std::uint32_t> early;
  for (const ObjectAct& act : inputs_.traces.on(object)) {
    if (is_known(act.account, material.entity)) continue;
    if (inputs_.in_network != nullptr && (*inputs_.in_network)[act.account]) continue;
    seen.insert(act.account);
    if (act.at < material.first_at) early.insert(act.account);
  }
  material.early_outsiders = static_cast<std::uint32_t>(early.size());
  if (early.size() >= kWireOutsiders) return;
  entities_[material.entity].outsiders += seen.size();
  entities_[material.entity].outsiders_before += early.size();
}

// Things that members have in common with accounts of an entity, without those in circulation.
std::map<EntityIndex, LogEvidence::SharedThings> LogEvidence::in_common(
    std::span<const std::uint32_t> members) const {
  std::map<std::uint32_t, std::set<std::uint32_t>> users;  // by object, the members on it
  for (const std::uint32_t member : members) {
    if (member >= inputs_.aside.accounts()) continue;
    for (const AccountAct& act : inputs_.aside.of(member)) {
      if (infra_.contains(act.object)) users[act.object].insert(member);
    }
  }
  std::map<EntityIndex, SharedThings> common;
  for (const auto& [object, sharers] : users) {
    for (const std::uint32_t account : infra_.at(object)) {
      for (const EntityIndex entity : known_.at(account)) {
        if (in_circulation(object, sharers)) continue;
        SharedThings& one = common[entity];
        for (const std::uint32_t member : sharers) {
          if (!is_known(member, entity)) one.members.insert(member);
        }
        one.objects.insert(object);
        one.known_account = account;
      }
    }
  }
  std::erase_if(common, [](const auto& one) { return one.second.members.empty(); });
  return common;
}

bool LogEvidence::in_circulation(std::uint32_t object,
                                 const std::set<std::uint32_t>& sharers) const {
  std::set<std::uint32_t> outsiders;
  for (const ObjectAct& act : inputs_.aside.on(object)) {
    if (sharers.contains(act.account) || known_.contains(act.account)) continue;
    if (inputs_.in_network != nullptr && (*inputs_.in_network)[act.account]) continue;
    outsiders.insert(act.account);
  }
  return static_cast<double>(outsiders.size()) >
         kOutsidersPerMember * static_cast<double>(sharers.size());
}

std::vector<InfrastructureEvidence> LogEvidence::infrastructure(
    std::span<const std::uint32_t> members) const {
  std::vector<InfrastructureEvidence> all;
  for (const auto& [entity, one] : in_common(members)) {
    // Everybody else with one of these things tells how common they are.
    std::set<std::uint32_t> others;
    for (const std::uint32_t object : one.objects) {
      for (const ObjectAct& act : inputs_.aside.on(object)) {
        if (is_known(act.account, entity)) continue;
        if (!std::binary_search(members.begin(), members.end(), act.account)) {
          others.insert(act.account);
        }
      }
    }
    const std::uint64_t rest = with_infra_ - std::min<std::uint64_t>(with_infra_, members.size());
    InfrastructureEvidence& evidence = all.emplace_back();
    evidence.entity = entity;
    evidence.members.assign(one.members.begin(), one.members.end());
    evidence.known_account = one.known_account;
    evidence.values = static_cast<std::uint32_t>(one.objects.size());
    const double rate =
        std::min(1.0, (static_cast<double>(others.size()) + 1) / (static_cast<double>(rest) + 1));
    evidence.log_p =
        stats::log_binomial_upper_tail({members.size(), rate}, evidence.members.size());
  }
  return all;
}

std::map<EntityIndex, LogEvidence::Touched> LogEvidence::touched_material(
    std::span<const std::uint32_t> members) const {
  std::map<EntityIndex, Touched> touched;
  for (const std::uint32_t member : members) {
    for (const AccountAct& act : inputs_.traces.of(member)) {
      const auto found = material_.find(act.object);
      if (found == material_.end() || is_known(member, found->second.entity)) continue;
      if (found->second.early_outsiders >= kWireOutsiders) continue;
      Touch& touch = touched[found->second.entity][act.object];
      touch.members.insert(member);
      if (act.at < found->second.first_at) touch.early.insert(member);
    }
  }
  return touched;
}

std::vector<OriginEvidence> LogEvidence::origin(std::span<const std::uint32_t> members) const {
  std::vector<OriginEvidence> all;
  for (const auto& [entity, objects] : touched_material(members)) {
    OriginEvidence& evidence = all.emplace_back();
    evidence.entity = entity;
    evidence.known_account = material_.at(objects.begin()->first).account;
    if (const auto log = entities_.find(entity); log != entities_.end()) {
      evidence.outsiders = log->second.outsiders;
      evidence.outsiders_before = log->second.outsiders_before;
    }
    const double rate = stats::clopper_pearson_upper(
        {evidence.outsiders_before, evidence.outsiders}, kRateConfidence);
    std::set<std::uint32_t> early;
    std::vector<double> chances;
    for (const auto& [object, touch] : objects) {
      chances.push_back(-std::expm1(static_cast<double>(touch.members.size()) *
                                    std::log1p(-std::min(rate, 1 - 1e-12))));
      // With an outsider as early, it was not the entity's own secret.
      const bool alone = others_early(object, members) == 0;
      alone && !touch.early.empty() ? ++evidence.before : ++evidence.after;
      if (alone) early.insert(touch.early.begin(), touch.early.end());
    }
    evidence.members.assign(early.begin(), early.end());
    evidence.log_p = stats::log_poisson_binomial_upper_tail(chances, evidence.before).log_p;
  }
  return all;
}

std::size_t LogEvidence::others_early(std::uint32_t object,
                                      std::span<const std::uint32_t> members) const {
  const Material& material = material_.at(object);
  std::size_t others = 0;
  for (const ObjectAct& act : inputs_.traces.on(object)) {
    if (act.at >= material.first_at) break;
    if (is_known(act.account, material.entity)) continue;
    if (inputs_.in_network != nullptr && (*inputs_.in_network)[act.account]) continue;
    if (!std::binary_search(members.begin(), members.end(), act.account)) ++others;
  }
  return others;
}

// Where an account lives and how busy it is: accounts of one stratum are compared.
std::uint32_t LogEvidence::stratum(std::uint32_t account) const {
  const AccountProfile* shown = profile(account);
  const std::uint32_t region =
      shown == nullptr || shown->region.empty() ? 0 : 1 + hash_of(shown->region) % (kRegions - 1);
  const auto acts = static_cast<double>(inputs_.traces.of(account).size());
  return region * 64 + static_cast<std::uint32_t>(std::log2(1 + acts));
}

void LogEvidence::count_strata() {
  strata_.resize(inputs_.traces.accounts());
  for (std::uint32_t account = 0; account < strata_.size(); ++account) {
    strata_[account] = stratum(account);
    objects_in_[strata_[account]] += inputs_.traces.of(account).size();
  }
}

void LogEvidence::find_outlets() {
  outlet_of_.assign(inputs_.traces.objects(), 0);
  for (std::uint32_t object = 0; object < outlet_of_.size(); ++object) {
    if (!is_link(inputs_.traces.kind(object)) || inputs_.traces.on(object).empty()) continue;
    const auto assets = assets_.of_host(place_of_link(inputs_.names.object({object}).text).host);
    if (!assets.empty()) outlet_of_[object] = assets.front().owner.value + 1;
  }
}

void LogEvidence::count_reading() {
  for (std::uint32_t object = 0; object < outlet_of_.size(); ++object) {
    if (outlet_of_[object] == 0) continue;
    EntityLog& log = entities_[{outlet_of_[object] - 1}];
    for (const ObjectAct& act : inputs_.traces.on(object)) ++log.read[strata_[act.account]];
  }
}

// The share of an entity's outlets in what others of a stratum act on, drawn to the share in the
// whole log where there are few others.
double LogEvidence::reading_rate(EntityIndex entity, const OwnReading& own) const {
  const EntityLog& log = entities_.at(entity);
  std::uint64_t read = 0;
  for (const auto& [stratum, count] : log.read) read += count;
  const double overall =
      (static_cast<double>(read - own.reading.objects) + 1) /
      (static_cast<double>(inputs_.traces.traces() - own.reading.objects_all) + 1);
  const auto of_stratum = [](const std::map<std::uint32_t, std::uint64_t>& counts,
                             std::uint32_t stratum) {
    const auto found = counts.find(stratum);
    return found == counts.end() ? std::uint64_t{0} : found->second;
  };
  const std::uint64_t others =
      of_stratum(log.read, own.stratum) - of_stratum(own.by_stratum, own.stratum);
  const std::uint64_t others_all = objects_in_.at(own.stratum) - own.objects_all;
  return std::min(1.0, (static_cast<double>(others) + kOverallWeight * overall) /
                           (static_cast<double>(others_all) + kOverallWeight));
}

std::vector<OutletReading> LogEvidence::readings(std::span<const std::uint32_t> members) const {
  std::map<EntityIndex, std::map<std::uint32_t, std::uint64_t>> own;
  std::map<std::uint32_t, std::uint64_t> own_all;
  std::uint64_t objects_all = 0;
  for (const std::uint32_t member : members) {
    for (const AccountAct& act : inputs_.traces.of(member)) {
      ++objects_all;
      ++own_all[strata_[member]];
      if (outlet_of_[act.object] != 0) ++own[{outlet_of_[act.object] - 1}][strata_[member]];
    }
  }
  std::vector<OutletReading> all;
  for (const auto& [entity, by_stratum] : own) {
    OutletReading& reading = all.emplace_back();
    reading.entity = assets_.view().entity(entity).id;
    reading.entity_name = assets_.caption(entity);
    reading.objects_all = objects_all;
    for (const auto& [stratum, count] : by_stratum) reading.objects += count;
    std::vector<stats::TrialGroup> groups;
    double expected = 0;
    for (const auto& [stratum, trials] : own_all) {
      const double rate = reading_rate(entity, {stratum, by_stratum, trials, reading});
      groups.push_back({rate, trials});
      expected += rate * static_cast<double>(trials);
    }
    reading.expected_share =
        expected / static_cast<double>(std::max<std::uint64_t>(1, objects_all));
    reading.log_p = stats::log_poisson_binomial_upper_tail(groups, reading.objects).log_p;
  }
  return all;
}

}  // namespace overt
