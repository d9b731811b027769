#include "kernel/flow/majority_reach.h"

#include <algorithm>

#include "base/check.h"

namespace overt::flow {
namespace {

/// A sum of shares that misses the threshold by less is rounding, and does not exceed it.
constexpr double kRounding = 1e-9;

class Reach {
 public:
  Reach(std::uint32_t vertices, const Commands& commands, double threshold)
      : threshold_(threshold), reached_(vertices, false), held_(vertices, 0) {
    shares_.assign(commands.shares.begin(), commands.shares.end());
    outright_.assign(commands.outright.begin(), commands.outright.end());
    std::stable_sort(shares_.begin(), shares_.end(),
                     [](const Share& x, const Share& y) { return x.holder < y.holder; });
    std::stable_sort(outright_.begin(), outright_.end(),
                     [](const Command& x, const Command& y) { return x.from < y.from; });
  }

  std::vector<bool> from(std::uint32_t holder) {
    reach(holder);
    while (!waiting_.empty()) {
      const std::uint32_t vertex = waiting_.back();
      waiting_.pop_back();
      add_shares_of(vertex);
      add_commands_of(vertex);
    }
    return std::move(reached_);
  }

 private:
  void reach(std::uint32_t vertex) {
    CHECK(vertex < reached_.size());
    if (reached_[vertex]) return;
    reached_[vertex] = true;
    waiting_.push_back(vertex);
  }

  void add_shares_of(std::uint32_t vertex) {
    auto share =
        std::lower_bound(shares_.begin(), shares_.end(), vertex,
                         [](const Share& x, std::uint32_t holder) { return x.holder < holder; });
    for (; share != shares_.end() && share->holder == vertex; ++share) {
      CHECK(share->held < held_.size());
      held_[share->held] += share->share;
      if (held_[share->held] > threshold_ + kRounding) reach(share->held);
    }
  }

  void add_commands_of(std::uint32_t vertex) {
    auto command =
        std::lower_bound(outright_.begin(), outright_.end(), vertex,
                         [](const Command& x, std::uint32_t from) { return x.from < from; });
    for (; command != outright_.end() && command->from == vertex; ++command) reach(command->to);
  }

  double threshold_;
  std::vector<Share> shares_;
  std::vector<Command> outright_;
  std::vector<bool> reached_;
  std::vector<double> held_;
  std::vector<std::uint32_t> waiting_;
};

}  // namespace

std::vector<bool> majority_reach(std::uint32_t vertices, const Commands& commands,
                                 std::uint32_t holder, double threshold) {
  return Reach(vertices, commands, threshold).from(holder);
}

}  // namespace overt::flow
