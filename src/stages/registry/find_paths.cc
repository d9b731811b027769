#include "stages/registry/find_paths.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "model/schema.h"

namespace overt {
namespace {

/// A step without its claims, of which a registry has many.
struct Edge {
  EntityIndex from;
  EntityIndex to;
  bool forward = true;
  std::uint32_t link = 0;  // or the claim, where `property` is set
  bool property = false;
};

using Edges = std::vector<std::vector<Edge>>;  // by entity

Edges all_edges(const RegistryView& view) {
  Edges edges(view.entities.size());
  const auto add = [&](EntityIndex from, EntityIndex to, std::uint32_t number, bool property) {
    if (from == to) return;
    edges[from.value].push_back({from, to, true, number, property});
    edges[to.value].push_back({to, from, false, number, property});
  };
  for (std::uint32_t i = 0; i < view.links.size(); ++i) {
    const ViewLink& link = view.links[i];
    if (link.status > ClaimStatus::kWithdrawn) add(link.from, link.to, i, false);
  }
  std::unordered_map<std::string_view, std::uint32_t> by_id;
  for (std::uint32_t i = 0; i < view.entities.size(); ++i) {
    for (const std::string_view id : view.entities[i].ids) by_id.emplace(id, i);
  }
  for (std::uint32_t i = 0; i < view.entities.size(); ++i) {
    const ViewEntity& entity = view.entities[i];
    for (const ClaimIndex index : entity.claims) {
      const ViewClaim& claim = view.claim(index);
      if (claim.status == ClaimStatus::kWithdrawn) continue;
      if (type_of(entity.schema, claim.property) != PropertyType::kEntity) continue;
      const auto found = by_id.find(claim.value);
      if (found != by_id.end()) add(EntityIndex{i}, EntityIndex{found->second}, index.value, true);
    }
  }
  return edges;
}

ClaimStep step_of(const RegistryView& view, const Edge& edge) {
  ClaimStep step;
  step.from = edge.from;
  step.to = edge.to;
  step.forward = edge.forward;
  if (!edge.property) {
    const ViewLink& link = view.links[edge.link];
    step.schema = link.schema;
    step.id = link.id;
    step.status = link.status;
    step.claims = link.claims;
    return step;
  }
  const ClaimIndex claim{edge.link};
  step.schema = view.claim(claim).property;
  step.id = view.entity(edge.forward ? edge.from : edge.to).id;
  step.status = view.claim(claim).status;
  step.claims = {claim};
  return step;
}

std::vector<std::uint32_t> distances_to(const Edges& edges, EntityIndex target) {
  constexpr std::uint32_t kFar = ~std::uint32_t{0};
  std::vector<std::uint32_t> distance(edges.size(), kFar);
  std::vector<std::uint32_t> queue = {target.value};
  distance[target.value] = 0;
  for (std::size_t i = 0; i < queue.size(); ++i) {
    for (const Edge& edge : edges[queue[i]]) {
      if (distance[edge.to.value] != kFar) continue;
      distance[edge.to.value] = distance[queue[i]] + 1;
      queue.push_back(edge.to.value);
    }
  }
  return distance;
}

// More shortest paths than this are not looked at; a hub joins everybody in as many ways.
constexpr std::size_t kPathsLookedAt = 10'000;

class PathWalk {
 public:
  PathWalk(const RegistryView& view, const Edges& edges, EntityIndex to)
      : view_(view), edges_(edges), distance_(distances_to(edges, to)) {}

  std::vector<ClaimPath> from(EntityIndex start) {
    if (distance_[start.value] != ~std::uint32_t{0}) walk(start);
    return std::move(found_);
  }

 private:
  void walk(EntityIndex at) {
    if (found_.size() == kPathsLookedAt) return;
    if (distance_[at.value] == 0) {
      ClaimPath path;
      for (const Edge* const edge : stack_) {
        path.steps.push_back(step_of(view_, *edge));
        path.status = std::min(path.status, path.steps.back().status);
      }
      found_.push_back(std::move(path));
      return;
    }
    for (const Edge& edge : edges_[at.value]) {
      if (distance_[edge.to.value] + 1 != distance_[at.value]) continue;
      stack_.push_back(&edge);
      walk(edge.to);
      stack_.pop_back();
    }
  }

  const RegistryView& view_;
  const Edges& edges_;
  std::vector<std::uint32_t> distance_;
  std::vector<const Edge*> stack_;
  std::vector<ClaimPath> found_;
};

}  // namespace

std::vector<ClaimPath> find_paths(const RegistryView& view, EntityIndex from, EntityIndex to,
                                  std::size_t paths_max) {
  const Edges edges = all_edges(view);
  std::vector<ClaimPath> paths = PathWalk(view, edges, to).from(from);
  const auto ids = [](const ClaimPath& path) {
    std::string text;
    for (const ClaimStep& step : path.steps) text.append(step.id).append(1, '\n');
    return text;
  };
  std::stable_sort(paths.begin(), paths.end(), [&](const ClaimPath& x, const ClaimPath& y) {
    if (x.status != y.status) return x.status > y.status;
    return ids(x) < ids(y);
  });
  if (paths.size() > paths_max) paths.resize(paths_max);
  return paths;
}

std::vector<ClaimStep> steps_from(const RegistryView& view, EntityIndex from) {
  const Edges edges = all_edges(view);
  std::vector<ClaimStep> steps;
  for (const Edge& edge : edges[from.value]) steps.push_back(step_of(view, edge));
  std::stable_sort(steps.begin(), steps.end(), [](const ClaimStep& x, const ClaimStep& y) {
    return std::tuple(x.to, x.id) < std::tuple(y.to, y.id);
  });
  return steps;
}

std::vector<ClaimStep> property_steps(const RegistryView& view) {
  std::vector<ClaimStep> steps;
  for (const std::vector<Edge>& edges : all_edges(view)) {
    for (const Edge& edge : edges) {
      if (edge.property && edge.forward) steps.push_back(step_of(view, edge));
    }
  }
  return steps;
}

}  // namespace overt
