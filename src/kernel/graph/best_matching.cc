#include "kernel/graph/best_matching.h"

#include <deque>

#include "base/check.h"

namespace overt::graph {
namespace {

constexpr std::int64_t kNotReached = std::numeric_limits<std::int64_t>::min();

class Matcher {
 public:
  Matcher(std::uint32_t left_count, std::uint32_t right_count, std::span<const MatchingEdge> edges)
      : edges_(edges),
        of_left_(left_count),
        edge_of_left_(left_count, kUnmatched),
        left_of_right_(right_count, kUnmatched),
        gain_(left_count, kNotReached),
        arrived_by_(left_count, kUnmatched) {
    for (std::uint32_t e = 0; e < edges.size(); ++e) {
      CHECK_LT(edges[e].right, right_count);
      of_left_.at(edges[e].left).push_back(e);
    }
  }

  std::vector<std::uint32_t> run() {
    for (std::uint32_t left = 0; left < of_left_.size(); ++left) insert(left);
    std::vector<std::uint32_t> partner(of_left_.size(), kUnmatched);
    for (std::uint32_t left = 0; left < partner.size(); ++left) {
      if (edge_of_left_[left] != kUnmatched) partner[left] = edges_[edge_of_left_[left]].right;
    }
    return partner;
  }

 private:
  /// Where the best path ends: on an edge to a free right vertex, or at a left vertex that goes
  /// without.
  struct End {
    std::int64_t gain = 0;
    std::uint32_t edge = kUnmatched;
    std::uint32_t left = kUnmatched;
  };

  void insert(std::uint32_t start) {
    const End end = search(start);
    if (end.gain > 0) turn_over(end);
    for (const std::uint32_t left : reached_) gain_[left] = kNotReached;
  }

  // What is matched so far is the best there is, so no cycle gains anything and this ends.
  End search(std::uint32_t start) {
    End best;
    reached_ = {start};
    gain_[start] = 0;
    std::deque<std::uint32_t> waiting = {start};
    while (!waiting.empty()) {
      const std::uint32_t left = waiting.front();
      waiting.pop_front();
      if (gain_[left] > best.gain) best = {gain_[left], kUnmatched, left};
      for (const std::uint32_t e : of_left_[left]) {
        if (e != edge_of_left_[left]) follow(left, e, best, waiting);
      }
    }
    return best;
  }

  void follow(std::uint32_t left, std::uint32_t e, End& best, std::deque<std::uint32_t>& waiting) {
    const std::int64_t gain = gain_[left] + edges_[e].weight;
    const std::uint32_t other = left_of_right_[edges_[e].right];
    if (other == kUnmatched) {
      if (gain > best.gain) best = {gain, e, left};
      return;
    }
    const std::int64_t left_over = gain - edges_[edge_of_left_[other]].weight;
    if (left_over <= gain_[other]) return;
    if (gain_[other] == kNotReached) reached_.push_back(other);
    gain_[other] = left_over;
    arrived_by_[other] = e;
    waiting.push_back(other);
  }

  // From the end back to the beginning, each vertex takes the edge by which the next one was
  // reached.
  void turn_over(const End& end) {
    std::uint32_t left = end.left;
    std::uint32_t edge = end.edge;
    while (true) {
      edge_of_left_[left] = edge;
      if (edge != kUnmatched) left_of_right_[edges_[edge].right] = left;
      if (left == reached_.front()) return;
      edge = arrived_by_[left];
      left = edges_[edge].left;
    }
  }

  std::span<const MatchingEdge> edges_;
  std::vector<std::vector<std::uint32_t>> of_left_;
  std::vector<std::uint32_t> edge_of_left_;
  std::vector<std::uint32_t> left_of_right_;
  std::vector<std::int64_t>
      gain_;  // of the best path to each left vertex, on which it goes without
  std::vector<std::uint32_t> arrived_by_;
  std::vector<std::uint32_t> reached_;
};

}  // namespace

std::vector<std::uint32_t> best_matching(std::uint32_t left_count, std::uint32_t right_count,
                                         std::span<const MatchingEdge> edges) {
  return Matcher(left_count, right_count, edges).run();
}

}  // namespace overt::graph
