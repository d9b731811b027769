#include "stages/families/weigh_families.h"

#include <fmt/format.h>

#include "base/check.h"
#include "stages/families/content_reuse_internal.h"
#include "stages/families/exclusivity_internal.h"
#include "stages/families/passed_handles_internal.h"
#include "stages/families/profiles_internal.h"
#include "stages/families/ties_internal.h"

namespace overt {
namespace {

constexpr std::array<ObjectKind, 1> kInfraKinds = {ObjectKind::kInfra};

// Fewer than all, since the edge of a proposed network is never sharp.
constexpr double kOpenShare = 0.8;

std::size_t index(Family family) { return static_cast<std::size_t>(family); }

FamilyPart weigh_infra(const TraceIndex& aside, const ObjectUse& use, const Members& members,
                       const FamilyOptions& options, bool chosen) {
  const auto shared = find_shared_objects(aside, use, members, options);
  FamilyPart part = weigh_shared(shared, aside, use, options, members.size(), chosen);
  if (shared.empty()) return part;
  Positions who;
  for (const SharedObject& object : shared) add_positions(who, object.who);
  const SharedObject& best = shared.front();
  part.found = fmt::format(
      "{} of the {} accounts were seen on one piece of infrastructure, {} of all others were; {} "
      "on any such",
      best.who.size(), members.size(), grouped_digits(best.users - best.who.size()), who.size());
  return part;
}

}  // namespace

struct FamilyWeigher::State {
  FamilyInputs inputs;
  FamilyOptions options;
  ObjectUse content;
  ObjectUse infra;
  ProfileTraits profiles;
  PassedHandles handles;
  AccountTies ties;

  [[nodiscard]] WeighedFamily weigh_identity(const Members& members, bool chosen) const;
};

WeighedFamily FamilyWeigher::State::weigh_identity(const Members& members, bool chosen) const {
  auto parts = profiles.weigh(members, options);
  parts.push_back(handles.weigh(members, options));
  parts.insert(parts.begin(), weigh_infra(inputs.aside, infra, members, options, chosen));
  WeighedFamily weighed =
      combine_parts(Family::kIdentity, parts, members, options,
                    "No infrastructure, creation time, handle or profile that is rare elsewhere is "
                    "shared by the accounts.");
  const std::uint32_t open = profiles.openly_one_brand({weighed.speaks_for});
  const double nearly_all = kOpenShare * static_cast<double>(weighed.speaks_for.size());
  if (!weighed.evidence.holds || static_cast<double>(open) < nearly_all) return weighed;
  weighed.evidence.holds = false;
  weighed.evidence.summary += fmt::format(
      " But it is no secret: {} of them show one link and are named after its site.", open);
  return weighed;
}

FamilyWeigher::FamilyWeigher(const FamilyInputs& inputs, const FamilyOptions& options)
    : state_(new State{inputs,
                       options,
                       content_use(inputs.traces, options),
                       {inputs.aside, kInfraKinds, options.sharers_min},
                       ProfileTraits(inputs.profiles),
                       PassedHandles(inputs.aside),
                       AccountTies(inputs)}) {
  CHECK_EQ(inputs.traces.accounts(), inputs.aside.accounts());
  CHECK_EQ(inputs.named_account.size(), inputs.aside.objects());
}

FamilyWeigher::~FamilyWeigher() = default;

std::uint32_t FamilyWeigher::openly_one_brand(std::span<const std::uint32_t> members) const {
  return state_->profiles.openly_one_brand({members});
}

std::vector<WeighedFamily> FamilyWeigher::weigh(std::span<const std::uint32_t> members,
                                                FamilySet chosen_by) const {
  CHECK_GE(members.size(), 2U);
  CHECK_LT(members.back(), state_->inputs.traces.accounts());
  const Members network{members};
  const FamilyOptions& options = state_->options;
  const TraceIndex& traces = state_->inputs.traces;
  const bool chosen_by_content = chosen_by.test(index(Family::kContentReuse));
  const bool chosen_by_identity = chosen_by.test(index(Family::kIdentity));
  return {weigh_content_reuse(traces, state_->content, network, options, chosen_by_content),
          state_->weigh_identity(network, chosen_by_identity),
          state_->ties.weigh(network, options, chosen_by.test(index(Family::kNetwork))),
          weigh_exclusivity(traces, network, options)};
}

}  // namespace overt
