#pragma once
// Accounts that act on objects as a test or benchmark plants them, joined into a table of pairs by
// the shortest exact way. Not thread-safe.

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/random.h"
#include "model/names.h"
#include "model/pair.h"

namespace overt {

struct PlantedTrace {
  std::string account;
  std::string object;
  TimeUs at = 0;
};

class PlantedNames final : public Names {
 public:
  [[nodiscard]] std::string_view account(AccountId id) const override { return accounts[id.value]; }
  [[nodiscard]] ObjectName object(ObjectId id) const override {
    return {objects[id.value], {}, ObjectKind::kGiven};
  }

  std::vector<std::string> accounts;
  std::vector<std::string> objects;
};

struct Planted {
  PlantedNames names;
  PairTable table;
};

namespace planted {

/// Numbers for the distinct texts, in an order that the seed decides.
inline std::map<std::string, std::uint32_t> numbered(std::set<std::string> texts,
                                                     std::vector<std::string>& names,
                                                     Random& random) {
  names.assign(texts.begin(), texts.end());
  for (std::size_t i = names.size(); i > 1; --i) std::swap(names[i - 1], names[random.below(i)]);
  std::map<std::string, std::uint32_t> ids;
  for (std::uint32_t i = 0; i < names.size(); ++i) ids[names[i]] = i;
  return ids;
}

/// Every two traces of different accounts on one object within the window, under the pair.
inline std::map<std::pair<std::string, std::string>, std::map<std::string, std::vector<Witness>>>
join(const std::vector<PlantedTrace>& traces, TimeUs window,
     const std::map<std::string, std::uint32_t>& object_ids) {
  std::map<std::string, std::vector<PlantedTrace>> by_object;
  for (const PlantedTrace& trace : traces) by_object[trace.object].push_back(trace);
  std::map<std::pair<std::string, std::string>, std::map<std::string, std::vector<Witness>>> found;
  for (const auto& [object, list] : by_object) {
    for (const PlantedTrace& a : list) {
      for (const PlantedTrace& b : list) {
        if (a.account >= b.account || std::abs(a.at - b.at) > window) continue;
        found[{a.account, b.account}][object].push_back({{object_ids.at(object)}, a.at, b.at});
      }
    }
  }
  return found;
}

inline void append(PairTable& table, Pair pair,
                   const std::map<std::string, std::vector<Witness>>& by_object) {
  std::set<TimeUs> times_a;
  std::set<TimeUs> times_b;
  pair.objects = pair.sources = pair.witness_count = static_cast<std::uint32_t>(by_object.size());
  pair.witness_begin = table.witnesses.size();
  pair.first_at = pair.last_at = by_object.begin()->second.front().a_at;
  for (const auto& entry : by_object) {
    const auto gap = [](const Witness& w) { return std::abs(w.a_at - w.b_at); };
    table.witnesses.push_back(
        *std::min_element(entry.second.begin(), entry.second.end(),
                          [gap](const Witness& x, const Witness& y) { return gap(x) < gap(y); }));
    times_a.insert(table.witnesses.back().a_at);
    times_b.insert(table.witnesses.back().b_at);
    pair.co_actions += entry.second.size();
    for (const Witness& w : entry.second) {
      pair.first_at = std::min({pair.first_at, w.a_at, w.b_at});
      pair.last_at = std::max({pair.last_at, w.a_at, w.b_at});
    }
  }
  pair.occasions = static_cast<std::uint32_t>(std::min(times_a.size(), times_b.size()));
  table.pairs.push_back(pair);
}

}  // namespace planted

/// The pairs with `min_objects` objects or more within the window. The seed decides which numbers
/// stand for the accounts and objects, and nothing else.
inline Planted pairs_of(const std::vector<PlantedTrace>& traces, TimeUs window,
                        std::uint32_t min_objects, std::uint64_t seed = 1) {
  Planted result;
  Random random(seed);
  std::set<std::string> accounts;
  std::set<std::string> objects;
  for (const PlantedTrace& trace : traces) {
    accounts.insert(trace.account);
    objects.insert(trace.object);
  }
  const auto account_ids = planted::numbered(accounts, result.names.accounts, random);
  const auto object_ids = planted::numbered(objects, result.names.objects, random);
  result.table.window = window;
  for (const auto& [names, by_object] : planted::join(traces, window, object_ids)) {
    if (by_object.size() < min_objects) continue;
    Pair pair;
    pair.a = {account_ids.at(names.first)};
    pair.b = {account_ids.at(names.second)};
    pair.window = window;
    planted::append(result.table, pair, by_object);
  }
  return result;
}

/// `members` accounts named after the network act on `objects` objects of its own within seconds
/// of each other, an hour between objects, each account on a share of them.
inline std::vector<PlantedTrace> planted_network(const std::string& name, std::uint32_t members,
                                                 std::uint32_t objects, double share,
                                                 Random& random) {
  std::vector<PlantedTrace> traces;
  for (std::uint32_t object = 0; object < objects; ++object) {
    const TimeUs start = object * kMicrosPerHour;
    for (std::uint32_t member = 0; member < members; ++member) {
      if (!random.chance(share)) continue;
      traces.push_back({name + "-account-" + std::to_string(member),
                        name + "-object-" + std::to_string(object),
                        start + static_cast<TimeUs>(random.below(5 * kMicrosPerSecond))});
    }
  }
  return traces;
}

}  // namespace overt
