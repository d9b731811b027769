#include "pipeline/assess_networks.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <iterator>
#include <set>

#include <fmt/format.h>

#include "base/ordered.h"
#include "base/random.h"
#include "kernel/join/sort_rows.h"
#include "kernel/stats/false_discovery.h"
#include "model/source_splits.h"
#include "pipeline/index_traces.h"
#include "pipeline/judge_networks.h"
#include "stages/chance/pair_chance.h"
#include "stages/confirmation/combine_splits.h"
#include "stages/confirmation/join_groups.h"
#include "stages/confirmation/test_group.h"
#include "stages/networks/propose_networks.h"
#include "stages/pairs/find_pairs.h"

namespace overt {
namespace {

constexpr std::size_t kBlocksWaiting = 64;
constexpr std::uint64_t kPairsMax = 40'000'000;  // held in memory for the networks
constexpr std::uint32_t kProposingObjects = 2;   // the least that can propose
/// On logs with more traces, pairs below min_objects are kept only where chance makes them rarer
/// than this: of the others there are as many as the square of the density gives.
constexpr std::uint64_t kKeepAllTracesMax = 2'000'000;
constexpr float kLogRare = -6.9F;  // about 1e-3
/// An unconfirmed network is reported where one in so many splits proposed it.
constexpr std::uint32_t kSplitsShare = 4;
/// Of the level, for an account to be a member: at the level itself one member in twenty might be a
/// passer-by.
constexpr double kMemberShare = 0.002;
constexpr int kRounds = 3;  // of looking again without what is confirmed

class Assessor {
 public:
  Assessor(const TraceLog& log, const AssessOptions& options, ThreadPool& pool, Progress& progress)
      : log_(log), options_(options), pool_(pool), progress_(progress) {}

  Result<Assessment> run(AssessRows rows, const PairsVisitor& visit) {
    progress_.begin("sorting", 0, "traces");
    join::Rows sorted = join::sort_rows(std::move(rows.rows), pool_);
    index_ = index_traces(log_, sorted, pool_);
    aside_ = index_traces(log_, join::sort_rows(std::move(rows.aside), pool_), pool_);
    profiles_ = rows.profiles;
    progress_.end();
    count_possible_pairs();
    RETURN_IF_ERROR(find_pairs(std::move(sorted), visit));
    note_likely();
    adjust_pairs();
    RETURN_IF_ERROR(confirm());
    return std::move(result_);
  }

 private:
  // Accounts that could have been in a pair, fixed before any overlap is looked at.
  void count_possible_pairs() {
    ChanceSummary& chance = result_.chance;
    chance.level = options_.level;
    for (std::uint32_t a = 0; a < index_.accounts(); ++a) {
      if (index_.of(a).size() >= options_.min_objects) ++chance.accounts;
    }
    const auto n = static_cast<double>(chance.accounts);
    chance.possible_pairs = std::max(1.0, n * (n - 1) / 2);
    chance.splits = options_.splits;
    chance.split_key = fmt::format("{:016x}", split_key(options_.seed));
  }

  Result<void> find_pairs(join::Rows sorted, const PairsVisitor& visit) {
    const PairChance chance(index_, options_.window, pool_);
    const auto sources = log_.source_of_object();
    FindPairsOptions find;
    find.windows = options_.windows;
    find.min_objects = std::min(kProposingObjects, options_.min_objects);
    find.witnesses = true;
    const PairFinder finder(std::move(sorted), log_.accounts.id_bound(), sources, log_,
                            std::move(find), pool_);
    std::vector<PairFinder::Scratch> scratch;
    std::vector<PairChance::Scratch> chance_scratch(pool_.threads());
    for (std::size_t i = 0; i < pool_.threads(); ++i) scratch.emplace_back(finder);
    result_.table.window = options_.window;
    Result<void> state;
    progress_.begin("joining", finder.blocks(), "blocks");
    produce_in_order<PairTable>(
        pool_, finder.blocks(), kBlocksWaiting,
        [&](std::size_t block, std::size_t worker) {
          PairTable table = finder.find(block, scratch[worker]);
          add_chance(table, chance, chance_scratch[worker]);
          return table;
        },
        [&](const PairTable& table) {
          if (visit) visit(table);
          state = keep(table);
          progress_.advance(1);
          if (state.ok() && progress_.cancelled()) {
            state = Error{ErrorCode::kCancelled, "interrupted"};
          }
          return state.ok();
        });
    progress_.end();
    return state;
  }

  void add_chance(PairTable& table, const PairChance& chance, PairChance::Scratch& scratch) const {
    for (Pair& pair : table.pairs) {
      if (pair.window != options_.window) continue;
      const PairOdds odds = chance.of({pair.a.value, pair.b.value, pair.sources}, scratch);
      pair.lambda = static_cast<float>(odds.lambda);
      pair.log_p1 = static_cast<float>(odds.log_p1);
      pair.log_p2 = static_cast<float>(odds.log_p2);
      pair.log_p = static_cast<float>(odds.log_p);
    }
  }

  Result<void> keep(const PairTable& table) {
    const bool keep_all = log_.traces <= kKeepAllTracesMax;
    PairTable& all = result_.table;
    for (const Pair& pair : table.pairs) {
      if (pair.window != options_.window) continue;
      const bool counted = pair.objects >= options_.min_objects;
      if (counted) ++result_.pairs;
      if (!counted && !keep_all && pair.log_p1 > kLogRare) {
        ++likely_left_out_;
        continue;
      }
      all.pairs.push_back(pair);
      all.pairs.back().witness_begin = all.witnesses.size();
      const auto begin = table.witnesses.begin() + static_cast<std::ptrdiff_t>(pair.witness_begin);
      all.witnesses.insert(all.witnesses.end(), begin, begin + pair.witness_count);
    }
    if (all.pairs.size() <= kPairsMax) return {};
    return Error{ErrorCode::kLimitExceeded,
                 fmt::format("more than {} pairs, too many to look for networks in; ask for more "
                             "common objects (--min-objects) or a shorter window, or write the "
                             "pairs alone with overt pairs",
                             kPairsMax)};
  }

  void note_likely() {
    if (likely_left_out_ == 0) return;
    result_.limits.push_back({"traces_with_all_pairs", kKeepAllTracesMax, likely_left_out_,
                              "on a log this large, pairs with fewer than min-objects common "
                              "objects that chance makes likely did not propose networks"});
  }

  // Over all pairs that were possible: those not met have p = 1.
  void adjust_pairs() {
    std::vector<double> log_p;
    log_p.reserve(result_.table.pairs.size());
    for (const Pair& pair : result_.table.pairs) log_p.push_back(static_cast<double>(pair.log_p));
    const double m = std::max(result_.chance.possible_pairs, static_cast<double>(log_p.size()));
    const auto log_q = stats::log_q_values(log_p, {.possible = m});
    const double log_level = std::log(options_.level);
    for (std::size_t i = 0; i < log_q.size(); ++i) {
      result_.table.pairs[i].log_q = static_cast<float>(log_q[i]);
      if (log_q[i] <= log_level) ++result_.chance.significant_pairs;
    }
    result_.chance.significant_pairs_by = stats::rejections(
        log_p, {.possible = m, .dependence = stats::Dependence::kArbitrary}, options_.level);
  }

  // A confirmed network is taken out of the crowd, and the rest is looked at again: two farms on
  // one target would else hide each other. The level is halved each time.
  Result<void> confirm() {
    double level = options_.level;
    ASSIGN_OR_RETURN(result_.findings, confirm_in(index_, level));
    std::vector<bool> confirmed(index_.accounts(), false);
    for (int round = 1; round < kRounds && mark_confirmed(confirmed); ++round) {
      level /= 2;
      rests_.push_back(without_accounts(index_, confirmed, pool_));
      marked_ = &confirmed;
      ASSIGN_OR_RETURN(auto more, confirm_in(rests_.back(), level));
      for (NetworkFinding& finding : more) finding.round = static_cast<std::uint32_t>(round);
      std::erase_if(more, [](const NetworkFinding& finding) {
        return finding.status != FindingStatus::kConfirmed;
      });
      if (more.empty()) break;
      add(std::move(more));
    }
    if (options_.judge) judge();
    date_members();
    return {};
  }

  void date_members() {
    for (NetworkFinding& finding : result_.findings) {
      for (MemberFinding& member : finding.members) {
        const auto acts = index_.of(member.account.value);
        if (acts.empty()) continue;
        const auto [first, last] = std::minmax_element(
            acts.begin(), acts.end(),
            [](const AccountAct& x, const AccountAct& y) { return x.at < y.at; });
        member.first_at = first->at;
        member.last_at = last->at;
      }
    }
  }

  /// Marks the accounts of confirmed networks; whether there are new ones.
  bool mark_confirmed(std::vector<bool>& confirmed) const {
    bool more = false;
    for (const NetworkFinding& finding : result_.findings) {
      if (finding.status != FindingStatus::kConfirmed) continue;
      for (const auto& member : finding.members) {
        more = more || !confirmed[member.account.value];
        confirmed[member.account.value] = true;
      }
    }
    return more;
  }

  // Confirmed networks before all others; their accounts leave unconfirmed ones.
  void add(std::vector<NetworkFinding> confirmed) {
    std::set<std::uint32_t> taken;
    for (const auto& finding : confirmed) {
      for (const auto& member : finding.members) taken.insert(member.account.value);
    }
    auto& findings = result_.findings;
    for (NetworkFinding& finding : findings) {
      if (finding.status == FindingStatus::kConfirmed) continue;
      std::erase_if(finding.members,
                    [&](const auto& member) { return taken.contains(member.account.value); });
    }
    std::erase_if(findings, [this](const NetworkFinding& finding) {
      return finding.members.size() < options_.min_members;
    });
    const auto first_open = std::find_if(findings.begin(), findings.end(), [](const auto& f) {
      return f.status != FindingStatus::kConfirmed;
    });
    findings.insert(first_open, std::make_move_iterator(confirmed.begin()),
                    std::make_move_iterator(confirmed.end()));
  }

  [[nodiscard]] SourceSplits splits(const TraceIndex& traces) const {
    return {traces, split_key(options_.seed), options_.splits};
  }

  // One task a split; each proposes on its half D and tests on its half C.
  Result<std::vector<NetworkFinding>> confirm_in(const TraceIndex& traces, double level) {
    const SourceSplits halves = splits(traces);
    const GroupTester tester(traces, halves, {.window = options_.window});
    std::vector<std::vector<TestedGroup>> of_split(options_.splits);
    std::vector<std::uint64_t> left_out(options_.splits, 0);
    progress_.begin("confirming", options_.splits, "splits");
    pool_.parallel_for(options_.splits, 1, [&](const Block& block) {
      if (progress_.cancelled()) return;
      const auto split = static_cast<std::uint32_t>(block.begin);
      ProposalOptions propose;
      propose.min_members = options_.min_members;
      propose.seed = options_.seed;
      propose.log_p1_max = log_p1_max();
      propose.left_out = marked_;
      Proposals proposals = propose_networks(result_.table, traces, halves, split, log_, propose);
      left_out[split] = proposals.pairs_left_out;
      test_all(tester, split, proposals.groups, of_split[split]);
      std::vector<GroupMeetings> meetings;
      for (const auto& group : of_split[split]) {
        meetings.push_back({group.members, group.test.meetings});
      }
      test_all(tester, split, join_groups(meetings), of_split[split]);
      test_all(tester, split, with_companions(of_split[split]), of_split[split]);
      progress_.advance(1);
    });
    progress_.end();
    if (progress_.cancelled()) return Error{ErrorCode::kCancelled, "interrupted"};
    note_left_out(*std::max_element(left_out.begin(), left_out.end()));
    std::vector<TestedGroup> groups;
    for (auto& tested : of_split) {
      for (auto& group : tested) groups.push_back(std::move(group));
    }
    CombineOptions combine;
    combine.splits = options_.splits;
    combine.min_members = options_.min_members;
    combine.level = level;
    return combine_splits(std::move(groups), log_,
                          MemberTester(traces, tester.scanner(), {.level = level * kMemberShare}),
                          combine);
  }

  void note_left_out(std::uint64_t pairs) {
    if (pairs == 0 || left_out_noted_) return;
    left_out_noted_ = true;
    result_.limits.push_back({"proposing_pairs", ProposalOptions{}.pairs_max, pairs,
                              "the likeliest pairs of a half did not propose networks"});
  }

  static std::vector<std::vector<std::uint32_t>> with_companions(
      const std::vector<TestedGroup>& groups) {
    std::vector<std::vector<std::uint32_t>> larger;
    for (const auto& group : groups) {
      if (group.test.companions.empty()) continue;
      auto& members = larger.emplace_back(group.members);
      members.insert(members.end(), group.test.companions.begin(), group.test.companions.end());
      std::sort(members.begin(), members.end());
    }
    return larger;
  }

  static void test_all(const GroupTester& tester, std::uint32_t split,
                       const std::vector<std::vector<std::uint32_t>>& groups,
                       std::vector<TestedGroup>& tested) {
    for (const auto& members : groups) {
      tested.push_back({split, members, tester.test(members, split)});
    }
  }

  // A pair by chance an account, at most, may propose.
  [[nodiscard]] double log_p1_max() const {
    const double n = std::max(1.0, static_cast<double>(result_.chance.accounts));
    return std::min(std::log(1e-4), -std::log(n));
  }

  void judge() {
    std::vector<BurstScanner> scanners;
    scanners.emplace_back(index_, BurstOptions{.window = options_.window});
    for (const TraceIndex& rest : rests_) {
      scanners.emplace_back(rest, BurstOptions{.window = options_.window});
    }
    progress_.begin("weighing evidence", 0, "networks");
    keep_proposed_often();
    const JudgeOptions options = {
        .min_members = options_.min_members, .level = options_.level, .window = options_.window};
    judge_networks({log_, index_, aside_, profiles_, scanners}, options, result_.findings);
    progress_.end();
  }

  // What a few splits alone proposed is noise of the search.
  void keep_proposed_often() {
    std::erase_if(result_.findings, [&](const NetworkFinding& finding) {
      return finding.status != FindingStatus::kConfirmed &&
             finding.splits * kSplitsShare < options_.splits;
    });
  }

  const TraceLog& log_;
  const AssessOptions& options_;
  ThreadPool& pool_;
  Progress& progress_;
  TraceIndex index_;
  TraceIndex aside_;
  std::deque<TraceIndex> rests_;  // without what earlier rounds confirmed; never moved
  std::span<const AccountProfile* const> profiles_;
  const std::vector<bool>* marked_ = nullptr;  // accounts of networks that are confirmed already
  std::uint64_t likely_left_out_ = 0;
  bool left_out_noted_ = false;
  Assessment result_;
};

}  // namespace

std::uint64_t split_key(std::uint64_t seed) { return mix64(seed ^ 0x73706c6974730000ULL); }

Result<Assessment> assess_networks(const TraceLog& log, AssessRows rows,
                                   const AssessOptions& options, ThreadPool& pool,
                                   Progress& progress, const PairsVisitor& visit) {
  return Assessor(log, options, pool, progress).run(std::move(rows), visit);
}

}  // namespace overt
