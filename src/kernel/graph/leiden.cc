#include "kernel/graph/leiden.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/random.h"
#include "kernel/graph/connected_components.h"
#include "kernel/graph/modularity.h"

namespace overt::graph {
namespace {

using Labels = std::vector<std::uint32_t>;

/// A move must gain more than this share of the vertex' strength: rounding never looks like gain.
constexpr double kGainMin = 1e-11;
constexpr std::uint32_t kShuffleBlock = 1024;
/// How freely the refinement chooses among parts (θ of the paper), as a share of the strength.
constexpr double kRandomness = 0.01;

/// The graph at one height: its rows, and strengths that include the weight inside a vertex.
struct Level {
  std::span<const std::uint64_t> offsets;
  std::span<const std::uint32_t> neighbours;
  std::span<const double> weights;
  std::span<const double> strength;

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(strength.size()); }
};

struct CoarseGraph {
  Rows rows;
  std::vector<double> strength;

  [[nodiscard]] Level level() const {
    return {rows.offsets, rows.neighbours, rows.weights, strength};
  }
};

/// Sums weights per label; remembers which labels it met, so that clearing is cheap.
class WeightTo {
 public:
  explicit WeightTo(std::size_t labels) : sums_(labels, 0.0) {}

  void add(std::uint32_t label, double weight) {
    if (sums_[label] == 0) met_.push_back(label);
    sums_[label] += weight;
  }
  [[nodiscard]] double operator[](std::uint32_t label) const { return sums_[label]; }
  [[nodiscard]] const Labels& met() const { return met_; }
  void clear() {
    for (const std::uint32_t label : met_) sums_[label] = 0;
    met_.clear();
  }

 private:
  std::vector<double> sums_;
  Labels met_;
};

/// e^x for x ≤ 0 within 1 %, by multiplication alone: the same bits on every machine.
double exponential_of(double x) {
  if (x < -30) return 0;
  double power = 1 + x / 4096;
  for (int i = 0; i < 12; ++i) power *= power;
  return power;
}

/// All vertices in random order, though near ones stay near: blocks in order, shuffled inside, so
/// that the rows read one after the other lie in one stretch of memory.
Labels shuffled(std::uint32_t count, Random& random) {
  Labels order(count);
  std::iota(order.begin(), order.end(), 0U);
  for (std::uint32_t begin = 0; begin < count; begin += kShuffleBlock) {
    const std::uint32_t size = std::min(kShuffleBlock, count - begin);
    for (std::uint32_t i = size; i > 1; --i) {
      std::swap(order[begin + i - 1], order[begin + random.below(i)]);
    }
  }
  return order;
}

/// Moves vertices one by one to the neighbouring community that gains most, until none gains.
class LocalMoving {
 public:
  LocalMoving(const Level& level, double scale, Labels& community)
      : level_(level),
        scale_(scale),
        community_(community),
        strength_(level.size(), 0.0),
        members_(level.size(), 0),
        weight_to_(level.size()) {
    for (std::uint32_t v = 0; v < level.size(); ++v) {
      strength_[community[v]] += level.strength[v];
      ++members_[community[v]];
    }
    for (std::uint32_t c = level.size(); c-- > 0;) {
      if (members_[c] == 0) empty_.push_back(c);
    }
  }

  void run(Random& random) {
    Labels queue = shuffled(level_.size(), random);
    std::vector<std::uint8_t> waits(level_.size(), 1);
    // A ring: a vertex waits at most once, so it never holds more than all vertices.
    std::size_t waiting = queue.size();
    for (std::size_t head = 0; waiting > 0; head = next_place(head)) {
      const std::uint32_t vertex = queue[head];
      waits[vertex] = 0;
      --waiting;
      if (!move(vertex)) continue;
      for (std::uint64_t i = level_.offsets[vertex]; i < level_.offsets[vertex + 1]; ++i) {
        const std::uint32_t next = level_.neighbours[i];
        if (waits[next] != 0 || community_[next] == community_[vertex]) continue;
        waits[next] = 1;
        ++waiting;
        queue[(head + waiting) % queue.size()] = next;
      }
    }
  }

 private:
  [[nodiscard]] std::size_t next_place(std::size_t place) const {
    return place + 1 == level_.size() ? 0 : place + 1;
  }

  bool move(std::uint32_t vertex) {
    for (std::uint64_t i = level_.offsets[vertex]; i < level_.offsets[vertex + 1]; ++i) {
      weight_to_.add(community_[level_.neighbours[i]], level_.weights[i]);
    }
    const std::uint32_t from = community_[vertex];
    const std::uint32_t to = best_for(vertex);
    weight_to_.clear();
    if (to == from) return false;
    strength_[from] -= level_.strength[vertex];
    strength_[to] += level_.strength[vertex];
    if (members_[to]++ == 0) empty_.pop_back();
    if (--members_[from] == 0) empty_.push_back(from);
    community_[vertex] = to;
    return true;
  }

  [[nodiscard]] std::uint32_t best_for(std::uint32_t vertex) const {
    const double strength = level_.strength[vertex];
    const double pull = scale_ * strength;
    const double margin = kGainMin * strength;
    std::uint32_t best = community_[vertex];
    double gain_best = weight_to_[best] - pull * (strength_[best] - strength) + margin;
    for (const std::uint32_t candidate : weight_to_.met()) {
      if (candidate == community_[vertex]) continue;
      const double gain = weight_to_[candidate] - pull * strength_[candidate];
      if (gain <= gain_best) continue;
      gain_best = gain;
      best = candidate;
    }
    const bool alone_is_better = gain_best < 0 && members_[community_[vertex]] > 1;
    return alone_is_better ? empty_.back() : best;
  }

  const Level& level_;
  const double scale_;  // γ / 2W
  Labels& community_;
  std::vector<double> strength_;
  Labels members_;
  Labels empty_;  // communities without members, the next to use last
  WeightTo weight_to_;
};

/// Splits every community into well-connected parts, merging single vertices at random, the more
/// likely the more it gains.
class Refinement {
 public:
  Refinement(const Level& level, double scale, const Labels& community)
      : level_(level),
        scale_(scale),
        community_(community),
        community_strength_(level.size(), 0.0),
        part_(level.size()),
        part_strength_(level.strength.begin(), level.strength.end()),
        to_community_(level.size(), 0.0),
        merged_(level.size(), 0),
        weight_to_(level.size()) {
    std::iota(part_.begin(), part_.end(), 0U);
    for (std::uint32_t v = 0; v < level.size(); ++v) {
      community_strength_[community[v]] += level.strength[v];
      for (std::uint64_t i = level.offsets[v]; i < level.offsets[v + 1]; ++i) {
        if (community[level.neighbours[i]] == community[v]) to_community_[v] += level.weights[i];
      }
    }
  }

  Labels run(Random& random) {
    for (const std::uint32_t vertex : shuffled(level_.size(), random)) {
      if (merged_[vertex] == 0 && well_connected(vertex, vertex)) merge(vertex, random);
    }
    return std::move(part_);
  }

 private:
  /// Whether the part's edges into the rest of its community are as many as chance would give.
  [[nodiscard]] bool well_connected(std::uint32_t part, std::uint32_t vertex) const {
    const double strength = part_strength_[part];
    const double rest = community_strength_[community_[vertex]] - strength;
    return to_community_[part] >= scale_ * strength * rest;
  }

  void merge(std::uint32_t vertex, Random& random) {
    for (std::uint64_t i = level_.offsets[vertex]; i < level_.offsets[vertex + 1]; ++i) {
      const std::uint32_t next = level_.neighbours[i];
      if (community_[next] == community_[vertex]) weight_to_.add(part_[next], level_.weights[i]);
    }
    const std::uint32_t to = choose(vertex, random);
    if (to != vertex) {
      merged_[vertex] = merged_[to] = 1;
      part_[vertex] = to;
      part_strength_[to] += part_strength_[vertex];
      to_community_[to] += to_community_[vertex] - 2 * weight_to_[to];
    }
    weight_to_.clear();
  }

  std::uint32_t choose(std::uint32_t vertex, Random& random) {
    const double strength = level_.strength[vertex];
    choices_.clear();
    double gain_max = 0;
    for (const std::uint32_t part : weight_to_.met()) {
      const double gain = weight_to_[part] - scale_ * strength * part_strength_[part];
      if (gain < 0 || !well_connected(part, vertex)) continue;
      choices_.push_back({part, gain});
      gain_max = std::max(gain_max, gain);
    }
    if (choices_.size() <= 1) return choices_.empty() ? vertex : choices_.front().part;
    double sum = 0;
    for (Choice& choice : choices_) {
      sum += exponential_of((choice.value - gain_max) / (kRandomness * strength));
      choice.value = sum;
    }
    const double mark = random.uniform() * sum;
    for (const Choice& choice : choices_) {
      if (mark < choice.value) return choice.part;
    }
    return choices_.back().part;
  }

  struct Choice {
    std::uint32_t part;
    double value;  // its gain, then the sum of the likelihoods up to it
  };

  const Level& level_;
  const double scale_;
  const Labels& community_;
  std::vector<double> community_strength_;
  Labels part_;
  std::vector<double> part_strength_;
  std::vector<double> to_community_;  // of a part: weight of its edges to the rest of its community
  std::vector<std::uint8_t> merged_;  // the vertex is in a part with others
  WeightTo weight_to_;
  std::vector<Choice> choices_;
};

/// One vertex for every part; edges between parts add up, those inside count in the strength.
CoarseGraph aggregate(const Level& level, const Partition& parts) {
  CoarseGraph coarse;
  const PartMembers members = members_of(parts);
  WeightTo weight_to(parts.count);
  coarse.rows.offsets.reserve(std::size_t{parts.count} + 1);
  coarse.rows.offsets.push_back(0);
  coarse.strength.assign(parts.count, 0.0);
  for (std::uint32_t part = 0; part < parts.count; ++part) {
    for (const std::uint32_t vertex : members.of(part)) {
      coarse.strength[part] += level.strength[vertex];
      for (std::uint64_t i = level.offsets[vertex]; i < level.offsets[vertex + 1]; ++i) {
        const std::uint32_t to = parts.part[level.neighbours[i]];
        if (to != part) weight_to.add(to, level.weights[i]);
      }
    }
    for (const std::uint32_t to : weight_to.met()) {
      coarse.rows.neighbours.push_back(to);
      coarse.rows.weights.push_back(weight_to[to]);
    }
    weight_to.clear();
    coarse.rows.offsets.push_back(coarse.rows.neighbours.size());
  }
  return coarse;
}

Labels community_of_parts(const Labels& community, const Partition& parts) {
  Labels result(parts.count);
  for (std::size_t v = 0; v < community.size(); ++v) result[parts.part[v]] = community[v];
  return renumbered(result).part;
}

/// One iteration of the algorithm from `start`, a partition of the whole graph.
Labels iterate(const Level& whole, double scale, const Labels& start, Random& random) {
  Level level = whole;
  CoarseGraph coarse;
  Labels community = start;
  Labels place(whole.size());  // of a vertex of the whole graph among the level's vertices
  std::iota(place.begin(), place.end(), 0U);
  for (;;) {
    LocalMoving(level, scale, community).run(random);
    const Partition communities = renumbered(community);
    if (communities.count == level.size()) break;
    const Partition parts = renumbered(Refinement(level, scale, communities.part).run(random));
    if (parts.count == level.size()) break;
    community = community_of_parts(communities.part, parts);
    CoarseGraph next = aggregate(level, parts);
    coarse = std::move(next);
    level = coarse.level();
    for (std::uint32_t& vertex : place) vertex = parts.part[vertex];
  }
  for (std::uint32_t& vertex : place) vertex = community[vertex];
  return place;
}

}  // namespace

Communities leiden(const Graph& graph, const LeidenOptions& options) {
  CHECK(options.resolution > 0);
  const std::vector<double> strength = strengths(graph);
  const double total = std::accumulate(strength.begin(), strength.end(), 0.0);
  Communities result;
  result.partition.part.resize(graph.vertices());
  result.partition.count = graph.vertices();
  std::iota(result.partition.part.begin(), result.partition.part.end(), 0U);
  result.converged = total <= 0;
  const Rows& rows = graph.rows();
  const Level whole = {rows.offsets, rows.neighbours, rows.weights, strength};
  Random random(options.seed);
  double quality = modularity(graph, result.partition.part, options.resolution);
  while (!result.converged && result.iterations < options.iterations_max) {
    const double scale = options.resolution / total;
    const Labels found = iterate(whole, scale, result.partition.part, random);
    // Only a last level that could not be refined may leave a community in pieces; taking them
    // apart removes expected weight and no real one, so it cannot lower the modularity.
    result.partition = connected_within(graph, found);
    ++result.iterations;
    const double before =
        std::exchange(quality, modularity(graph, result.partition.part, options.resolution));
    result.converged = quality - before < options.improvement_min;
  }
  result.modularity = quality;
  return result;
}

}  // namespace overt::graph
