#include "pipeline/assess_networks.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <iterator>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "base/large_blocks.h"
#include "base/random.h"
#include "kernel/join/sort_rows.h"
#include "model/source_splits.h"
#include "pipeline/index_traces.h"
#include "pipeline/judge_networks.h"
#include "stages/confirmation/combine_splits.h"
#include "stages/confirmation/join_groups.h"
#include "stages/confirmation/test_group.h"
#include "stages/networks/propose_by_similarity.h"
#include "stages/networks/propose_networks.h"
#include "stages/pairs/interpolated_times.h"

namespace overt {
namespace {

/// An unconfirmed network is reported where one in so many splits proposed it.
constexpr std::uint32_t kSplitsShare = 4;
/// Of the level, for an account to be a member: at the level itself one member in twenty might be a
/// passer-by.
constexpr double kMemberShare = 0.002;
constexpr std::uint64_t kUnlimited = std::uint64_t{1} << 62;
constexpr int kRounds = 3;  // of looking again without what is confirmed

using Accounts = std::vector<std::uint32_t>;  // ascending

/// Finds out whether a group shares half of the smaller one's accounts with one of some others:
/// then they are one network to combine_splits().
class AkinGroups {
 public:
  explicit AkinGroups(const std::vector<Accounts>& others) {
    for (std::uint32_t i = 0; i < others.size(); ++i) {
      sizes_.push_back(others[i].size());
      for (const std::uint32_t account : others[i]) groups_.emplace_back(account, i);
    }
    std::sort(groups_.begin(), groups_.end());
  }
  [[nodiscard]] bool any(const Accounts& group) const {
    std::vector<std::uint32_t> met;  // a group of the others for each account in common
    for (const std::uint32_t account : group) {
      auto at = std::lower_bound(groups_.begin(), groups_.end(), std::pair(account, 0U));
      for (; at != groups_.end() && at->first == account; ++at) met.push_back(at->second);
    }
    std::sort(met.begin(), met.end());
    for (std::size_t i = 0, end = 0; i < met.size(); i = end) {
      while (end < met.size() && met[end] == met[i]) ++end;
      if (2 * (end - i) >= std::min(group.size(), sizes_[met[i]])) return true;
    }
    return false;
  }

 private:
  std::vector<std::pair<std::uint32_t, std::uint32_t>> groups_;  // account, group; ascending
  std::vector<std::size_t> sizes_;                               // by group
};

class Assessor {
 public:
  Assessor(const TraceLog& log, const AssessOptions& options, ThreadPool& pool, Progress& progress)
      : log_(log), options_(options), pool_(pool), progress_(progress) {}

  Result<Assessment> run(AssessRows rows, const PairsVisitor& visit) {
    progress_.begin("sorting", 0, "traces");
    join::Rows sorted = join::sort_rows(std::move(rows.rows), pool_);
    index_ = index_traces(log_, sorted, pool_);
    aside_ = index_traces(log_, join::sort_rows(std::move(rows.aside), pool_), pool_);
    clocks_.emplace(aside_);
    profiles_ = rows.profiles;
    progress_.end();
    if (auto note = note_interpolated(find_interpolated_times(index_))) {
      result_.notes.push_back(std::move(*note));
    }
    RETURN_IF_ERROR(find_pairs(std::move(sorted), visit));
    RETURN_IF_ERROR(confirm());
    return std::move(result_);
  }

 private:
  Result<void> find_pairs(join::Rows sorted, const PairsVisitor& visit) {
    const PairsWithChanceOptions find = {.window = options_.window,
                                         .min_objects = options_.min_objects,
                                         .level = options_.level,
                                         .all_of_each_traces_max = options_.all_of_each_traces_max,
                                         .exhaustive = options_.exhaustive};
    ASSIGN_OR_RETURN(
        auto found, find_pairs_with_chance(log_, std::move(sorted), find, pool_, progress_, visit));
    result_.table = std::move(found.table);
    result_.chance = found.chance;
    result_.chance.splits = options_.splits;
    result_.chance.split_key = fmt::format("{:016x}", split_key(options_.seed));
    result_.pairs = found.pairs;
    result_.limits = std::move(found.limits);
    result_.odds = std::move(found.odds);
    return {};
  }

  // A confirmed network is taken out of the crowd, and the rest is looked at again: two farms on
  // one target would else hide each other. The level is halved each time.
  Result<void> confirm() {
    const KeepLargeBlocks keep;  // every split makes and frees the same tables
    double level = options_.level;
    ASSIGN_OR_RETURN(result_.findings, confirm_in(index_, level));
    std::vector<bool> confirmed(index_.accounts(), false);
    for (int round = 1; round < kRounds && mark_confirmed(confirmed); ++round) {
      level /= 2;
      rests_.push_back(without_accounts(index_, confirmed, pool_));
      marked_ = &confirmed;
      ASSIGN_OR_RETURN(auto more, confirm_in(rests_.back(), level));
      for (NetworkFinding& finding : more) finding.round = static_cast<std::uint32_t>(round);
      if (more.empty()) break;
      add(std::move(more));
    }
    if (options_.judge) judge();
    date_members();
    if (options_.visit_findings) {
      options_.visit_findings(index_, aside_, profiles_, result_.findings);
    }
    return {};
  }

  void date_members() {
    for (NetworkFinding& finding : result_.findings) {
      for (MemberFinding& member : finding.members) {
        // Some act on nothing that pairs are made of.
        const bool paired = !index_.of(member.account.value).empty();
        date_member(member, (paired ? index_ : aside_).of(member.account.value));
      }
    }
  }

  static void date_member(MemberFinding& member, std::span<const AccountAct> acts) {
    if (acts.empty()) return;
    const auto [first, last] =
        std::minmax_element(acts.begin(), acts.end(),
                            [](const AccountAct& x, const AccountAct& y) { return x.at < y.at; });
    member.first_at = first->at;
    member.last_at = last->at;
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

  [[nodiscard]] const ClientClocks* clocks() const {
    return clocks_->known() ? &*clocks_ : nullptr;
  }

  [[nodiscard]] SourceSplits splits(const TraceIndex& traces) const {
    return {traces, split_key(options_.seed), options_.splits};
  }

  // One task a split; each proposes on its half D and tests on its half C.
  Result<std::vector<NetworkFinding>> confirm_in(const TraceIndex& traces, double level) {
    const SourceSplits halves = splits(traces);
    const auto discovering = discovering_witnesses(result_.table, traces, halves);
    const BurstScanner& scanner =
        scanners_.emplace_back(traces, BurstOptions{.window = options_.window}, pool_, clocks());
    const GroupTester tester(traces, halves, scanner, pool_);
    std::optional<SimilarityProposer> similarity;  // in the first round alone
    if (alike_.empty()) compare_accounts(traces, halves, similarity);
    alike_.resize(options_.splits);
    std::vector<std::vector<TestedGroup>> of_split(options_.splits);
    std::vector<LeftOut> left_out(options_.splits);
    progress_.begin("confirming", options_.splits, "splits");
    pool_.parallel_for(options_.splits, 1, [&](const Block& block) {
      if (progress_.cancelled()) return;
      const auto split = static_cast<std::uint32_t>(block.begin);
      const auto groups = propose_by_pairs(traces, discovering, split, left_out[split]);
      test_all(tester, split, groups, of_split[split]);
      if (similarity) alike_[split] = propose_alike(*similarity, split, left_out[split]);
      test_alike(tester, split, groups, of_split[split]);
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
    note_left_out(left_out);
    std::vector<TestedGroup> groups;
    for (auto& tested : of_split) {
      for (auto& group : tested) groups.push_back(std::move(group));
    }
    CombineOptions combine;
    combine.splits = options_.splits;
    combine.min_members = options_.min_members;
    combine.level = level;
    combine.confirmed_alone = marked_ != nullptr;
    return combine_splits(std::move(groups), log_,
                          MemberTester(traces, scanner, {.level = level * kMemberShare}), combine);
  }

  // By what they act on, on the halves D of all splits at once.
  void compare_accounts(const TraceIndex& traces, const SourceSplits& halves,
                        std::optional<SimilarityProposer>& similarity) {
    progress_.begin("comparing accounts", traces.accounts(), "accounts");
    similarity.emplace(traces, halves, log_, similarity_options(), pool_,
                       [this](std::uint64_t accounts) {
                         progress_.advance(accounts);
                         return !progress_.cancelled();
                       });
    progress_.end();
    note_limit({"similarity_steps", SimilarityProposalOptions{}.steps_max,
                similarity->accounts_left_out(),
                "accounts were not compared with others by what they act on"});
  }

  /// What the limits of one split's search left out.
  struct LeftOut {
    std::uint64_t pairs = 0;
    std::uint64_t similar_pairs = 0;
  };

  [[nodiscard]] std::vector<Accounts> propose_by_pairs(const TraceIndex& traces,
                                                       std::span<const std::uint64_t> discovering,
                                                       std::uint32_t split,
                                                       LeftOut& left_out) const {
    ProposalOptions propose;
    propose.min_members = options_.min_members;
    propose.seed = options_.seed;
    propose.log_p1_max = log_p1_max();
    propose.left_out = marked_;
    if (options_.exhaustive) propose.pairs_max = kUnlimited;
    Proposals proposals =
        propose_networks(result_.table, traces, discovering, split, log_, propose);
    left_out.pairs = proposals.pairs_left_out;
    return std::move(proposals.groups);
  }

  [[nodiscard]] SimilarityProposalOptions similarity_options() const {
    SimilarityProposalOptions propose;
    propose.min_objects = options_.min_objects;
    propose.min_members = options_.min_members;
    propose.seed = options_.seed;
    if (options_.exhaustive) propose.pairs_max = propose.steps_max = kUnlimited;
    return propose;
  }

  static std::vector<Accounts> propose_alike(const SimilarityProposer& similarity,
                                             std::uint32_t split, LeftOut& left_out) {
    SimilarityProposals proposals = similarity.propose(split);
    left_out.similar_pairs = proposals.pairs_left_out;
    return std::move(proposals.groups);
  }

  // What acts on the same objects, where it met on half D and is not what pairs proposed: a second
  // shape of one network would only dilute its evidence, and every hypothesis has its price.
  void test_alike(const GroupTester& tester, std::uint32_t split,
                  const std::vector<Accounts>& proposed, std::vector<TestedGroup>& tested) const {
    std::vector<Accounts> groups = alike_[split];
    for (Accounts& group : groups) {
      std::erase_if(group, [&](std::uint32_t a) { return marked_ != nullptr && (*marked_)[a]; });
    }
    const AkinGroups akin(proposed);
    std::erase_if(groups, [&](const Accounts& group) {
      return group.size() < options_.min_members || akin.any(group);
    });
    std::vector<TestedGroup> found;
    test_all(tester, split, groups, found);
    std::erase_if(found, [](const TestedGroup& group) {
      return group.test.meetings.size() < kMeetingsShared;
    });
    std::move(found.begin(), found.end(), std::back_inserter(tested));
  }

  void note_left_out(const std::vector<LeftOut>& of_splits) {
    const auto most = [&](std::uint64_t LeftOut::*what) {
      std::uint64_t count = 0;
      for (const LeftOut& left_out : of_splits) count = std::max(count, left_out.*what);
      return count;
    };
    const SimilarityProposalOptions similarity;
    note_limit({"proposing_pairs", ProposalOptions{}.pairs_max, most(&LeftOut::pairs),
                "the likeliest pairs of a half did not propose networks"});
    note_limit({"similar_pairs", similarity.pairs_max, most(&LeftOut::similar_pairs),
                "the least similar pairs of a half did not propose networks"});
  }

  /// Each once, however many rounds meet it.
  void note_limit(LimitHit hit) {
    const bool is_noted =
        std::any_of(result_.limits.begin(), result_.limits.end(),
                    [&](const LimitHit& noted) { return noted.name == hit.name; });
    if (hit.left_out > 0 && !is_noted) result_.limits.push_back(std::move(hit));
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
    progress_.begin("weighing evidence", 0, "networks");
    if (!options_.keep_all_proposed) keep_proposed_often();
    const JudgeOptions options = {
        .min_members = options_.min_members, .level = options_.level, .window = options_.window};
    judge_networks({log_, index_, aside_, profiles_, scanners_}, options, result_.findings);
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
  std::optional<ClientClocks> clocks_;
  std::deque<TraceIndex> rests_;       // without what earlier rounds confirmed; never moved
  std::deque<BurstScanner> scanners_;  // by round: of index_, and then of rests_
  std::span<const AccountProfile* const> profiles_;
  std::vector<std::vector<Accounts>> alike_;   // by split: what acts on the same objects
  const std::vector<bool>* marked_ = nullptr;  // accounts of networks that are confirmed already
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
