#include "pipeline/score_seed.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "pipeline/account_groups.h"

namespace overt {
namespace {

constexpr std::string_view kNobodysKind = "nobody's";
constexpr std::array<double, 10> kBinEdges = {1, .5, .05, 1e-2, 1e-3, 1e-4, 1e-6, 1e-9, 1e-12, 0};

bool is_undisclosed(const NetworkFinding& finding) {
  return finding.status == FindingStatus::kConfirmed &&
         finding.explanation == Explanation::kUndisclosed;
}

bool accuses(EngineRule rule, const NetworkFinding& finding) {
  switch (rule) {
    case EngineRule::kUndisclosed:
      return is_undisclosed(finding);
    case EngineRule::kReview:
      return is_undisclosed(finding) && finding.tier == FindingTier::kReview;
    case EngineRule::kConfirmed:
      return finding.status == FindingStatus::kConfirmed;
  }
  return false;
}

std::vector<std::string> families_held(const NetworkFinding& finding) {
  std::vector<std::string> held;
  for (const auto& evidence : finding.families) {
    if (evidence.holds) held.emplace_back(name_of(evidence.family));
  }
  return held;
}

double decades(double natural_log) { return natural_log / std::log(10.0); }

class SeedScorer {
 public:
  explicit SeedScorer(const SeedToScore& seen)
      : seen_(seen), groups_(seen.truth), group_count_(seen.truth.groups.size()) {}

  SeedScore run() {
    score_.events = seen_.truth.events;
    list_planted();
    list_kinds();
    for (const Accused& accused : seen_.accused) score_rule(accused);
    score_.reliability = empty_reliability_bins();
    std::vector<std::uint64_t> most(group_count_, 0);
    for (const auto& finding : seen_.findings) score_finding(finding, most);
    return std::move(score_);
  }

 private:
  [[nodiscard]] const TruthGroup& group(std::uint32_t index) const {
    return seen_.truth.groups[index];
  }

  void list_planted() {
    place_.assign(group_count_, 0);
    for (std::uint32_t g = 0; g < group_count_; ++g) {
      if (!groups_.is_planted(g)) continue;
      place_[g] = score_.planted.size();
      PlantedScore& planted = score_.planted.emplace_back();
      planted.id = group(g).id;
      planted.kind = group(g).kind;
      planted.accounts = groups_.accounts_of(g);
      planted.targets = group(g).targets.size();
      planted.sources = group(g).sources;
      planted.jitter_s = group(g).jitter_s;
      planted.camouflage = group(g).camouflage;
      planted.paraphrase = group(g).paraphrase;
      planted.families = group(g).families;
    }
  }

  void list_kinds() {
    std::map<std::string, std::uint64_t> accounts;
    std::uint64_t in_groups = 0;
    for (std::uint32_t g = 0; g < group_count_; ++g) {
      if (groups_.is_planted(g)) continue;
      accounts[group(g).kind] += groups_.accounts_of(g);
      in_groups += groups_.accounts_of(g);
    }
    const std::uint64_t organic = seen_.truth.organic_accounts;
    accounts[std::string(kNobodysKind)] += organic - std::min(organic, in_groups);
    for (const auto& [kind, count] : accounts) {
      score_.kinds.push_back(kind);
      score_.kind_accounts.push_back(count);
    }
  }

  [[nodiscard]] std::string_view kind_of(std::uint32_t g) const {
    return g == AccountGroups::kNobodys ? kNobodysKind : std::string_view(group(g).kind);
  }

  void score_rule(const Accused& accused) {
    ScoreCounts& counts = score_.rules.emplace_back();
    auto& by_kind = score_.kind_accused.emplace_back(score_.kinds.size(), 0);
    counts.organic_accounts = seen_.truth.organic_accounts;
    for (auto& planted : score_.planted) planted.found.push_back(0);
    for (const std::string_view account : accused) {
      const std::uint32_t g = groups_.group_of(account);
      if (groups_.is_planted(g)) {
        ++score_.planted[place_[g]].found.back();
        continue;
      }
      ++counts.organic_accused;
      const auto kind = std::lower_bound(score_.kinds.begin(), score_.kinds.end(), kind_of(g));
      ++by_kind[static_cast<std::size_t>(kind - score_.kinds.begin())];
    }
    for (const auto& planted : score_.planted) {
      counts.planted_accounts += planted.accounts;
      counts.planted_found += planted.found.back();
      ++counts.networks_planted;
      if (planted.accounts > 0 && 2 * planted.found.back() >= planted.accounts) {
        ++counts.networks_confirmed;
      }
    }
  }

  // most[g]: accounts of planted network g in the finding that holds most of them so far.
  void score_finding(const NetworkFinding& finding, std::vector<std::uint64_t>& most) {
    ++score_.candidates;
    std::map<std::uint32_t, std::uint64_t> in_group;    // all its accounts
    std::map<std::uint32_t, std::uint64_t> members_in;  // its members
    for (const auto& member : finding.members) {
      const std::uint32_t g = groups_.group_of(seen_.names.account(member.account));
      ++in_group[g];
      if (member.standing == Standing::kMember) ++members_in[g];
      add_to_bin(finding, member, g);
    }
    for (const auto& [g, count] : in_group) {
      if (!groups_.is_planted(g) || count <= most[g]) continue;
      most[g] = count;
      describe(finding, count, score_.planted[place_[g]]);
    }
    if (finding.status == FindingStatus::kConfirmed) add_confirmed(finding, members_in);
  }

  static void describe(const NetworkFinding& finding, std::uint64_t count, PlantedScore& planted) {
    planted.accounts_in_finding = count;
    planted.status = name_of(finding.status);
    planted.tier = name_of(finding.tier);
    planted.explanation = name_of(finding.explanation);
    planted.families_held = families_held(finding);
    planted.log10_q = decades(finding.log_q);
  }

  void add_confirmed(const NetworkFinding& finding,
                     const std::map<std::uint32_t, std::uint64_t>& members_in) {
    ConfirmedScore& confirmed = score_.confirmed.emplace_back();
    std::uint64_t largest = 0;
    confirmed.kind = kNobodysKind;
    for (const auto& [g, count] : members_in) {
      confirmed.members += count;
      if (groups_.is_planted(g)) confirmed.planted_members += count;
      if (count <= largest) continue;
      largest = count;
      confirmed.kind = kind_of(g);
      confirmed.group = g == AccountGroups::kNobodys ? "" : group(g).id;
    }
    confirmed.tier = name_of(finding.tier);
    confirmed.explanation = name_of(finding.explanation);
    confirmed.families_held = families_held(finding);
    confirmed.sources = finding.sources;
    confirmed.triggers = finding.triggers;
    confirmed.log10_q = decades(finding.log_q);
    if (!is_undisclosed(finding)) return;
    ++score_.networks_reported;
    if (2 * confirmed.planted_members < confirmed.members) ++score_.networks_mistaken;
  }

  // What is said of an account is no surer than what is said of its network.
  void add_to_bin(const NetworkFinding& finding, const MemberFinding& member, std::uint32_t g) {
    const double q = std::min(1.0, std::exp(std::max(finding.log_q, member.log_q)));
    auto bin = score_.reliability.begin();
    while (bin + 1 != score_.reliability.end() && q <= bin->above) ++bin;
    ++bin->all;
    const bool in_group = g != AccountGroups::kNobodys && group(g).has_members;
    if (in_group) ++bin->together;
    if (finding.explanation != Explanation::kUndisclosed) return;
    ++bin->undisclosed;
    bin->sum_q += q;
    if (groups_.is_planted(g)) ++bin->planted;
  }

  const SeedToScore& seen_;
  const AccountGroups groups_;
  const std::size_t group_count_;
  std::vector<std::size_t> place_;  // by group: where in SeedScore::planted
  SeedScore score_;
};

}  // namespace

std::vector<Accused> accused_by_engine(const std::vector<NetworkFinding>& findings,
                                       const Names& names) {
  std::vector<Accused> by_rule(kEngineRuleCount);
  for (std::size_t rule = 0; rule < kEngineRuleCount; ++rule) {
    Accused& accused = by_rule[rule];
    for (const auto& finding : findings) {
      if (!accuses(static_cast<EngineRule>(rule), finding)) continue;
      for (const auto& member : finding.members) {
        if (member.standing == Standing::kMember) accused.push_back(names.account(member.account));
      }
    }
    std::sort(accused.begin(), accused.end());
    accused.erase(std::unique(accused.begin(), accused.end()), accused.end());
  }
  return by_rule;
}

SeedScore score_seed(const SeedToScore& seen) { return SeedScorer(seen).run(); }

std::vector<ReliabilityBin> empty_reliability_bins() {
  std::vector<ReliabilityBin> bins;
  for (std::size_t i = 0; i + 1 < kBinEdges.size(); ++i) {
    ReliabilityBin& bin = bins.emplace_back();
    bin.to = kBinEdges[i];
    bin.above = kBinEdges[i + 1];
  }
  return bins;
}

}  // namespace overt
