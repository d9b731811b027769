#include "stages/families/propose_by_reuse.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>

#include "base/check.h"
#include "base/random.h"

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

constexpr std::uint32_t kPartnersMin = 2;
constexpr std::uint32_t kGroupsPerComponentMax = 256;

using Link = std::pair<std::uint32_t, std::uint32_t>;

// How much two accounts share.
struct Overlap {
  Link pair;
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

class Proposer {
 public:
  Proposer(const TraceIndex& traces, const TraceIndex& aside, const ReuseOptions& options)
      : traces_(traces), aside_(aside), options_(options) {}

  ReuseProposals propose() {
    list_candidates();
    collect_hits();
    count_overlaps();
    for (const bool with_infra : {false, true}) {
      link(with_infra);
      keep_triangles();
      group(with_infra);
    }
    return std::move(result_);
  }

 private:
  void list_candidates();
  void consider(const TraceIndex& index, std::uint32_t object, bool infra);
  void collect_hits();
  void add_hits(const Candidate& candidate);
  void count_overlaps();
  void link(bool with_infra);
  void index_links();
  void keep_triangles();
  void group(bool with_infra);
  void take_groups(std::vector<std::uint32_t> connected, bool with_infra);
  [[nodiscard]] std::vector<std::uint32_t> core_of(std::vector<std::uint32_t> among,
                                                   std::uint32_t least) const;
  [[nodiscard]] std::vector<std::uint32_t> links_among(
      const std::vector<std::uint32_t>& among) const;
  [[nodiscard]] std::vector<std::uint32_t> thinned(std::vector<std::uint32_t> among) const;
  [[nodiscard]] std::uint32_t core_number(const std::vector<std::uint32_t>& among) const;
  void emit(std::vector<std::uint32_t> members, bool with_infra);
  [[nodiscard]] std::span<const std::uint32_t> partners(std::uint32_t account) const {
    return {partners_.data() + begin_[account], begin_[account + 1] - begin_[account]};
  }
  [[nodiscard]] bool closes_triangle(const Link& link) const;

  const TraceIndex& traces_;
  const TraceIndex& aside_;
  const ReuseOptions& options_;
  std::vector<Candidate> candidates_;
  std::vector<Hit> hits_;
  std::vector<Overlap> overlaps_;
  std::vector<Link> links_;
  std::vector<std::uint64_t> begin_;  // by account, of partners_
  std::vector<std::uint32_t> partners_;
  std::set<std::vector<std::uint32_t>> by_content_;
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
    const Link pair{hit.first, hit.second};
    if (overlaps_.empty() || overlaps_.back().pair != pair) overlaps_.push_back({pair, 0, 0});
    ++(hit.infra ? overlaps_.back().infra : overlaps_.back().content);
  }
  hits_ = {};
}

void Proposer::link(bool with_infra) {
  links_.clear();
  for (const Overlap& both : overlaps_) {
    const bool mixed = with_infra && both.content >= 1 && both.infra >= 1;
    if (both.content >= 2 || mixed) links_.push_back(both.pair);
  }
}

void Proposer::index_links() {
  begin_.assign(std::size_t{traces_.accounts()} + 1, 0);
  for (const Link& link : links_) {
    ++begin_[link.first + 1];
    ++begin_[link.second + 1];
  }
  for (std::size_t i = 1; i < begin_.size(); ++i) begin_[i] += begin_[i - 1];
  partners_.resize(2 * links_.size());
  std::vector<std::uint64_t> next(begin_.begin(), begin_.end() - 1);
  // By the first account, then by the second: each list comes out sorted.
  for (const Link& link : links_) partners_[next[link.second]++] = link.first;
  for (const Link& link : links_) partners_[next[link.first]++] = link.second;
}

bool Proposer::closes_triangle(const Link& link) const {
  const auto a = partners(link.first);
  const auto b = partners(link.second);
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (a[i] == b[j]) return true;
    ++(a[i] < b[j] ? i : j);
  }
  return false;
}

// Once is enough: the links of a triangle all stay.
void Proposer::keep_triangles() {
  index_links();
  std::erase_if(links_, [this](const Link& link) { return !closes_triangle(link); });
  index_links();
}

void Proposer::group(bool with_infra) {
  std::vector<bool> seen(traces_.accounts(), false);
  for (std::uint32_t account = 0; account < traces_.accounts(); ++account) {
    if (seen[account] || partners(account).empty()) continue;
    std::vector<std::uint32_t> connected = {account};
    seen[account] = true;
    for (std::size_t at = 0; at < connected.size(); ++at) {
      for (const std::uint32_t other : partners(connected[at])) {
        if (seen[other]) continue;
        seen[other] = true;
        connected.push_back(other);
      }
    }
    take_groups(std::move(connected), with_infra);
  }
}

// Those who used the same things are linked nearly all to all: of what is connected the innermost
// core, with whoever has half as many links into it, is thinned until everyone is linked to half of
// the others. Then the next among the rest.
void Proposer::take_groups(std::vector<std::uint32_t> connected, bool with_infra) {
  for (std::uint32_t round = 0; !connected.empty(); ++round) {
    if (round == kGroupsPerComponentMax) {
      ++result_.components_cut;
      return;
    }
    std::sort(connected.begin(), connected.end());
    const std::uint32_t innermost = core_number(connected);
    if (innermost < kPartnersMin) return;
    const auto core = core_of(connected, std::max(kPartnersMin, (innermost + 1) / 2));
    std::vector<std::uint32_t> members = thinned(core);
    std::vector<std::uint32_t> rest;
    std::set_difference(connected.begin(), connected.end(), members.begin(), members.end(),
                        std::back_inserter(rest));
    connected = std::move(rest);
    emit(std::move(members), with_infra);
  }
}

// How many of `among` each of them is linked to.
std::vector<std::uint32_t> Proposer::links_among(const std::vector<std::uint32_t>& among) const {
  std::vector<std::uint32_t> links(among.size(), 0);
  for (std::size_t i = 0; i < among.size(); ++i) {
    for (const std::uint32_t other : partners(among[i])) {
      links[i] += std::binary_search(among.begin(), among.end(), other) ? 1 : 0;
    }
  }
  return links;
}

// The accounts left when those with fewer than `least` partners among them are taken away.
std::vector<std::uint32_t> Proposer::core_of(std::vector<std::uint32_t> among,
                                             std::uint32_t least) const {
  for (;;) {
    const auto links = links_among(among);
    std::vector<std::uint32_t> kept;
    for (std::size_t i = 0; i < among.size(); ++i) {
      if (links[i] >= least) kept.push_back(among[i]);
    }
    if (kept.size() == among.size()) return kept;
    among = std::move(kept);
  }
}

// The greatest number for which there is a core.
std::uint32_t Proposer::core_number(const std::vector<std::uint32_t>& among) const {
  std::uint32_t some = 0;
  auto none = static_cast<std::uint32_t>(among.size());
  while (none - some > 1) {
    const std::uint32_t middle = some + (none - some) / 2;
    (core_of(among, middle).empty() ? none : some) = middle;
  }
  return some;
}

// Takes the least linked away, the later account first, until everyone is linked to half of the
// others and to two.
std::vector<std::uint32_t> Proposer::thinned(std::vector<std::uint32_t> among) const {
  auto links = links_among(among);
  for (;;) {
    std::size_t least = 0;
    for (std::size_t i = 1; i < among.size(); ++i) least = links[i] <= links[least] ? i : least;
    const bool dense = among.empty() || 2 * std::size_t{links[least]} + 1 >= among.size();
    if (dense) return among;
    const std::uint32_t away = among[least];
    among.erase(among.begin() + static_cast<std::ptrdiff_t>(least));
    links.erase(links.begin() + static_cast<std::ptrdiff_t>(least));
    for (const std::uint32_t other : partners(away)) {
      const auto place = std::lower_bound(among.begin(), among.end(), other);
      if (place != among.end() && *place == other)
        --links[static_cast<std::size_t>(place - among.begin())];
    }
  }
}

void Proposer::emit(std::vector<std::uint32_t> members, bool with_infra) {
  CHECK_GE(members.size(), kPartnersMin + 1);
  if (members.size() > options_.group_accounts_max) {
    // Links with infrastructure are more: the groups too large without it are among these.
    result_.groups_too_large += with_infra ? 1 : 0;
    return;
  }
  if (with_infra && by_content_.contains(members)) return;
  if (!with_infra) by_content_.insert(members);
  FamilySet chosen_by;
  chosen_by.set(static_cast<std::size_t>(Family::kContentReuse));
  chosen_by.set(static_cast<std::size_t>(Family::kIdentity), with_infra);
  result_.groups.push_back({std::move(members), chosen_by});
}

}  // namespace

ReuseProposals propose_by_reuse(const TraceIndex& traces, const TraceIndex& aside,
                                const ReuseOptions& options) {
  return Proposer(traces, aside, options).propose();
}

}  // namespace overt
