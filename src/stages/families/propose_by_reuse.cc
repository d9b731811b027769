#include "stages/families/propose_by_reuse.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/check.h"
#include "base/random.h"
#include "stages/families/linked_groups_internal.h"
#include "stages/families/ties_internal.h"

namespace overt {
namespace {

// Two accounts on one object. Hits with one `posts` come from the same two posts.
struct Hit {
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  bool infra = false;
  std::uint64_t posts = 0;

  bool operator<(const Hit& other) const {
    return std::tie(first, second, infra, posts) <
           std::tie(other.first, other.second, other.infra, other.posts);
  }
  bool operator==(const Hit&) const = default;
};

// How much two accounts share.
struct Overlap {
  LinkedGroups::Link pair;
  std::uint32_t content = 0;
  std::uint32_t infra = 0;
};

bool is_content(ObjectKind kind) {
  return kind == ObjectKind::kText || kind == ObjectKind::kMedia ||
         kind == ObjectKind::kTranscript || kind == ObjectKind::kHashtags;
}

// The first act of every account on an object, by account.
std::vector<ObjectAct> first_acts(const TraceIndex& index, std::uint32_t object) {
  const auto on = index.on(object);
  std::vector<ObjectAct> acts(on.begin(), on.end());
  std::sort(acts.begin(), acts.end(), [](const ObjectAct& x, const ObjectAct& y) {
    return x.account != y.account ? x.account < y.account : x.at < y.at;
  });
  const auto same = [](const ObjectAct& x, const ObjectAct& y) { return x.account == y.account; };
  acts.erase(std::unique(acts.begin(), acts.end(), same), acts.end());
  return acts;
}

struct Candidate {
  std::uint32_t accounts = 0;
  std::uint32_t object = 0;
  bool infra = false;
};

// What makes a link, and so what a group is chosen by.
enum class LinkRule : std::uint8_t { kContent, kContentAndInfra, kInfraAndTies };

FamilySet chosen_by(LinkRule rule) {
  FamilySet families;
  families.set(static_cast<std::size_t>(Family::kContentReuse), rule != LinkRule::kInfraAndTies);
  families.set(static_cast<std::size_t>(Family::kIdentity), rule != LinkRule::kContent);
  families.set(static_cast<std::size_t>(Family::kNetwork), rule == LinkRule::kInfraAndTies);
  return families;
}

class Proposer {
 public:
  Proposer(const FamilyInputs& inputs, const ReuseOptions& options)
      : traces_(inputs.traces),
        aside_(inputs.aside),
        options_(options),
        follows_(ties_by_name(inputs, ObjectKind::kFollow)),
        mentions_(ties_by_name(inputs, ObjectKind::kMention)) {}

  ReuseProposals propose() {
    list_candidates();
    collect_hits();
    count_overlaps();
    for (const LinkRule rule :
         {LinkRule::kContent, LinkRule::kContentAndInfra, LinkRule::kInfraAndTies}) {
      const LinkedGroups linked(traces_.accounts(), links(rule));
      for (const auto& members : linked.groups()) emit(members, rule);
      result_.components_cut += linked.cut();
    }
    return std::move(result_);
  }

 private:
  void list_candidates();
  void consider(const TraceIndex& index, std::uint32_t object, bool infra);
  void collect_hits();
  void add_hits(const Candidate& candidate);
  void count_overlaps();
  [[nodiscard]] std::vector<LinkedGroups::Link> links(LinkRule rule) const;
  [[nodiscard]] bool holds(const Overlap& both, LinkRule rule) const;
  void emit(const std::vector<std::uint32_t>& members, LinkRule rule);

  const TraceIndex& traces_;
  const TraceIndex& aside_;
  const ReuseOptions& options_;
  Ties follows_;
  Ties mentions_;
  std::vector<Candidate> candidates_;
  std::vector<Hit> hits_;
  std::vector<Overlap> overlaps_;
  std::set<std::vector<std::uint32_t>> emitted_;
  ReuseProposals result_;
};

void Proposer::consider(const TraceIndex& index, std::uint32_t object, bool infra) {
  const std::uint32_t most =
      std::min(std::max(20U, traces_.accounts() / 100),
               infra ? options_.infra_accounts_max : options_.content_accounts_max);
  constexpr std::uint64_t kActsPerAccount = 64;
  const bool huge = index.on(object).size() > kActsPerAccount * most;
  const std::size_t accounts = huge ? most + std::size_t{1} : first_acts(index, object).size();
  if (accounts > most) {
    ++result_.objects_too_common;
  } else if (accounts >= 2) {
    candidates_.push_back({static_cast<std::uint32_t>(accounts), object, infra});
  }
}

void Proposer::list_candidates() {
  for (std::uint32_t object = 0; object < traces_.objects(); ++object) {
    if (is_content(traces_.kind(object))) consider(traces_, object, false);
  }
  for (std::uint32_t object = 0; object < aside_.objects(); ++object) {
    if (aside_.kind(object) == ObjectKind::kInfra) consider(aside_, object, true);
  }
  std::sort(candidates_.begin(), candidates_.end(), [](const Candidate& x, const Candidate& y) {
    return std::tie(x.accounts, x.infra, x.object) < std::tie(y.accounts, y.infra, y.object);
  });
}

void Proposer::collect_hits() {
  std::uint64_t pairs = 0;
  for (const Candidate& candidate : candidates_) {
    pairs += std::uint64_t{candidate.accounts} * (candidate.accounts - 1) / 2;
    if (pairs > options_.pairs_max) {
      ++result_.objects_left_out;
    } else {
      add_hits(candidate);
    }
  }
}

void Proposer::add_hits(const Candidate& candidate) {
  const auto acts = first_acts(candidate.infra ? aside_ : traces_, candidate.object);
  for (std::size_t i = 0; i < acts.size(); ++i) {
    for (std::size_t j = i + 1; j < acts.size(); ++j) {
      const auto at = static_cast<std::uint64_t>(acts[i].at);
      const std::uint64_t posts = mix64(mix64(at) ^ static_cast<std::uint64_t>(acts[j].at));
      hits_.push_back({acts[i].account, acts[j].account, candidate.infra, posts});
    }
  }
}

void Proposer::count_overlaps() {
  std::sort(hits_.begin(), hits_.end());
  hits_.erase(std::unique(hits_.begin(), hits_.end()), hits_.end());
  for (const Hit& hit : hits_) {
    const LinkedGroups::Link pair{hit.first, hit.second};
    if (overlaps_.empty() || overlaps_.back().pair != pair) overlaps_.push_back({pair, 0, 0});
    ++(hit.infra ? overlaps_.back().infra : overlaps_.back().content);
  }
  hits_ = {};
}

bool Proposer::holds(const Overlap& both, LinkRule rule) const {
  switch (rule) {
    case LinkRule::kContent:
      return both.content >= 2;
    case LinkRule::kContentAndInfra:
      return both.content >= 2 || (both.content >= 1 && both.infra >= 1);
    case LinkRule::kInfraAndTies:
      return both.infra >= 1 && (follows_.tied(both.pair.first, both.pair.second) ||
                                 mentions_.tied(both.pair.first, both.pair.second));
  }
  CHECK(false);
}

std::vector<LinkedGroups::Link> Proposer::links(LinkRule rule) const {
  std::vector<LinkedGroups::Link> links;
  for (const Overlap& both : overlaps_) {
    if (holds(both, rule)) links.push_back(both.pair);
  }
  return links;
}

void Proposer::emit(const std::vector<std::uint32_t>& members, LinkRule rule) {
  if (!emitted_.insert(members).second) return;
  if (members.size() > options_.group_accounts_max) {
    ++result_.groups_too_large;
  } else {
    result_.groups.push_back({members, chosen_by(rule)});
  }
}

}  // namespace

ReuseProposals propose_by_reuse(const FamilyInputs& inputs, const ReuseOptions& options) {
  return Proposer(inputs, options).propose();
}

}  // namespace overt
