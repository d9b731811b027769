#include "stages/networks/binding_objects.h"

#include <algorithm>

#include "stages/networks/account_groups.h"

namespace overt {
namespace {

/// Keeps the first few in order of what comes in any order, in memory of about twice as many.
class FirstObjects {
 public:
  FirstObjects(const Names& names, std::uint32_t objects_max)
      : names_(names), objects_max_(objects_max) {}

  void add(std::vector<BindingObject>& kept, const BindingObject& object) const {
    kept.push_back(object);
    if (kept.size() >= 2 * (std::size_t{objects_max_} + 16)) cut(kept);
  }

  void finish(std::vector<BindingObject>& kept) const {
    if (kept.size() > objects_max_) cut(kept);
    std::sort(kept.begin(), kept.end(),
              [this](const auto& a, const auto& b) { return earlier(a, b); });
    kept.shrink_to_fit();
  }

 private:
  void cut(std::vector<BindingObject>& kept) const {
    const auto end = kept.begin() + objects_max_;
    std::nth_element(kept.begin(), end, kept.end(),
                     [this](const auto& a, const auto& b) { return earlier(a, b); });
    kept.erase(end, kept.end());
  }

  [[nodiscard]] bool earlier(const BindingObject& a, const BindingObject& b) const {
    if (a.accounts != b.accounts) return a.accounts > b.accounts;
    const ObjectName name_a = names_.object(a.object);
    const ObjectName name_b = names_.object(b.object);
    if (name_a.kind != name_b.kind) return name_a.kind < name_b.kind;
    return name_a.text < name_b.text;
  }

  const Names& names_;
  const std::uint32_t objects_max_;
};

/// Gathers what one object is to every network, object by object.
class Gathering {
 public:
  Gathering(const WitnessedPairs& pairs, const NetworkNumbers& places)
      : pairs_(pairs), places_(places), slot_(places.networks, kNoGroup) {
    last_object_.assign(pairs.vertices.size(), kNoGroup);
    objects_of_vertex_.assign(pairs.vertices.size(), 0);
  }

  struct Found {
    std::uint32_t network;
    BindingObject binding;
  };

  const std::vector<Found>& gather(std::uint32_t object) {
    for (const Found& found : found_) slot_[found.network] = kNoGroup;
    found_.clear();
    for (const auto& entry : pairs_.witnesses.of(object)) add(object, entry);
    return found_;
  }

  std::vector<std::uint32_t> take_objects_of_vertex() { return std::move(objects_of_vertex_); }

 private:
  void add(std::uint32_t object, const WitnessIndex::Entry& entry) {
    const Pair& pair = pairs_.table.pairs[pairs_.chosen[entry.pair]];
    const std::uint32_t a = pairs_.vertices.vertex(pair.a);
    const std::uint32_t b = pairs_.vertices.vertex(pair.b);
    const std::uint32_t network = places_.network_of[a];
    if (network == kNoGroup || network != places_.network_of[b]) return;
    const Witness& witness = pairs_.table.witnesses[pair.witness_begin + entry.place];
    const auto [first, last] = std::minmax(witness.a_at, witness.b_at);
    if (slot_[network] == kNoGroup) {
      slot_[network] = static_cast<std::uint32_t>(found_.size());
      found_.push_back({network, {{object}, 0, 0, first, last}});
    }
    BindingObject& binding = found_[slot_[network]].binding;
    ++binding.pairs;
    binding.first_at = std::min(binding.first_at, first);
    binding.last_at = std::max(binding.last_at, last);
    binding.accounts += met_first(a, object) + met_first(b, object);
  }

  /// 1 where the account is met on this object for the first time.
  std::uint32_t met_first(std::uint32_t vertex, std::uint32_t object) {
    if (last_object_[vertex] == object) return 0;
    last_object_[vertex] = object;
    ++objects_of_vertex_[vertex];
    return 1;
  }

  const WitnessedPairs& pairs_;
  const NetworkNumbers& places_;
  std::vector<std::uint32_t> slot_;  // of a network in found_
  std::vector<std::uint32_t> last_object_;
  std::vector<std::uint32_t> objects_of_vertex_;
  std::vector<Found> found_;
};

}  // namespace

BindingObjects find_binding_objects(const WitnessedPairs& pairs, const NetworkNumbers& places,
                                    const Names& names, std::uint32_t objects_max) {
  BindingObjects result;
  result.of_network.resize(places.networks);
  const FirstObjects first(names, objects_max);
  Gathering gathering(pairs, places);
  std::uint64_t all = 0;
  for (std::uint32_t object = 0; object < pairs.witnesses.objects(); ++object) {
    for (const Gathering::Found& found : gathering.gather(object)) {
      first.add(result.of_network[found.network], found.binding);
      ++all;
    }
  }
  std::uint64_t kept = 0;
  for (std::vector<BindingObject>& objects : result.of_network) {
    first.finish(objects);
    kept += objects.size();
  }
  result.left_out = all - kept;
  result.objects_of_vertex = gathering.take_objects_of_vertex();
  return result;
}

}  // namespace overt
