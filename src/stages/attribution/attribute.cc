#include "stages/attribution/attribute.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "stages/attribution/find_paths_internal.h"
#include "stages/attribution/log_evidence_internal.h"
#include "stages/attribution/trace_payments_internal.h"
#include "stages/attribution/weigh_hypotheses_internal.h"

namespace overt {
namespace {

/// What membership in an attributed network alone says of an account: 100 to 1, so that it stays
/// short of an attribution of its own.
constexpr double kMemberWeightMax = 4.605170185988092;
constexpr double kHighProbability = .95;
constexpr std::size_t kPrincipalsMax = 32;

bool decides(const FoundPath& found) { return found.path.power == PathPower::kDecides; }

bool stronger(const FoundPath& x, const FoundPath& y) {
  if (x.path.power != y.path.power) return x.path.power > y.path.power;
  return x.path.weight > y.path.weight;
}

}  // namespace

struct Attributor::State {
  State(const RegistryAssets& the_assets, const AttributionInputs& the_inputs,
        const AttributionOptions& the_options)
      : assets(the_assets),
        inputs(the_inputs),
        options(the_options),
        log(assets, inputs),
        finder(assets, log, options) {}

  /// The entities with deciding paths, and the one that commands them all, if there is one.
  struct Bases {
    std::set<EntityIndex> entities;
    std::optional<EntityIndex> head;
  };

  Bases bases_of(const std::vector<FoundPath>& found, Days days) const {
    Bases bases;
    for (const FoundPath& one : found) {
      if (decides(one)) bases.entities.insert(one.entity);
    }
    if (bases.entities.size() == 1) bases.head = *bases.entities.begin();
    if (bases.entities.size() > 1) bases.head = head_of(bases.entities, days);
    return bases;
  }

  // The nearest entity that is, or controls, every one of them.
  std::optional<EntityIndex> head_of(const std::set<EntityIndex>& entities, Days days) const {
    std::map<EntityIndex, std::pair<std::size_t, std::size_t>> reached;  // by how many; how far
    for (const EntityIndex entity : entities) {
      ++reached[entity].first;
      for (const Controller& controller : controllers_of(assets, entity, days).found) {
        if (!controller.decides || controller.entity == entity) continue;
        auto& [count, distance] = reached[controller.entity];
        ++count;
        distance = std::max(distance, controller.chain.size());
      }
    }
    std::optional<EntityIndex> head;
    for (const auto& [entity, how] : reached) {
      if (how.first < entities.size()) continue;
      if (!head || how.second < reached.at(*head).second) head = entity;
    }
    return head;
  }

  std::vector<Hypothesis> weigh(const std::vector<FoundPath>& found, const Bases& bases) const {
    std::vector<WeighedPath> weighed;
    for (const FoundPath& one : found) {
      EntityIndex entity = one.entity;
      if (bases.head && bases.entities.contains(entity)) entity = *bases.head;
      weighed.push_back({entity, assets.view().entity(entity).id, assets.caption(entity),
                         one.path.kind, one.path.weight, one.path.weight_imitated});
    }
    return weigh_hypotheses(weighed);
  }

  // What the log shows of another entity, short of deciding: it may be that both are one's.
  std::optional<EntityIndex> elsewhere(const std::vector<FoundPath>& found, EntityIndex head,
                                       Days days) const {
    for (const FoundPath& one : found) {
      const bool shown_by_log =
          one.path.kind == PathKind::kInfrastructure || one.path.kind == PathKind::kContentOrigin;
      if (decides(one) || !shown_by_log || one.entity == head) continue;
      const auto above = controllers_of(assets, one.entity, days).found;
      const bool is_heads = std::any_of(above.begin(), above.end(), [&](const Controller& by) {
        return by.entity == head && by.decides;
      });
      if (!is_heads) return one.entity;
    }
    return std::nullopt;
  }

  // Decides where everything agrees; else says why not.
  void conclude(const std::vector<FoundPath>& found, const Bases& bases, Days days,
                Attribution& result) const {
    auto& reasons = result.unknown_reasons;
    if (found.empty()) {
      reasons.emplace_back("No path of evidence leads to an entity of the registry.");
      return;
    }
    if (bases.entities.empty()) {
      reasons.push_back(fmt::format(
          "{} of evidence {} a case and none decides: {}.",
          found.size() == 1 ? "The only path" : fmt::format("All {} paths", found.size()),
          found.size() == 1 ? "opens" : "open", found.front().path.why));
      return;
    }
    if (!bases.head) {
      std::string names;
      for (const EntityIndex entity : bases.entities) {
        names += (names.empty() ? "" : ", ") + std::string(assets.caption(entity));
      }
      reasons.push_back(fmt::format(
          "Paths that decide lead to several entities, none of which controls the others: {}. "
          "They cannot be separated.",
          names));
      return;
    }
    if (const auto other = elsewhere(found, *bases.head, days)) {
      reasons.push_back(fmt::format(
          "What decides leads to {}, but the log also shows something of {}, which it does not "
          "control, though not enough to decide. They cannot be separated.",
          assets.caption(*bases.head), assets.caption(*other)));
      return;
    }
    const Hypothesis& first = result.hypotheses.front();
    const std::string_view head = assets.view().entity(*bases.head).id;
    if (first.kind != HypothesisKind::kEntity || first.entity != head ||
        first.probability < options.probability_min) {
      reasons.push_back(fmt::format("The hypothesis that {} is behind it is not very likely.",
                                    assets.caption(*bases.head)));
      return;
    }
    decide(found, *bases.head, result);
  }

  void decide(const std::vector<FoundPath>& found, EntityIndex head, Attribution& result) const {
    std::vector<DecidingPath> paths;
    std::set<PathKind> kinds;
    bool both_ways = false;
    for (const FoundPath& one : found) {
      auto path = DecidingPath::from(one.path);
      if (!path) continue;
      kinds.insert(path->kind());
      both_ways = both_ways || one.path.weight >= kListedBothWaysWeight - 1e-9;
      paths.push_back(*std::move(path));
    }
    const double probability = result.hypotheses.front().probability;
    const bool listed = kinds.contains(PathKind::kListed);
    Confidence confidence = Confidence::kModerate;
    if (kinds == std::set<PathKind>{PathKind::kMembership}) confidence = Confidence::kLow;
    if (probability >= kHighProbability && (kinds.size() > 1 || (listed && both_ways))) {
      confidence = Confidence::kHigh;
    }
    result.decided.emplace(std::string(assets.view().entity(head).id),
                           std::string(assets.caption(head)), std::move(paths), confidence);
  }

  void add_controllers(EntityIndex entity, Days days, const std::vector<PathStep>& below,
                       std::vector<Principal>& principals) const {
    for (const Controller& controller : controllers_of(assets, entity, days).found) {
      Principal& principal = principals.emplace_back();
      principal.entity = assets.view().entity(controller.entity).id;
      principal.entity_name = assets.caption(controller.entity);
      principal.basis = below.empty() ? "control" : "payment";
      if (below.empty()) principal.share = controller.share > 0 ? controller.share : -1;
      principal.steps = below;
      for (const LinkIndex link : controller.chain) {
        principal.steps.push_back(control_step(assets, link, days));
      }
      rule_on(PathKind::kListed, principal);
    }
  }

  void add_payers(EntityIndex entity, Days days, std::vector<Principal>& principals) const {
    for (const TracedPayer& payer : payers_of(assets, entity, days).found) {
      Principal principal;
      principal.entity = assets.view().entity(payer.payer).id;
      principal.entity_name = assets.caption(payer.payer);
      principal.basis = "payment";
      principal.share = payer.share;
      principal.share_pro_rata = payer.share_pro_rata;
      principal.role = payer.engagement.empty() ? Role::kPaidUnwitting : Role::kPaidWitting;
      for (const LinkIndex link : payer.chain) {
        principal.steps.push_back(payment_step(assets, link, days));
      }
      for (const LinkIndex link : payer.engagement) {
        principal.steps.push_back(engagement_step(assets, link, entity, days));
      }
      rule_on(PathKind::kPayment, principal);
      if (!payer.decides && principal.power == PathPower::kDecides) {
        principal.power = PathPower::kOpensCase;
        principal.why = "nothing shows that the one who was paid knew for whom";
      }
      std::vector<Principal> above;
      add_controllers(payer.payer, days, principal.steps, above);
      for (Principal& one : above) {
        one.role = principal.role;
        one.share = principal.share;
        one.share_pro_rata = principal.share_pro_rata;
        if (principal.power == PathPower::kOpensCase) {
          one.power = PathPower::kOpensCase;
          one.why = principal.why;
        }
      }
      principals.push_back(std::move(principal));
      for (Principal& one : above) principals.push_back(std::move(one));
    }
  }

  // The types say what the steps can bear.
  static void rule_on(PathKind kind, Principal& principal) {
    std::vector<DecidingStep> deciding;
    for (const PathStep& step : principal.steps) {
      auto one = DecidingStep::from(step);
      if (one) {
        deciding.push_back(*std::move(one));
      } else if (principal.why.empty()) {
        principal.why = step.why_not.empty() ? "it rests on claims that may not decide"
                                             : std::string(step.why_not);
      }
    }
    if (principal.why.empty() && DecidingPath::from(kind, principal.entity, std::move(deciding))) {
      principal.power = PathPower::kDecides;
    }
  }

  std::vector<Principal> principals_of(EntityIndex entity, Days days) const {
    std::vector<Principal> principals;
    add_controllers(entity, days, {}, principals);
    add_payers(entity, days, principals);
    std::stable_sort(principals.begin(), principals.end(),
                     [](const Principal& x, const Principal& y) { return x.power > y.power; });
    if (principals.size() > kPrincipalsMax) principals.resize(kPrincipalsMax);
    return principals;
  }

  Attribution conclude_all(std::string subject, bool of_network, std::vector<FoundPath> found,
                           Days days) const {
    Attribution result;
    result.subject = std::move(subject);
    result.of_network = of_network;
    std::stable_sort(found.begin(), found.end(), stronger);
    const Bases bases = bases_of(found, days);
    result.hypotheses = weigh(found, bases);
    conclude(found, bases, days, result);
    if (result.decided) result.principals = principals_of(*bases.head, days);
    for (FoundPath& one : found) result.paths.push_back(std::move(one.path));
    return result;
  }

  Attribution of_account(std::uint32_t account, const FoundPath* membership) const {
    std::vector<FoundPath> found = finder.of_account(account);
    if (membership != nullptr) found.push_back(*membership);
    const Days days = log.days_of({&account, 1});
    Attribution result =
        conclude_all(std::string(inputs.names.account({account})), false, std::move(found), days);
    result.readings = log.readings({&account, 1});
    result.role = role_of(result);
    return result;
  }

  static Role role_of(const Attribution& account) {
    for (const Principal& principal : account.principals) {
      if (principal.basis == "payment" && principal.role != Role::kUnknown) return principal.role;
    }
    if (account.decided) {
      for (const DecidingPath& path : account.decided->paths()) {
        if (path.kind() == PathKind::kListed) return Role::kOperator;
      }
      return Role::kControlled;
    }
    for (const EvidencePath& path : account.paths) {
      if (path.kind == PathKind::kMembership) return Role::kAmplifier;
    }
    return Role::kUnknown;
  }

  // From an account through its network to the network's entity.
  FoundPath membership(const Attribution& network, std::uint32_t account) const {
    FoundPath found;
    found.entity = *assets.find(network.decided->entity());
    EvidencePath& path = found.path;
    path.kind = PathKind::kMembership;
    path.account = inputs.names.account({account});
    path.entity = network.decided->entity();
    path.entity_name = network.decided->entity_name();
    PathStep& step = path.steps.emplace_back();
    step.from = path.account;
    step.to = "this network";
    step.words = "is a member, on its own evidence, of";
    step.observed = true;
    step.may_decide = true;
    const DecidingPath& first = network.decided->paths().front();
    for (const DecidingStep& deciding : first.steps()) {
      path.steps.push_back(deciding.step());
      path.weakest = std::min(path.weakest, deciding.step().status);
    }
    path.weight = kMemberWeightMax;
    path.power = DecidingPath::from(PathKind::kMembership, path.entity, first.steps())
                     ? PathPower::kDecides
                     : PathPower::kOpensCase;
    return found;
  }

  const RegistryAssets& assets;
  const AttributionInputs& inputs;
  AttributionOptions options;
  LogEvidence log;
  PathFinder finder;
};

Attributor::Attributor(const RegistryAssets& assets, const AttributionInputs& inputs,
                       const AttributionOptions& options)
    : state_(std::make_unique<State>(assets, inputs, options)) {}

Attributor::~Attributor() = default;

NetworkAttribution Attributor::attribute(const AttributionSubject& network) const {
  const State& state = *state_;
  NetworkAttribution result;
  result.network = state.conclude_all(network.id, true, state.finder.of_network(network.members),
                                      state.log.days_of(network.members));
  result.network.readings = state.log.readings(network.members);
  for (const std::uint32_t member : network.members) {
    std::optional<FoundPath> membership;
    if (result.network.decided) membership = state.membership(result.network, member);
    Attribution own = state.of_account(member, membership ? &*membership : nullptr);
    if (!own.paths.empty()) result.members.push_back(std::move(own));
  }
  return result;
}

Attribution Attributor::attribute_account(std::uint32_t account) const {
  return state_->of_account(account, nullptr);
}

}  // namespace overt
