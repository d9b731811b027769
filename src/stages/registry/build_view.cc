#include "stages/registry/build_view.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "stages/registry/describe_entity_internal.h"
#include "stages/registry/make_links_internal.h"
#include "stages/registry/merge_entities_internal.h"

namespace overt {
namespace {

/// One id as claims name it.
struct NamedId {
  std::string_view id;
  std::vector<ClaimIndex> claims;
};

struct Identity {  // a kSame or kDistinct claim
  std::uint32_t a = 0;
  std::uint32_t b = 0;
  ClaimIndex claim;
};

constexpr std::uint32_t kNone = ~std::uint32_t{0};

}  // namespace

struct RegistryViewBuilder::State {
  RegistryView view;
  std::vector<std::string_view> schemata;  // of each claim
  std::vector<NamedId> ids;
  std::unordered_map<std::string_view, std::uint32_t> id_numbers;
  std::unordered_map<std::string_view, std::string_view> words;  // texts that many claims share
  std::vector<Identity> same;
  std::vector<Identity> distinct;

  std::string_view shared(std::string_view text) {
    if (text.empty()) return {};
    const auto found = words.find(text);
    if (found != words.end()) return found->second;
    const std::string_view kept = view.text.keep(text);
    words.emplace(kept, kept);
    return kept;
  }

  std::uint32_t number_of(std::string_view id) {
    const auto found = id_numbers.find(id);
    if (found != id_numbers.end()) return found->second;
    const auto number = static_cast<std::uint32_t>(ids.size());
    ids.push_back({view.text.keep(id), {}});
    id_numbers.emplace(ids.back().id, number);
    return number;
  }

  void add(const StoredClaim& stored);
  EntityMerger merged();
  std::vector<std::vector<std::uint32_t>> groups(EntityMerger& merger);
  void keep_apart(const std::vector<std::uint32_t>& node_of,
                  const std::vector<EntityIndex>& places);
  RegistryView finish(std::span<const ClaimSource> sources);
};

void RegistryViewBuilder::State::add(const StoredClaim& stored) {
  const Claim& claim = stored.claim;
  if (claim.kind == ClaimKind::kRetracts) return;
  const ClaimIndex index{static_cast<std::uint32_t>(view.claims.size())};
  const std::uint32_t number = number_of(claim.entity);
  ViewClaim kept;
  kept.id = stored.id;
  kept.property = shared(claim.property);
  kept.value = view.text.keep(claim.value);
  kept.lang = shared(claim.lang);
  kept.note = claim.note.empty() ? std::string_view() : shared(claim.note);
  kept.status = claim.status;
  kept.flags = claim.flags;
  kept.source = claim.source;
  kept.valid_from = claim.valid_from;
  kept.valid_to = claim.valid_to;
  kept.recorded_at = stored.recorded_at;
  view.claims.push_back(kept);
  schemata.push_back(shared(claim.schema));
  if (claim.kind == ClaimKind::kStates) {
    ids[number].claims.push_back(index);
    return;
  }
  const Identity identity{number, number_of(claim.value), index};
  (claim.kind == ClaimKind::kSame ? same : distinct).push_back(identity);
}

EntityMerger RegistryViewBuilder::State::merged() {
  EntityMerger merger(ids.size());
  for (const Identity& apart : distinct) merger.keep_apart(apart.a, apart.b);
  std::sort(same.begin(), same.end(), [&](const Identity& x, const Identity& y) {
    const ViewClaim& a = view.claim(x.claim);
    const ViewClaim& b = view.claim(y.claim);
    return std::pair(a.recorded_at, a.id) < std::pair(b.recorded_at, b.id);
  });
  std::erase_if(same, [&](const Identity& one) {
    const bool refused = !merger.merge(one.a, one.b);
    if (refused) view.merges_refused.push_back(view.claim(one.claim).id);
    return refused;
  });
  return merger;
}

// Ids that are one, each group in byte order, groups by their first id.
std::vector<std::vector<std::uint32_t>> RegistryViewBuilder::State::groups(EntityMerger& merger) {
  std::vector<std::uint32_t> order(ids.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t x, std::uint32_t y) { return ids[x].id < ids[y].id; });
  std::vector<std::uint32_t> group_of_root(ids.size(), kNone);
  std::vector<std::vector<std::uint32_t>> result;
  for (const std::uint32_t id : order) {
    std::uint32_t& group = group_of_root[merger.root_of(id)];
    if (group == kNone) {
      group = static_cast<std::uint32_t>(result.size());
      result.emplace_back();
    }
    result[group].push_back(id);
  }
  return result;
}

void RegistryViewBuilder::State::keep_apart(const std::vector<std::uint32_t>& node_of,
                                            const std::vector<EntityIndex>& places) {
  for (const Identity& one : distinct) {
    const auto [a, b] = std::minmax(places[node_of[one.a]], places[node_of[one.b]]);
    if (b.value != kNoEntity) view.apart.emplace_back(a, b);
  }
  std::sort(view.apart.begin(), view.apart.end());
  view.apart.erase(std::unique(view.apart.begin(), view.apart.end()), view.apart.end());
}

RegistryView RegistryViewBuilder::State::finish(std::span<const ClaimSource> sources) {
  view.sources.assign(sources.begin(), sources.end());
  for (ViewClaim& claim : view.claims) claim.grade = view.sources[claim.source].grade;
  EntityMerger merger = merged();
  std::vector<std::uint32_t> node_of(ids.size(), kNone);
  const auto all = groups(merger);
  std::vector<ViewEntity> made;
  made.reserve(all.size());
  for (const auto& group : all) {
    ViewEntity entity;
    for (const std::uint32_t id : group) {
      entity.ids.push_back(ids[id].id);
      node_of[id] = static_cast<std::uint32_t>(made.size());
      entity.claims.insert(entity.claims.end(), ids[id].claims.begin(), ids[id].claims.end());
    }
    describe_entity(view, schemata, entity);
    made.push_back(std::move(entity));
  }
  for (const Identity& one : same) made[node_of[one.a]].merges.push_back(one.claim);
  const auto find_node = [&](std::string_view id) { return node_of[number_of(id)]; };
  // Ends that nobody describes get a number now, before the numbers are looked up.
  for (std::uint32_t node = 0, count = static_cast<std::uint32_t>(made.size()); node < count;
       ++node) {
    for (const std::string_view end : link_end_values(view, made[node])) {
      if (id_numbers.contains(end)) continue;
      const std::uint32_t number = number_of(end);
      node_of.push_back(static_cast<std::uint32_t>(made.size()));
      ViewEntity bare;
      bare.ids.push_back(ids[number].id);
      describe_entity(view, schemata, bare);
      made.push_back(std::move(bare));
    }
  }
  const auto places = place_entities_and_links(view, std::move(made), find_node);
  keep_apart(node_of, places);
  return std::move(view);
}

RegistryViewBuilder::RegistryViewBuilder() : state_(std::make_unique<State>()) {}
RegistryViewBuilder::~RegistryViewBuilder() = default;
RegistryViewBuilder::RegistryViewBuilder(RegistryViewBuilder&&) noexcept = default;
RegistryViewBuilder& RegistryViewBuilder::operator=(RegistryViewBuilder&&) noexcept = default;

void RegistryViewBuilder::add(const StoredClaim& claim) { state_->add(claim); }

RegistryView RegistryViewBuilder::finish(std::span<const ClaimSource> sources) {
  RegistryView view = state_->finish(sources);
  state_ = std::make_unique<State>();
  return view;
}

RegistryView build_registry_view(std::span<const StoredClaim> claims,
                                 std::span<const ClaimSource> sources) {
  RegistryViewBuilder builder;
  for (const StoredClaim& claim : claims) builder.add(claim);
  return builder.finish(sources);
}

}  // namespace overt
