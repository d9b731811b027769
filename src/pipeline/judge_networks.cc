#include "pipeline/judge_networks.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "stages/explanations/measure_bursts.h"
#include "stages/explanations/try_explanations.h"
#include "stages/families/propose_by_reuse.h"
#include "stages/families/tied_parts.h"
#include "stages/families/weigh_families.h"

namespace overt {
namespace {

/// Kinds of evidence that must speak for an account, and hold for a network at the review tier.
constexpr std::size_t kFamiliesMin = 2;
/// From one in so many bursts on texts, media or hashtags on, they had a part in the choice.
constexpr std::size_t kContentShare = 4;

using Members = std::vector<std::uint32_t>;

Members all_accounts(const NetworkFinding& finding) {
  Members accounts;
  for (const auto& member : finding.members) accounts.push_back(member.account.value);
  std::sort(accounts.begin(), accounts.end());
  return accounts;
}

Members standing_members(const NetworkFinding& finding) {
  Members accounts;
  for (const auto& member : finding.members) {
    if (member.standing == Standing::kMember) accounts.push_back(member.account.value);
  }
  std::sort(accounts.begin(), accounts.end());
  return accounts;
}

std::size_t families_that_hold(const std::vector<FamilyEvidence>& families) {
  return static_cast<std::size_t>(
      std::count_if(families.begin(), families.end(), [](const auto& f) { return f.holds; }));
}

class Judge {
 public:
  Judge(const JudgeInputs& inputs, const JudgeOptions& options)
      : inputs_(inputs), options_(options), named_(name_objects()), weigher_(family_inputs()) {
    for (const AccountProfile* profile : inputs.profiles) profiles_known_ |= profile != nullptr;
    if (profiles_known_) hosts_ = count_profile_hosts(inputs.profiles);
    count_seconds();
  }

  void run(std::vector<NetworkFinding>& findings) {
    for (NetworkFinding& finding : findings) judge(finding);
    raise_by_families(findings);
    std::stable_sort(findings.begin(), findings.end(), [](const auto& x, const auto& y) {
      return x.tier != y.tier ? x.tier < y.tier : x.status < y.status;
    });
  }

 private:
  [[nodiscard]] FamilyInputs family_inputs() const {
    return {inputs_.traces, inputs_.aside, inputs_.profiles, named_};
  }

  // The accounts that follows and mentions name.
  [[nodiscard]] std::vector<std::uint32_t> name_objects() const {
    const TraceIndex& aside = inputs_.aside;
    std::vector<std::uint32_t> named(aside.objects(), TraceIndex::kNoAccount);
    for (std::uint32_t object = 0; object < aside.objects(); ++object) {
      if (aside.on(object).empty()) continue;
      const ObjectKind kind = aside.kind(object);
      if (kind != ObjectKind::kMention && kind != ObjectKind::kFollow) continue;
      named[object] = inputs_.log.accounts.find(inputs_.log.objects.name(object), 0);
    }
    return named;
  }

  void count_seconds() {
    for (std::uint32_t object = 0; object < inputs_.traces.objects(); ++object) {
      for (const ObjectAct& act : inputs_.traces.on(object)) {
        ++seconds_[static_cast<std::size_t>(act.at / kMicrosPerSecond % 60)];
      }
    }
  }

  [[nodiscard]] const BurstScanner& scanner_of(const NetworkFinding& finding) const {
    return inputs_.scanners[finding.round];
  }

  void judge(NetworkFinding& finding) {
    const bool confirmed = finding.status == FindingStatus::kConfirmed;
    const Members members = confirmed ? standing_members(finding) : all_accounts(finding);
    const Bursts bursts = scanner_of(finding).find(members);
    const auto weighed = weigher_.weigh(members, chosen_by(bursts));
    finding.families = {synchrony_of(finding)};
    for (const auto& family : weighed) finding.families.push_back(family.evidence);
    if (!confirmed) return;
    explain(finding, members, bursts);
    set_tier(finding);
  }

  // Members that were found by acting on the same texts and media were chosen by content too.
  [[nodiscard]] FamilySet chosen_by(const Bursts& bursts) const {
    std::size_t content = 0;
    std::size_t all = 0;
    for (const Burst& burst : bursts.all) {
      if (burst.together == 0) continue;
      ++all;
      if (family_of(inputs_.traces.kind(burst.object)) == Family::kContentReuse) ++content;
    }
    FamilySet chosen;
    if (content * kContentShare >= all) chosen.set(static_cast<std::size_t>(Family::kContentReuse));
    return chosen;
  }

  [[nodiscard]] FamilyEvidence synchrony_of(const NetworkFinding& finding) const {
    FamilyEvidence evidence;
    evidence.family = Family::kSynchrony;
    evidence.holds = finding.log_q <= std::log(options_.level);
    evidence.log_p = finding.log_p;
    evidence.summary = fmt::format(
        "Members act together on {} {}; {} {} left once those are put together that one account, "
        "one moment or one publication may have set off.",
        finding.sources, finding.sources == 1 ? "source" : "sources", finding.triggers,
        finding.triggers == 1 ? "is" : "are");
    return evidence;
  }

  static void set_tier(NetworkFinding& finding) {
    if (finding.explanation != Explanation::kUndisclosed) return;
    finding.tier = families_that_hold(finding.families) >= kFamiliesMin ? FindingTier::kReview
                                                                        : FindingTier::kWatch;
  }

  void explain(NetworkFinding& finding, const Members& members, const Bursts& bursts) const {
    const NetworkBehaviour behaviour = behaviour_of(finding, members, bursts);
    finding.explanations = try_explanations(behaviour);
    finding.explanation = best_explanation(finding.explanations);
  }

  [[nodiscard]] NetworkBehaviour behaviour_of(const NetworkFinding& finding, const Members& members,
                                              const Bursts& bursts) const {
    NetworkBehaviour behaviour;
    behaviour.members = members;
    behaviour.hosts = hosts_;
    behaviour.families = finding.families;
    behaviour.log_seconds = seconds_;
    if (profiles_known_) {
      for (const auto member : members) behaviour.profiles.push_back(inputs_.profiles[member]);
    }
    const BurstMeasure measure(inputs_.traces, members, bursts.leaders,
                               {.window = options_.window});
    for (const Burst& burst : bursts.all) {
      if (burst.together == 0) continue;
      behaviour.bursts.push_back(measure.measure({.object = burst.object,
                                                  .occasion = burst.occasion,
                                                  .begin = burst.begin,
                                                  .end = burst.end,
                                                  .cause = cause_of(burst.trigger)}));
    }
    add_sources(measure, behaviour);
    add_clients(bursts, members, behaviour);
    return behaviour;
  }

  static BurstCause cause_of(Trigger trigger) {
    switch (trigger) {
      case Trigger::kPublication:
        return BurstCause::kPublication;
      case Trigger::kLeader:
        return BurstCause::kLeader;
      case Trigger::kClock:  // an app's moment is nobody's post
      case Trigger::kNone:
        return BurstCause::kUnknown;
    }
    return BurstCause::kUnknown;
  }

  void add_sources(const BurstMeasure& measure, NetworkBehaviour& behaviour) const {
    behaviour.sources = measure.tally_sources();
    for (SourceFigure& source : behaviour.sources) {
      if (source.source < inputs_.log.sources.id_bound() &&
          inputs_.log.sources.is_id(source.source)) {
        source.name = inputs_.log.sources.name(source.source);
      }
    }
  }

  // Through which apps the members acted in the bursts.
  void add_clients(const Bursts& bursts, const Members& members,
                   NetworkBehaviour& behaviour) const {
    std::set<std::pair<std::uint32_t, TimeUs>> moments;
    for (const Burst& burst : bursts.all) {
      if (burst.together == 0) continue;
      for (const GroupAct& act : bursts.acts_of(burst)) {
        if (burst.begin <= act.at && act.at <= burst.end) moments.emplace(act.account, act.at);
      }
    }
    behaviour.burst_acts = moments.size();
    std::map<std::uint32_t, std::map<std::uint32_t, std::uint64_t>> acts_through;
    for (const auto member : members) {
      for (const AccountAct& act : inputs_.aside.of(member)) {
        if (inputs_.aside.kind(act.object) != ObjectKind::kClient) continue;
        if (moments.contains({member, act.at})) ++acts_through[act.object][member];
      }
    }
    for (const auto& [client, by_member] : acts_through) {
      ClientFigure figure;
      figure.name = inputs_.log.objects.name(client);
      figure.members = static_cast<std::uint32_t>(by_member.size());
      for (const auto& [member, acts] : by_member) figure.member_acts += acts;
      figure.other_accounts = count_accounts(client) - count_users(client, members);
      behaviour.clients.push_back(std::move(figure));
    }
    std::sort(behaviour.clients.begin(), behaviour.clients.end(),
              [](const auto& x, const auto& y) { return x.name < y.name; });
  }

  // Counted once for all networks: half of a log's posts come through one app.
  [[nodiscard]] std::uint32_t count_accounts(std::uint32_t client) const {
    const auto [known, fresh] = accounts_through_.try_emplace(client, 0);
    if (!fresh) return known->second;
    std::vector<std::uint32_t> accounts;
    for (const ObjectAct& act : inputs_.aside.on(client)) accounts.push_back(act.account);
    std::sort(accounts.begin(), accounts.end());
    accounts.erase(std::unique(accounts.begin(), accounts.end()), accounts.end());
    return known->second = static_cast<std::uint32_t>(accounts.size());
  }

  [[nodiscard]] std::uint32_t count_users(std::uint32_t client, const Members& members) const {
    return static_cast<std::uint32_t>(
        std::count_if(members.begin(), members.end(), [&](std::uint32_t member) {
          const auto acts = inputs_.aside.of(member);
          return std::any_of(acts.begin(), acts.end(),
                             [client](const AccountAct& act) { return act.object == client; });
        }));
  }

  /// Accounts that two kinds of evidence or more speak for.
  static Members spoken_for(const std::vector<WeighedFamily>& weighed) {
    std::map<std::uint32_t, std::size_t> kinds;
    for (const auto& family : weighed) {
      if (!family.evidence.holds) continue;
      for (const auto account : family.speaks_for) ++kinds[account];
    }
    Members accounts;
    for (const auto& [account, count] : kinds) {
      if (count >= kFamiliesMin) accounts.push_back(account);
    }
    return accounts;
  }

  // Groups that share rare things whenever they used them, and proposals that synchrony did not
  // confirm: two other kinds of evidence that hold after the price of all that were looked at.
  // Without profiles nobody can have said who they are, and a brand's own accounts look the same.
  void raise_by_families(std::vector<NetworkFinding>& findings) {
    if (!profiles_known_) return;
    std::set<std::uint32_t> taken;
    for (const auto& finding : findings) {
      if (finding.status != FindingStatus::kConfirmed) continue;
      for (const auto account : all_accounts(finding)) taken.insert(account);
    }
    const ReuseProposals proposals = propose_by_reuse(family_inputs());
    const double price =
        std::log(std::max<double>(1, static_cast<double>(proposals.groups.size())));
    std::vector<NetworkFinding> raised;
    for (const ReuseGroup& group : proposals.groups) {
      Members members;
      for (const auto account : group.members) {
        if (!taken.contains(account)) members.push_back(account);
      }
      if (members.size() < options_.min_members || 2 * members.size() < group.members.size()) {
        continue;
      }
      for (auto& finding : raise(members, group.chosen_by, price)) {
        for (const auto account : all_accounts(finding)) taken.insert(account);
        raised.push_back(std::move(finding));
      }
    }
    replace_overlapping(raised, findings);
    for (auto& finding : raised) findings.push_back(std::move(finding));
  }

  // What a proposal comes to: one network, several where its evidence falls apart, or nothing.
  std::vector<NetworkFinding> raise(const Members& proposed, FamilySet chosen_by,
                                    double log_price) {
    NetworkFinding finding;
    auto weighed = weigher_.weigh(proposed, chosen_by);
    for (auto& family : weighed) {
      family.evidence.log_p = std::min(0.0, family.evidence.log_p + log_price);
      family.evidence.holds = family.evidence.holds && family.evidence.log_p <= kLogRaised;
    }
    const Members members = spoken_for(weighed);
    finding.families = {synchrony_of(finding)};
    finding.families.front().holds = false;
    for (const auto& family : weighed) finding.families.push_back(family.evidence);
    if (members.size() < options_.min_members ||
        families_that_hold(finding.families) < kFamiliesMin) {
      return {};
    }
    const auto parts = tied_parts(members, weighed);
    if (parts.size() > 1) {
      std::vector<NetworkFinding> findings;
      for (const Members& part : parts) {
        if (part.size() < options_.min_members) continue;
        for (auto& one : raise(part, chosen_by, log_price)) findings.push_back(std::move(one));
      }
      return findings;
    }
    finding.status = FindingStatus::kConfirmed;
    finding.log_p = finding.log_q = second_least(finding.families);
    for (const auto account : proposed) {
      const bool inside = std::binary_search(members.begin(), members.end(), account);
      finding.members.push_back({.account = {account},
                                 .standing = inside ? Standing::kMember : Standing::kAdjacent,
                                 .log_p = inside ? finding.log_p : 0,
                                 .log_q = inside ? finding.log_q : 0});
    }
    sort_by_name(finding);
    explain(finding, members, scanner_of(finding).find(members));
    set_tier(finding);
    std::vector<NetworkFinding> findings;
    findings.push_back(std::move(finding));
    return findings;
  }

  /// Two kinds must hold: the weaker one is the network's chance.
  static double second_least(const std::vector<FamilyEvidence>& families) {
    std::vector<double> log_p;
    for (const auto& family : families) {
      if (family.holds) log_p.push_back(family.log_p);
    }
    std::sort(log_p.begin(), log_p.end());
    return log_p.size() < kFamiliesMin ? 0 : log_p[kFamiliesMin - 1];
  }

  void sort_by_name(NetworkFinding& finding) const {
    std::sort(finding.members.begin(), finding.members.end(), [this](const auto& x, const auto& y) {
      return inputs_.log.account(x.account) < inputs_.log.account(y.account);
    });
  }

  // What was proposed without being confirmed gives its accounts to what families raised.
  void replace_overlapping(const std::vector<NetworkFinding>& raised,
                           std::vector<NetworkFinding>& findings) const {
    std::set<std::uint32_t> taken;
    for (const auto& finding : raised) {
      for (const auto account : all_accounts(finding)) taken.insert(account);
    }
    for (NetworkFinding& finding : findings) {
      if (finding.status == FindingStatus::kConfirmed) continue;
      std::erase_if(finding.members,
                    [&](const auto& member) { return taken.contains(member.account.value); });
    }
    std::erase_if(findings, [this](const NetworkFinding& finding) {
      return finding.members.size() < options_.min_members;
    });
  }

  static constexpr double kLogRaised = -9.210340371976182;  // log 1e-4

  const JudgeInputs& inputs_;
  const JudgeOptions& options_;
  std::vector<std::uint32_t> named_;
  FamilyWeigher weigher_;
  bool profiles_known_ = false;
  std::vector<HostFigure> hosts_;
  mutable std::map<std::uint32_t, std::uint32_t> accounts_through_;  // by client
  std::array<std::uint64_t, 60> seconds_{};
};

}  // namespace

void judge_networks(const JudgeInputs& inputs, const JudgeOptions& options,
                    std::vector<NetworkFinding>& findings) {
  Judge(inputs, options).run(findings);
}

}  // namespace overt
