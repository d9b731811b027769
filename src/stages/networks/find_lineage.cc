#include "stages/networks/find_lineage.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <string_view>
#include <unordered_map>

#include "base/check.h"
#include "base/digest.h"
#include "kernel/graph/best_matching.h"

namespace overt {
namespace {

constexpr std::uint64_t kCommonMin = 2;
/// J ≥ 3/10, in whole numbers.
constexpr std::uint64_t kSameNumerator = 3;
constexpr std::uint64_t kSameDenominator = 10;
constexpr std::uint64_t kWeightOne = std::uint64_t{1} << 32;  // J = 1, for the matching
constexpr std::size_t kIdDigits = 16;

/// Accounts in both of an earlier network (right) and one of this run (left).
struct Overlap {
  std::uint32_t left = 0;
  std::uint32_t right = 0;
  std::uint64_t accounts = 0;
  std::uint64_t of_left = 0;
  std::uint64_t of_right = 0;

  [[nodiscard]] std::uint64_t either() const { return of_left + of_right - accounts; }
  [[nodiscard]] bool can_be_same() const {
    return accounts >= kCommonMin && accounts * kSameDenominator >= either() * kSameNumerator;
  }
  [[nodiscard]] bool half_of_left() const {
    return accounts >= kCommonMin && 2 * accounts >= of_left;
  }
  [[nodiscard]] bool half_of_right() const {
    return accounts >= kCommonMin && 2 * accounts >= of_right;
  }
  [[nodiscard]] std::int64_t weight() const {
    return static_cast<std::int64_t>(accounts * kWeightOne / either());
  }
  [[nodiscard]] double jaccard() const {
    return static_cast<double>(accounts) / static_cast<double>(either());
  }
};

using Holders = std::unordered_map<std::string_view, std::vector<std::uint32_t>>;

Holders holders_of(const std::vector<const NamedNetwork*>& networks) {
  Holders holders;
  for (std::uint32_t i = 0; i < networks.size(); ++i) {
    for (const std::string& account : networks[i]->accounts) holders[account].push_back(i);
  }
  return holders;
}

/// By left, then right.
std::vector<Overlap> count_overlaps(const std::vector<const NamedNetwork*>& left,
                                    const std::vector<const NamedNetwork*>& right) {
  const Holders holders = holders_of(right);
  std::vector<Overlap> all;
  for (std::uint32_t l = 0; l < left.size(); ++l) {
    std::map<std::uint32_t, std::uint64_t> counts;
    for (const std::string& account : left[l]->accounts) {
      const auto found = holders.find(account);
      if (found == holders.end()) continue;
      for (const std::uint32_t r : found->second) ++counts[r];
    }
    for (const auto& [r, count] : counts) {
      all.push_back({l, r, count, left[l]->accounts.size(), right[r]->accounts.size()});
    }
  }
  return all;
}

/// The last that is known of each earlier network, by id.
std::vector<const NamedNetwork*> last_known(std::span<const EarlierRun> earlier) {
  std::map<std::string_view, const NamedNetwork*> by_id;
  std::set<std::string_view> in_newer;  // accounts
  for (auto run = earlier.rbegin(); run != earlier.rend(); ++run) {
    for (const NamedNetwork& network : run->networks) {
      const auto gone_on =
          std::count_if(network.accounts.begin(), network.accounts.end(),
                        [&](const std::string& account) { return in_newer.contains(account); });
      if (2 * static_cast<std::size_t>(gone_on) >= network.accounts.size() && gone_on > 0) continue;
      by_id.emplace(network.id, &network);
    }
    for (const NamedNetwork& network : run->networks) {
      in_newer.insert(network.accounts.begin(), network.accounts.end());
    }
  }
  std::vector<const NamedNetwork*> networks;
  networks.reserve(by_id.size());
  for (const auto& [id, network] : by_id) networks.push_back(network);
  return networks;
}

class LineageFinder {
 public:
  LineageFinder(std::span<const NamedNetwork> networks, std::span<const EarlierRun> earlier)
      : networks_(networks), earlier_(earlier), right_(last_known(earlier)) {
    // In an order that hangs on nothing but the networks, so that ties fall the same way.
    order_.resize(networks.size());
    std::iota(order_.begin(), order_.end(), 0U);
    std::sort(order_.begin(), order_.end(), [&](std::uint32_t x, std::uint32_t y) {
      return networks_[x].accounts < networks_[y].accounts;
    });
    for (const std::uint32_t i : order_) left_.push_back(&networks[i]);
  }

  LineageFound find() {
    overlaps_ = count_overlaps(left_, right_);
    match();
    LineageFound found;
    found.ids.resize(networks_.size());
    found.lineages.resize(networks_.size());
    for (std::uint32_t l = 0; l < left_.size(); ++l) found.lineages[order_[l]] = lineage_of(l);
    give_ids(found);
    found.vanished = vanished(found.lineages);
    return found;
  }

 private:
  void match() {
    std::vector<graph::MatchingEdge> edges;
    for (const Overlap& overlap : overlaps_) {
      if (overlap.can_be_same()) edges.push_back({overlap.left, overlap.right, overlap.weight()});
    }
    partner_ = graph::best_matching(static_cast<std::uint32_t>(left_.size()),
                                    static_cast<std::uint32_t>(right_.size()), edges);
    goes_on_.assign(right_.size(), false);
    for (const std::uint32_t right : partner_) {
      if (right != graph::kUnmatched) goes_on_[right] = true;
    }
  }

  [[nodiscard]] std::span<const Overlap> overlaps_of(std::uint32_t left) const {
    const auto range =
        std::equal_range(overlaps_.begin(), overlaps_.end(), Overlap{.left = left},
                         [](const Overlap& x, const Overlap& y) { return x.left < y.left; });
    return {range.first, range.second};
  }

  [[nodiscard]] Lineage lineage_of(std::uint32_t left) const {
    const Overlap* same = nullptr;
    std::vector<const Overlap*> whole;  // the network it is a part of
    std::vector<const Overlap*> taken;  // networks it took in
    for (const Overlap& overlap : overlaps_of(left)) {
      if (overlap.right == partner_[left]) {
        same = &overlap;
      } else if (overlap.half_of_left() && partner_[left] == graph::kUnmatched) {
        whole.push_back(&overlap);
      } else if (overlap.half_of_right() && !goes_on_[overlap.right]) {
        taken.push_back(&overlap);
      }
    }
    if (same != nullptr) {
      const auto kind = taken.empty() ? LineageKind::kContinues : LineageKind::kMerge;
      return make(kind, same, taken);
    }
    if (!whole.empty()) {
      whole.insert(whole.end(), taken.begin(), taken.end());
      return make(LineageKind::kSplit, nullptr, whole);
    }
    if (!taken.empty()) return make(LineageKind::kMerge, nullptr, taken);
    return {};
  }

  [[nodiscard]] Lineage make(LineageKind kind, const Overlap* first,
                             std::vector<const Overlap*> rest) const {
    std::stable_sort(rest.begin(), rest.end(), [](const Overlap* x, const Overlap* y) {
      return x->accounts > y->accounts;  // ties stay by id
    });
    if (first != nullptr) rest.insert(rest.begin(), first);
    Lineage lineage;
    lineage.kind = kind;
    lineage.overlap = rest.front()->jaccard();
    for (const Overlap* overlap : rest) lineage.from.push_back(right_[overlap->right]->id);
    return lineage;
  }

  void give_ids(LineageFound& found) const {
    std::set<std::string> taken;
    for (const EarlierRun& run : earlier_) {
      for (const NamedNetwork& network : run.networks) taken.insert(network.id);
    }
    for (std::uint32_t l = 0; l < left_.size(); ++l) {
      std::string& id = found.ids[order_[l]];
      if (partner_[l] != graph::kUnmatched) {
        id = right_[partner_[l]]->id;
        continue;
      }
      id = left_[l]->id;
      for (std::uint32_t n = 2; !taken.insert(id).second; ++n) id = next_name(left_[l]->id, n);
    }
  }

  static std::string next_name(const std::string& id, std::uint32_t n) {
    return "n-" + sha256_hex(id + " " + std::to_string(n)).substr(0, kIdDigits);
  }

  [[nodiscard]] std::vector<VanishedNetwork> vanished(const std::vector<Lineage>& lineages) const {
    std::set<std::string_view> gone_on;
    for (const Lineage& lineage : lineages)
      gone_on.insert(lineage.from.begin(), lineage.from.end());
    std::vector<VanishedNetwork> gone;
    for (const NamedNetwork& network : earlier_.back().networks) {
      if (!gone_on.contains(network.id)) gone.push_back({network.id, network.accounts.size()});
    }
    std::sort(gone.begin(), gone.end(), [](const auto& x, const auto& y) { return x.id < y.id; });
    return gone;
  }

  std::span<const NamedNetwork> networks_;
  std::span<const EarlierRun> earlier_;
  std::vector<std::uint32_t> order_;
  std::vector<const NamedNetwork*> left_;   // of this run
  std::vector<const NamedNetwork*> right_;  // earlier ones
  std::vector<Overlap> overlaps_;
  std::vector<std::uint32_t> partner_;
  std::vector<bool> goes_on_;  // right: is some left's partner
};

}  // namespace

LineageFound find_lineage(std::span<const NamedNetwork> networks,
                          std::span<const EarlierRun> earlier) {
  CHECK(!earlier.empty());
  return LineageFinder(networks, earlier).find();
}

}  // namespace overt
