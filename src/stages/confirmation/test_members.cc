#include "stages/confirmation/test_members.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "kernel/stats/false_discovery.h"
#include "kernel/stats/poisson_binomial.h"

namespace overt {
namespace {

/// An account is in the running, and joins, with so many sources.
constexpr std::size_t kSourcesMin = 2;
/// Times the accounts that pass join the network before the last test.
constexpr int kRounds = 2;

struct Stretch {
  TimeUs from;
  TimeUs to;
};

/// Where an act would be within w of two of the others or more.
std::vector<Stretch> near_two_others(std::span<const GroupAct> acts, std::uint32_t left_out,
                                     TimeUs window) {
  std::vector<Stretch> stretches;
  const GroupAct* before = nullptr;
  for (const GroupAct& act : acts) {
    if (act.account == left_out) continue;
    if (before != nullptr && before->account != act.account && act.at - before->at <= 2 * window) {
      const Stretch next = {act.at - window, before->at + window};
      if (!stretches.empty() && next.from <= stretches.back().to) {
        stretches.back().to = std::max(stretches.back().to, next.to);
      } else {
        stretches.push_back(next);
      }
    }
    before = &act;
  }
  return stretches;
}

bool is_in(TimeUs at, const std::vector<Stretch>& stretches) {
  return std::any_of(stretches.begin(), stretches.end(),
                     [at](const Stretch& s) { return s.from <= at && at <= s.to; });
}

double log_miss_of(double chance) {
  return chance >= 1 ? -std::numeric_limits<double>::infinity() : std::log1p(-chance);
}

bool counts(const Burst& burst) { return burst.trigger == Trigger::kNone && burst.together > 0; }

/// What one account did on the sources of a half.
struct OwnSources {
  std::map<std::uint32_t, double> log_miss;  // by source
  std::set<std::uint32_t> together;

  [[nodiscard]] double log_p() const {
    std::vector<double> chances;
    for (const auto& [source, miss] : log_miss) chances.push_back(-std::expm1(miss));
    std::sort(chances.begin(), chances.end());
    return stats::log_poisson_binomial_upper_tail(chances, together.size()).log_p;
  }
};

/// What the others' acts on one object say about anybody's.
class Lookout {
 public:
  Lookout(const BurstScanner& scanner, const Burst& burst, std::span<const GroupAct> members_acts,
          std::vector<Stretch> stretches)
      : source_(burst.source), stretches_(std::move(stretches)) {
    double chance = 0;
    for (const Stretch& s : stretches_) {
      chance += scanner.chance_within(burst.object, members_acts, s.from, s.to);
    }
    log_miss_ = log_miss_of(chance);
  }

  void note(const std::vector<TimeUs>& times, OwnSources& own) const {
    if (stretches_.empty()) return;
    own.log_miss.try_emplace(source_, 0.0).first->second +=
        static_cast<double>(times.size()) * log_miss_;
    if (std::any_of(times.begin(), times.end(),
                    [this](TimeUs at) { return is_in(at, stretches_); })) {
      own.together.insert(source_);
    }
  }

 private:
  std::uint32_t source_;
  std::vector<Stretch> stretches_;
  double log_miss_ = 0;
};

void adjust(std::vector<MemberFinding>& findings, double level) {
  std::vector<double> log_p;
  for (const auto& finding : findings) log_p.push_back(finding.log_p);
  const auto log_q = stats::log_q_values(log_p, {.possible = static_cast<double>(log_p.size())});
  for (std::size_t i = 0; i < log_q.size(); ++i) {
    findings[i].log_q = log_q[i];
    findings[i].standing = log_q[i] <= std::log(level) ? Standing::kMember : Standing::kAdjacent;
  }
}

}  // namespace

/// Everybody in the running; those not in it among the members keep p = 1.
std::vector<MemberFinding> MemberTester::test(std::span<const std::uint32_t> members) const {
  const Bursts bursts = scanner_.find(members);
  const TimeUs window = scanner_.options().window;
  const auto is_inside = [&](std::uint32_t account) {
    return std::binary_search(members.begin(), members.end(), account);
  };
  std::map<std::uint32_t, OwnSources> own;
  for (const std::uint32_t member : members) own[member];
  for (const Burst& burst : bursts.all) {
    if (!counts(burst)) continue;
    const auto acts = bursts.acts_of(burst);
    const Lookout all(scanner_, burst, acts, near_two_others(acts, TraceIndex::kNoAccount, window));
    std::map<std::uint32_t, std::vector<TimeUs>> times;
    const bool look_outside = own.size() < options_.outsiders_max;
    for (const ObjectAct& act : traces_.on(burst.object)) {
      if (look_outside || is_inside(act.account)) times[act.account].push_back(act.at);
    }
    for (const auto& [account, at] : times) {
      if (is_inside(account)) {
        const Lookout others(scanner_, burst, acts, near_two_others(acts, account, window));
        others.note(at, own[account]);
      } else {
        all.note(at, own[account]);
      }
    }
  }
  std::vector<MemberFinding> findings;
  for (const auto& [account, sources] : own) {
    if (sources.log_miss.size() < kSourcesMin && !is_inside(account)) continue;
    findings.push_back({.account = {account},
                        .log_p = sources.log_p(),
                        .bursts = static_cast<std::uint32_t>(sources.together.size())});
  }
  adjust(findings, options_.level);
  return findings;
}

std::vector<MemberFinding> MemberTester::judge(std::span<const std::uint32_t> proposed) const {
  std::vector<std::uint32_t> members(proposed.begin(), proposed.end());
  std::vector<MemberFinding> findings;
  for (int round = 0; round <= kRounds; ++round) {
    findings = test(members);
    std::vector<std::uint32_t> joined;
    for (const auto& finding : findings) {
      const bool was = std::binary_search(members.begin(), members.end(), finding.account.value);
      if (was || finding.standing == Standing::kMember) joined.push_back(finding.account.value);
    }
    if (joined == members) break;
    if (round < kRounds) members = std::move(joined);
  }
  std::erase_if(findings, [&](const MemberFinding& finding) {
    return finding.standing != Standing::kMember &&
           !std::binary_search(proposed.begin(), proposed.end(), finding.account.value);
  });
  return findings;
}

}  // namespace overt
