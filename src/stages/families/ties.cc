#include <fmt/format.h>

#include "base/check.h"
#include "kernel/stats/binomial.h"
#include "kernel/stats/poisson.h"
#include "stages/families/ties_internal.h"

namespace overt {
namespace {

constexpr std::array<std::string_view, 4> kWayWords = {"follow each other", "mention each other",
                                                       "react to each other's posts",
                                                       "follow or mention each other"};
// A log that holds few ties says little of how mutual ties are.
constexpr double kMutualShareMin = 0.1;
// In a log of few accounts a small surplus is soon beyond chance, and says nothing of anybody.
constexpr double kTimesExpectedMin = 2;
// A member has two mutual partners among the others, and a quarter of what they have on average.
constexpr std::uint64_t kMutualPartnersMin = 2;
constexpr std::uint64_t kPartOfAverage = 4;
constexpr std::uint32_t kHubsPerMember = 10;

bool is_reaction(ObjectKind kind) {
  return kind == ObjectKind::kRepost || kind == ObjectKind::kQuote || kind == ObjectKind::kReply;
}

Ties ties_by_reaction(const TraceIndex& traces) {
  Ties::Drawn drawn;
  drawn.unnamed.assign(traces.accounts(), 0);
  for (std::uint32_t account = 0; account < traces.accounts(); ++account) {
    std::uint32_t last = TraceIndex::kNoAccount;
    for (const AccountAct& act : traces.of(account)) {
      if (act.object == last || !is_reaction(traces.kind(act.object))) continue;
      last = act.object;
      const std::uint32_t author = traces.source_account(traces.source(act.object));
      if (author == account || author == TraceIndex::kNoAccount) continue;
      drawn.pairs.emplace_back(account, author);
    }
  }
  return Ties(std::move(drawn));
}

// Ties among the members: one entry a pair of positions, the smaller first.
struct TiedPair {
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  bool mutual = false;
};

std::vector<TiedPair> pairs_among(const Ties& ties, const Members& members) {
  std::vector<TiedPair> pairs;
  for (std::uint32_t position = 0; position < members.size(); ++position) {
    for (const std::uint32_t to : ties.from(members.accounts[position])) {
      if (!members.has(to)) continue;
      const std::uint32_t other = members.position(to);
      pairs.push_back({std::min(position, other), std::max(position, other), false});
    }
  }
  std::sort(pairs.begin(), pairs.end(), [](const TiedPair& x, const TiedPair& y) {
    return x.first != y.first ? x.first < y.first : x.second < y.second;
  });
  std::vector<TiedPair> distinct;
  for (const TiedPair& pair : pairs) {
    const bool again = !distinct.empty() && distinct.back().first == pair.first &&
                       distinct.back().second == pair.second;
    if (again) {
      distinct.back().mutual = true;
    } else {
      distinct.push_back(pair);
    }
  }
  return distinct;
}

// The members with most partners among the others: one in ten, one at least.
std::vector<bool> hubs_of(std::span<const TiedPair> pairs, std::uint32_t members) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ranked(members);
  for (std::uint32_t i = 0; i < members; ++i) ranked[i] = {0, i};
  for (const TiedPair& pair : pairs) {
    ++ranked[pair.first].first;
    ++ranked[pair.second].first;
  }
  std::sort(ranked.begin(), ranked.end(), [](const auto& x, const auto& y) {
    return x.first != y.first ? x.first > y.first : x.second < y.second;
  });
  std::vector<bool> hubs(members, false);
  for (std::uint32_t i = 0; i < std::max(1U, members / kHubsPerMember); ++i) {
    hubs[ranked[i].second] = true;
  }
  return hubs;
}

// Ties that chance would put among the members without hubs, each keeping its degrees.
double expected_ties(const Ties& ties, const Members& members, const std::vector<bool>& hubs) {
  double out = 0;
  double in = 0;
  double own = 0;
  for (std::uint32_t i = 0; i < members.size(); ++i) {
    if (hubs[i]) continue;
    const auto from = static_cast<double>(ties.out(members.accounts[i]));
    const auto to = static_cast<double>(ties.in(members.accounts[i]));
    out += from;
    in += to;
    own += from * to;
  }
  return std::max(0.0, out * in - own) / static_cast<double>(ties.all());
}

struct Among {
  std::uint64_t tied = 0;
  std::uint64_t mutual = 0;
  std::vector<std::uint32_t> partners;  // mutual ones that are no hubs, by position
};

Among count_among(std::span<const TiedPair> pairs, const std::vector<bool>& hubs) {
  Among among;
  among.partners.assign(hubs.size(), 0);
  for (const TiedPair& pair : pairs) {
    const bool counts = !hubs[pair.first] && !hubs[pair.second];
    among.tied += counts ? 1 : 0;
    among.mutual += counts && pair.mutual ? 1 : 0;
    if (!pair.mutual) continue;
    among.partners[pair.first] += hubs[pair.second] ? 0 : 1;
    among.partners[pair.second] += hubs[pair.first] ? 0 : 1;
  }
  return among;
}

// Of the tied pairs that are not the members' own, as a network of many pairs would be compared
// with itself, the share tied both ways.
double mutual_share_of_others(const Ties& ties, std::span<const TiedPair> own) {
  std::uint64_t own_mutual = 0;
  for (const TiedPair& pair : own) own_mutual += pair.mutual ? 1 : 0;
  const std::uint64_t tied = ties.tied_pairs() - own.size();
  if (tied == 0) return kMutualShareMin;
  return std::max(kMutualShareMin, static_cast<double>(ties.mutual_pairs() - own_mutual) /
                                       static_cast<double>(tied));
}

// `log_price`: of having been chosen for ties. It is paid for how many pairs are tied; being tied
// both ways chose nobody.
FamilyPart weigh_way(const Ties& ties, const Members& members, std::string_view words,
                     double log_price) {
  FamilyPart part;
  if (ties.all() == 0) return part;
  part.asked = true;
  const auto pairs = pairs_among(ties, members);
  const auto hubs = hubs_of(pairs, members.size());
  const Among among = count_among(pairs, hubs);
  if (among.mutual == 0) return part;
  const double expected = expected_ties(ties, members, hubs);
  const double mutual_share = mutual_share_of_others(ties, pairs);
  const double dense = stats::log_poisson_upper_tail(expected, among.tied) + log_price;
  const double mutual = stats::log_binomial_upper_tail({among.tied, mutual_share}, among.mutual);
  part.log_p = std::min(0.0, std::max(dense, mutual));
  const std::uint64_t partners_min =
      std::max(kMutualPartnersMin, 2 * among.mutual / members.size() / kPartOfAverage);
  for (std::uint32_t i = 0; i < members.size(); ++i) {
    const bool counts = static_cast<double>(among.tied) >= kTimesExpectedMin * expected;
    if (counts && among.partners[i] >= partners_min) part.speaks_for.push_back(i);
  }
  for (const TiedPair& pair : pairs) {
    if (pair.mutual) part.together.push_back({pair.first, pair.second});
  }
  part.found = fmt::format(
      "hubs aside, {} of {} pairs of accounts that are tied {} both ways ({:.0f} % of all such "
      "pairs of the log do; {:.2g} ties are expected by degree)",
      among.mutual, among.tied, words, 100 * mutual_share, expected);
  return part;
}

}  // namespace

Ties::Ties(Drawn drawn) : unnamed_(std::move(drawn.unnamed)) {
  auto& pairs = drawn.pairs;
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  begin_.assign(unnamed_.size() + 1, 0);
  in_.assign(unnamed_.size(), 0);
  to_.reserve(pairs.size());
  for (const auto& [from, to] : pairs) {
    CHECK_LT(to, in_.size());
    ++begin_[from + 1];
    ++in_[to];
    to_.push_back(to);
  }
  for (std::size_t i = 1; i < begin_.size(); ++i) begin_[i] += begin_[i - 1];
  all_ = to_.size();
  for (const std::uint32_t others : unnamed_) all_ += others;
  count_pairs();
}

void Ties::count_pairs() {
  for (std::uint32_t account = 0; account + 1 < begin_.size(); ++account) {
    for (const std::uint32_t other : from(account)) {
      const auto back = from(other);
      const bool both = std::binary_search(back.begin(), back.end(), account);
      tied_ += !both || account < other ? 1 : 0;
      mutual_ += both && account < other ? 1 : 0;
    }
  }
}

Ties ties_by_name(const FamilyInputs& inputs, ObjectKind kind) {
  const TraceIndex& aside = inputs.aside;
  Ties::Drawn drawn;
  drawn.unnamed.assign(aside.accounts(), 0);
  for (std::uint32_t account = 0; account < aside.accounts(); ++account) {
    std::uint32_t last = TraceIndex::kNoAccount;
    for (const AccountAct& act : aside.of(account)) {
      if (act.object == last || aside.kind(act.object) != kind) continue;
      last = act.object;
      const std::uint32_t named = inputs.named_account[act.object];
      if (named == account) continue;
      if (named == TraceIndex::kNoAccount) {
        ++drawn.unnamed[account];
      } else {
        drawn.pairs.emplace_back(account, named);
      }
    }
  }
  return Ties(std::move(drawn));
}

// Who turned to whom in the one way or the other.
Ties either_of(const Ties& one, const Ties& other) {
  Ties::Drawn drawn;
  for (const Ties* ties : {&one, &other}) {
    for (std::uint32_t account = 0; account < ties->accounts(); ++account) {
      for (const std::uint32_t to : ties->from(account)) drawn.pairs.emplace_back(account, to);
    }
  }
  for (std::uint32_t account = 0; account < one.accounts(); ++account) {
    const auto unnamed = [account](const Ties& ties) {
      return static_cast<std::uint32_t>(ties.out(account) - ties.from(account).size());
    };
    drawn.unnamed.push_back(unnamed(one) + unnamed(other));
  }
  return Ties(std::move(drawn));
}

AccountTies::AccountTies(const FamilyInputs& inputs)
    : ways_{ties_by_name(inputs, ObjectKind::kFollow), ties_by_name(inputs, ObjectKind::kMention),
            ties_by_reaction(inputs.traces), Ties()} {
  ways_[3] = either_of(ways_[0], ways_[1]);
}

WeighedFamily AccountTies::weigh(const Members& members, const FamilyOptions& options,
                                 bool chosen) const {
  const std::uint64_t accounts = ways_[0].accounts();
  const double price = chosen ? stats::log_choose(accounts, members.size()) : 0;
  std::array<FamilyPart, 4> parts;
  for (std::size_t way = 0; way < parts.size(); ++way) {
    parts[way] = weigh_way(ways_[way], members, kWayWords[way], price);
  }
  return combine_parts(Family::kNetwork, parts, members, options,
                       "Hubs aside, no two of the accounts follow, mention or answer each other.");
}

}  // namespace overt
