#include "stages/confirmation/combine_splits.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

#include "base/check.h"
#include "kernel/stats/e_values.h"

namespace overt {
namespace {

/// The groups of all splits that are one network.
struct Kin {
  std::vector<std::uint32_t> seed;  // the group with the most evidence
  std::vector<const TestedGroup*> groups;
};

std::vector<std::string_view> names_of(const std::vector<std::uint32_t>& members,
                                       const Names& names) {
  std::vector<std::string_view> result;
  result.reserve(members.size());
  for (const auto member : members) result.push_back(names.account({member}));
  std::sort(result.begin(), result.end());
  return result;
}

/// Most evidence first; then what does not depend on numbers.
void order_groups(std::vector<TestedGroup>& groups, const Names& names) {
  std::stable_sort(groups.begin(), groups.end(), [&](const auto& x, const auto& y) {
    if (x.test.log_e != y.test.log_e) return x.test.log_e > y.test.log_e;
    if (x.members.size() != y.members.size()) return x.members.size() > y.members.size();
    if (x.split != y.split) return x.split < y.split;
    return names_of(x.members, names) < names_of(y.members, names);
  });
}

/// The kin that shares most with the group, of those that share half of the smaller; or none.
class KinFinder {
 public:
  std::vector<Kin> found;

  void place(const TestedGroup& group) {
    met_.clear();
    for (const auto member : group.members) {
      const auto at = kin_of_.find(member);
      if (at != kin_of_.end()) met_.insert(met_.end(), at->second.begin(), at->second.end());
    }
    std::sort(met_.begin(), met_.end());
    std::size_t best = found.size();
    std::size_t most = 0;
    for (std::size_t i = 0, end = 0; i < met_.size(); i = end) {
      while (end < met_.size() && met_[end] == met_[i]) ++end;
      const std::size_t smaller = std::min(found[met_[i]].seed.size(), group.members.size());
      if (2 * (end - i) >= smaller && end - i > most) {
        best = met_[i];
        most = end - i;
      }
    }
    if (best == found.size()) {
      found.push_back({group.members, {}});
      for (const auto member : group.members) kin_of_[member].push_back(best);
    }
    found[best].groups.push_back(&group);
  }

 private:
  std::unordered_map<std::uint32_t, std::vector<std::size_t>> kin_of_;  // by account, of seeds
  std::vector<std::size_t> met_;  // the kin of each of a group's members
};

double log_mean_over_splits(const Kin& kin, std::uint32_t splits) {
  std::map<std::uint32_t, std::vector<double>> by_split;
  for (const TestedGroup* group : kin.groups) {
    by_split[group->split].push_back(group->test.log_e);
  }
  std::vector<double> log_e(splits, -std::numeric_limits<double>::infinity());
  for (const auto& [split, values] : by_split) log_e[split] = stats::log_mean_e_value(values);
  return stats::log_mean_e_value(log_e);
}

/// A network before its verdict: its evidence, and who was proposed for it.
struct Draft {
  NetworkFinding finding;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> proposed;  // account, splits; ascending
};

Draft draft_of(const Kin& kin, const CombineOptions& options) {
  Draft draft;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> proposed;  // account, split
  std::uint64_t splits = 0;
  for (const TestedGroup* group : kin.groups) {
    splits |= std::uint64_t{1} << group->split;
    for (const auto member : group->members) proposed.emplace_back(member, group->split);
    draft.finding.sources = std::max(draft.finding.sources, group->test.sources);
    draft.finding.triggers = std::max(draft.finding.triggers, group->test.triggers);
  }
  draft.finding.splits = static_cast<std::uint32_t>(std::popcount(splits));
  std::sort(proposed.begin(), proposed.end());
  proposed.erase(std::unique(proposed.begin(), proposed.end()), proposed.end());
  for (std::size_t i = 0, end = 0; i < proposed.size(); i = end) {
    const std::uint32_t account = proposed[i].first;
    while (end < proposed.size() && proposed[end].first == account) ++end;
    const auto often = static_cast<std::uint32_t>(end - i);
    if (often < options.share_of_splits * draft.finding.splits) continue;
    draft.proposed.emplace_back(account, often);
  }
  draft.finding.log_e = log_mean_over_splits(kin, options.splits);
  draft.finding.log_p = std::min(0.0, -draft.finding.log_e);
  return draft;
}

std::uint32_t count_members(const NetworkFinding& finding) {
  return static_cast<std::uint32_t>(
      std::count_if(finding.members.begin(), finding.members.end(),
                    [](const auto& member) { return member.standing == Standing::kMember; }));
}

/// Why nothing more could be seen.
std::string power_of(const NetworkFinding& finding, const CombineOptions& options) {
  if (finding.status == FindingStatus::kConfirmed) return {};
  if (finding.triggers < kTriggersMin) {
    return fmt::format(
        "What the accounts did together comes from {} {}, of which {} {} left once those are put "
        "together that one account, one moment or one publication may have set off; with fewer "
        "than {}, coordination cannot be told from fandom or a common cause.",
        finding.sources, finding.sources == 1 ? "source" : "sources", finding.triggers,
        finding.triggers == 1 ? "is" : "are", kTriggersMin);
  }
  if (finding.log_q > std::log(options.level)) {
    return fmt::format(
        "The half of the sources that had no part in proposing the network does not show it beyond "
        "chance: {} independent triggers over all sources are too few or too loose to tell.",
        finding.triggers);
  }
  return fmt::format("Fewer than {} accounts pass their own test with the others left in place.",
                     options.min_members);
}

/// The accounts of networks that have had their verdict.
using Taken = std::unordered_set<std::uint32_t>;

/// Accounts proposed for this network and not in one with more evidence.
std::vector<std::uint32_t> free_accounts(const Draft& draft, const Taken& taken) {
  std::vector<std::uint32_t> accounts;
  for (const auto& [account, splits] : draft.proposed) {
    if (!taken.contains(account)) accounts.push_back(account);
  }
  return accounts;
}

void adjust_networks(std::vector<Draft>& drafts, std::uint32_t further) {
  std::vector<double> log_e;
  for (const auto& draft : drafts) log_e.push_back(draft.finding.log_e);
  const auto log_q = stats::e_bh_log_q_values(log_e, static_cast<double>(drafts.size() + further));
  for (std::size_t i = 0; i < drafts.size(); ++i) drafts[i].finding.log_q = log_q[i];
}

/// The verdict. Without enough evidence for the network nobody in it is tested. Who is found by the
/// way and taken already stays where it is.
NetworkFinding judge(const Draft& draft, const Names& names, const MemberTester& tester,
                     const CombineOptions& options, const Taken& taken) {
  NetworkFinding finding = draft.finding;
  const auto accounts = free_accounts(draft, taken);
  const bool enough = finding.log_q <= std::log(options.level);
  if (enough && accounts.size() >= options.min_members) {
    finding.members = tester.judge(accounts);
    std::erase_if(finding.members,
                  [&](const MemberFinding& m) { return taken.contains(m.account.value); });
  } else {
    finding.members.reserve(accounts.size());
    for (const auto account : accounts) finding.members.push_back({.account = {account}});
  }
  for (MemberFinding& member : finding.members) {
    const auto at = std::lower_bound(draft.proposed.begin(), draft.proposed.end(),
                                     std::pair(member.account.value, 0U));
    const bool found = at != draft.proposed.end() && at->first == member.account.value;
    member.proposed = found ? at->second : 0;
  }
  std::sort(finding.members.begin(), finding.members.end(), [&](const auto& x, const auto& y) {
    return names.account(x.account) < names.account(y.account);
  });
  if (enough && count_members(finding) >= options.min_members) {
    finding.status = FindingStatus::kConfirmed;
  }
  finding.power = power_of(finding, options);
  return finding;
}

}  // namespace

std::vector<NetworkFinding> combine_splits(std::vector<TestedGroup> groups, const Names& names,
                                           const MemberTester& members,
                                           const CombineOptions& options) {
  CHECK_GE(options.splits, 1U);
  order_groups(groups, names);
  KinFinder finder;
  for (const TestedGroup& group : groups) finder.place(group);
  std::vector<Draft> drafts;
  for (const Kin& kin : finder.found) drafts.push_back(draft_of(kin, options));
  adjust_networks(drafts, options.further_networks);
  std::stable_sort(drafts.begin(), drafts.end(), [](const Draft& x, const Draft& y) {
    return x.finding.log_e > y.finding.log_e;
  });
  std::vector<NetworkFinding> findings;
  Taken taken;
  for (const Draft& draft : drafts) {
    // None that comes after has more evidence.
    if (options.confirmed_alone && draft.finding.log_q > std::log(options.level)) break;
    NetworkFinding finding = judge(draft, names, members, options, taken);
    if (finding.members.size() < options.min_members) continue;
    for (const auto& member : finding.members) taken.insert(member.account.value);
    findings.push_back(std::move(finding));
  }
  if (options.confirmed_alone) {
    std::erase_if(findings, [](const auto& f) { return f.status != FindingStatus::kConfirmed; });
  }
  std::stable_sort(findings.begin(), findings.end(),
                   [](const auto& x, const auto& y) { return x.status < y.status; });
  return findings;
}

}  // namespace overt
