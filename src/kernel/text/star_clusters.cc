#include "kernel/text/star_clusters.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"

namespace overt::text {
namespace {

constexpr std::uint32_t kFree = 0xFFFF'FFFFU;

struct Neighbour {
  std::uint32_t vertex = 0;
  double likeness = 0;
};

/// Neighbours of v: [begins[v], begins[v + 1]).
struct Neighbours {
  std::vector<std::uint64_t> begins;
  std::vector<Neighbour> all;

  [[nodiscard]] std::span<const Neighbour> of(std::uint32_t v) const {
    return std::span(all).subspan(begins[v], begins[v + 1] - begins[v]);
  }
};

Neighbours neighbours_of(std::uint32_t n, std::span<const Tie> ties) {
  Neighbours result;
  result.begins.assign(std::size_t{n} + 1, 0);
  for (const Tie& tie : ties) {
    CHECK_LT(std::max(tie.a, tie.b), n);
    CHECK_NE(tie.a, tie.b);
    ++result.begins[tie.a + 1];
    ++result.begins[tie.b + 1];
  }
  std::partial_sum(result.begins.begin(), result.begins.end(), result.begins.begin());
  result.all.resize(2 * ties.size());
  std::vector<std::uint64_t> next(result.begins.begin(), result.begins.end() - 1);
  for (const Tie& tie : ties) {
    result.all[next[tie.a]++] = {.vertex = tie.b, .likeness = tie.likeness};
    result.all[next[tie.b]++] = {.vertex = tie.a, .likeness = tie.likeness};
  }
  return result;
}

std::vector<std::uint32_t> by_degree(std::uint32_t n, const Neighbours& neighbours) {
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t x, std::uint32_t y) {
    return neighbours.of(x).size() > neighbours.of(y).size();
  });
  return order;
}

/// Of v's neighbours that are centres, the one that v is most like.
std::uint32_t closest_centre(std::span<const Neighbour> neighbours,
                             const std::vector<std::uint32_t>& centre) {
  Neighbour best{.vertex = kFree, .likeness = -1};
  for (const Neighbour& candidate : neighbours) {
    if (centre[candidate.vertex] != candidate.vertex) continue;
    const bool closer = candidate.likeness > best.likeness;
    const bool first = candidate.likeness >= best.likeness && candidate.vertex < best.vertex;
    if (closer || first) best = candidate;
  }
  CHECK_NE(best.vertex, kFree);
  return best.vertex;
}

}  // namespace

std::vector<std::uint32_t> star_centres(std::uint32_t n, std::span<const Tie> ties) {
  const Neighbours neighbours = neighbours_of(n, ties);
  std::vector<std::uint32_t> centre(n, kFree);
  for (const std::uint32_t v : by_degree(n, neighbours)) {
    if (centre[v] != kFree) continue;
    centre[v] = v;
    for (const Neighbour& neighbour : neighbours.of(v)) {
      if (centre[neighbour.vertex] == kFree) centre[neighbour.vertex] = v;
    }
  }
  std::vector<std::uint32_t> result(n);
  for (std::uint32_t v = 0; v < n; ++v) {
    result[v] = centre[v] == v ? v : closest_centre(neighbours.of(v), centre);
  }
  return result;
}

}  // namespace overt::text
