#include <iterator>

#include "kernel/stats/binomial.h"
#include "stages/families/shared_objects_internal.h"

namespace overt {
namespace {

constexpr std::size_t kJointMax = 16;

template <typename OnObject>
void for_each_object(const TraceIndex& traces, std::uint32_t account, const OnObject& on_object) {
  const auto acts = traces.of(account);
  for (std::size_t i = 0; i < acts.size(); ++i) {
    if (i > 0 && acts[i].object == acts[i - 1].object) continue;
    on_object(acts[i].object);
  }
}

struct Having {
  std::uint32_t object = 0;
  std::uint32_t position = 0;
};

struct MembersHave {
  std::vector<Having> all;  // by (object, position)
  ObjectUse::Activity activity;
};

MembersHave what_members_have(const TraceIndex& traces, const ObjectUse& use,
                              const Members& members) {
  MembersHave have;
  for (std::uint32_t position = 0; position < members.size(); ++position) {
    const std::size_t before = have.all.size();
    for_each_object(traces, members.accounts[position], [&](std::uint32_t object) {
      if (use.counts(traces.kind(object))) have.all.push_back({object, position});
    });
    have.activity.accounts += have.all.size() > before ? 1 : 0;
  }
  have.activity.pairs = have.all.size();
  std::sort(have.all.begin(), have.all.end(), [](const Having& x, const Having& y) {
    return x.object != y.object ? x.object < y.object : x.position < y.position;
  });
  return have;
}

// An account that has more things than others is more likely to have this one.
double log_chance_of(std::uint32_t users, std::size_t sharers, const ObjectUse::Activity& all,
                     const ObjectUse::Activity& ours) {
  const auto mean = [](const ObjectUse::Activity& activity) {
    return static_cast<double>(activity.pairs) / static_cast<double>(activity.accounts);
  };
  const double share = static_cast<double>(users) / static_cast<double>(all.accounts);
  const double rate = std::min(1.0, share * std::max(1.0, mean(ours) / mean(all)));
  return stats::log_binomial_upper_tail({ours.accounts, rate}, sharers);
}

bool in_circulation(std::uint32_t users, std::size_t sharers, const FamilyOptions& options) {
  const double outsiders = static_cast<double>(users) - static_cast<double>(sharers);
  return outsiders > options.outsiders_per_sharer_max * static_cast<double>(sharers);
}

using MemberAct = std::pair<TimeUs, std::uint32_t>;

std::vector<MemberAct> acts_of_members(const TraceIndex& traces, const Members& members,
                                       std::uint32_t object) {
  std::vector<MemberAct> acts;
  for (const ObjectAct& act : traces.on(object)) {
    if (members.has(act.account)) acts.emplace_back(act.at, act.account);
  }
  return acts;
}

// An object comes with one that was kept when half of its acts are in the same posts.
std::vector<SharedObject> one_of_each_post(std::vector<SharedObject> shared,
                                           const TraceIndex& traces, const Members& members) {
  std::vector<SharedObject> kept;
  std::vector<MemberAct> seen;
  for (SharedObject& object : shared) {
    const auto acts = acts_of_members(traces, members, object.object);
    std::size_t again = 0;
    for (const MemberAct& act : acts) {
      again += std::binary_search(seen.begin(), seen.end(), act) ? 1 : 0;
    }
    if (2 * again >= acts.size()) continue;
    const auto middle = static_cast<std::ptrdiff_t>(seen.size());
    seen.insert(seen.end(), acts.begin(), acts.end());
    std::inplace_merge(seen.begin(), seen.begin() + middle, seen.end());
    object.first = acts.front().first;
    object.last = acts.back().first;
    kept.push_back(std::move(object));
  }
  return kept;
}

// log P(product of k uniforms ≤ e^−sum).
double log_product_tail(double sum, std::size_t k) {
  double term = 1;
  double terms = 1;
  for (std::size_t j = 1; j < k; ++j) {
    term *= sum / static_cast<double>(j);
    terms += term;
  }
  return -sum + std::log(terms);
}

struct Joint {
  double log_p = 0;
  std::size_t objects = 0;
};

Joint joint_chance(std::span<const SharedObject> shared, double hypotheses) {
  Joint best;
  double sum = 0;
  const std::size_t most = std::min(kJointMax, shared.size());
  for (std::size_t k = 1; k <= most; ++k) {
    sum -= shared[k - 1].log_chance;
    const auto possible = static_cast<std::uint64_t>(hypotheses);
    const double log_p = log_product_tail(sum, k) + stats::log_choose(possible, k) +
                         log_price(static_cast<double>(kJointMax));
    if (log_p < best.log_p) best = {log_p, k};
  }
  return best;
}

// One of the things may have brought an account into the group by chance.
Positions who_has_several(std::span<const SharedObject> objects) {
  Positions once;
  Positions several;
  for (const SharedObject& object : objects) {
    Positions again;
    std::set_intersection(once.begin(), once.end(), object.who.begin(), object.who.end(),
                          std::back_inserter(again));
    add_positions(several, again);
    add_positions(once, object.who);
  }
  return several;
}

}  // namespace

ObjectUse::ObjectUse(const TraceIndex& traces, std::span<const ObjectKind> kinds,
                     std::uint32_t sharers_min)
    : users_(traces.objects(), 0) {
  for (const ObjectKind kind : kinds) wanted_[index(kind)] = true;
  for (std::uint32_t account = 0; account < traces.accounts(); ++account) {
    const std::uint64_t before = activity_.pairs;
    for_each_object(traces, account, [&](std::uint32_t object) {
      const std::size_t kind = index(traces.kind(object));
      if (!wanted_[kind]) return;
      ++activity_.pairs;
      if (++users_[object] == sharers_min) ++hypotheses_[kind];
    });
    activity_.accounts += activity_.pairs > before ? 1 : 0;
  }
}

double ObjectUse::kinds_asked() const {
  double asked = 0;
  for (const std::uint64_t hypotheses : hypotheses_) asked += hypotheses > 0 ? 1 : 0;
  return asked;
}

double ObjectUse::hypotheses() const {
  double all = 0;
  for (const std::uint64_t hypotheses : hypotheses_) all += static_cast<double>(hypotheses);
  return all;
}

std::vector<SharedObject> find_shared_objects(const TraceIndex& traces, const ObjectUse& use,
                                              const Members& members,
                                              const FamilyOptions& options) {
  const MembersHave have = what_members_have(traces, use, members);
  std::vector<SharedObject> shared;
  for (std::size_t begin = 0; begin < have.all.size();) {
    const std::uint32_t object = have.all[begin].object;
    std::size_t end = begin;
    while (end < have.all.size() && have.all[end].object == object) ++end;
    const std::size_t sharers = end - begin;
    const std::uint32_t users = use.users(object);
    if (sharers >= options.sharers_min && !in_circulation(users, sharers, options)) {
      SharedObject& found = shared.emplace_back();
      found.object = object;
      found.users = users;
      for (std::size_t i = begin; i < end; ++i) found.who.push_back(have.all[i].position);
      found.log_chance = log_chance_of(users, sharers, use.activity(), have.activity);
      const auto tries = static_cast<double>(use.hypotheses(traces.kind(object)));
      found.log_p = found.log_chance + log_price(tries * use.kinds_asked());
    }
    begin = end;
  }
  std::stable_sort(shared.begin(), shared.end(),
                   [](const SharedObject& x, const SharedObject& y) { return x.log_p < y.log_p; });
  return one_of_each_post(std::move(shared), traces, members);
}

FamilyPart weigh_shared(std::span<const SharedObject> shared, const TraceIndex& traces,
                        const ObjectUse& use, const FamilyOptions& options, std::uint32_t members,
                        bool chosen) {
  FamilyPart part;
  part.asked = use.hypotheses() > 0;
  if (shared.empty()) return part;
  if (chosen) {
    const Joint joint = joint_chance(shared, use.hypotheses());
    part.log_p = std::min(0.0, joint.log_p + stats::log_choose(traces.accounts(), members));
    part.speaks_for = who_has_several(shared.first(joint.objects));
    for (const SharedObject& object : shared.first(joint.objects)) {
      part.together.push_back(object.who);
    }
    return part;
  }
  part.log_p = std::min(0.0, shared.front().log_p);
  for (const SharedObject& object : shared) {
    if (object.log_p > options.log_level) continue;
    add_positions(part.speaks_for, object.who);
    part.together.push_back(object.who);
  }
  return part;
}

}  // namespace overt
