#include "stages/disclosures/measures.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

namespace overt {
namespace {

/// The first event of a kind by a time.
const DecisionEvent* event_of(const Decision& decision, DecisionEventKind kind, TimeUs as_of) {
  for (const DecisionEvent& event : decision.events) {
    if (event.kind == kind && event.at <= as_of) return &event;
  }
  return nullptr;
}

std::optional<TimeUs> lifted_at(const Decision& decision, TimeUs as_of) {
  for (const auto kind : {DecisionEventKind::kUndone, DecisionEventKind::kReversed}) {
    if (const DecisionEvent* const event = event_of(decision, kind, as_of)) return event->at;
  }
  return std::nullopt;
}

/// Rests on another run than the one told of, or is about a network that this one goes on from.
bool came_before(const Decision& decision, const ToldNetwork& network) {
  const DecisionDraft& draft = decision.draft;
  if (draft.subject.network == network.id) {
    return !draft.evidence.starts_with(fmt::format("run {},", network.run));
  }
  return std::find(network.returns_from.begin(), network.returns_from.end(),
                   draft.subject.network) != network.returns_from.end();
}

/// The accounts of a network by what stands on them.
class NetworkCount {
 public:
  NetworkCount(const CountedDecisions& counted, const ToldNetwork& network)
      : counted_(counted), network_(network) {}

  DecidedNetwork run() {
    decided_.mode = counted_.mode;
    const std::vector<Measure> measures = measures_of(counted_);
    for (const Measure& measure : measures) take(measure);
    returns_ = std::any_of(measures.begin(), measures.end(), [this](const Measure& measure) {
      return came_before(*measure.decision, network_) && first_at_ && measure.taken_at < *first_at_;
    });
    for (const Complaint& complaint : complaints_of(counted_)) take(complaint);
    return finish();
  }

 private:
  /// Statements are about what this run led to, and each account counts once.
  [[nodiscard]] bool is_ours(const Decision& decision) const {
    return decision.draft.subject.network == network_.id && !came_before(decision, network_);
  }

  void take(const Measure& measure) {
    const Decision& decision = *measure.decision;
    if (!is_ours(decision)) return;
    policies_.insert(fmt::format("{} {}, {}", decision.draft.policy, decision.draft.policy_version,
                                 decision.draft.clause));
    if (!first_at_ || measure.taken_at < *first_at_) first_at_ = measure.taken_at;
    const DecisionSubject& subject = decision.draft.subject;
    if (!restricts(measure.what().action)) {
      asked_.insert(subject.id);
      return;
    }
    if (measure.lifted_at) {
      lifted_.insert(subject.id);
      return;
    }
    if (subject.kind == SubjectKind::kNetwork) as_a_whole_ = true;
    standing_.insert(subject.id);
    Restricted& restricted = by_action_[{measure.what().action, measure.what().audience}];
    if (subject.kind == SubjectKind::kNetwork) restricted.whole = true;
    restricted.accounts.insert(subject.id);
  }

  void take(const Complaint& complaint) {
    if (!is_ours(*complaint.decision)) return;
    ++decided_.appeals;
    if (!complaint.heard_at) return;
    ++(complaint.reversed ? decided_.appeals_reversed : decided_.appeals_upheld);
  }

  DecidedNetwork finish() {
    for (const auto& [action, restricted] : by_action_) {
      decided_.actions.push_back(
          {action.first, action.second,
           restricted.whole ? network_.members : std::uint64_t{restricted.accounts.size()}});
    }
    decided_.accounts = as_a_whole_ ? network_.members : std::uint64_t{standing_.size()};
    for (const std::string& account : standing_) {
      asked_.erase(account);
      lifted_.erase(account);
    }
    decided_.accounts_asked = asked_.size();
    decided_.accounts_taken_back = lifted_.size();
    decided_.returning = returns_ ? decided_.accounts : 0;
    if (first_at_) decided_.first_day = format_date(*first_at_);
    decided_.policies.assign(policies_.begin(), policies_.end());
    return std::move(decided_);
  }

  struct Restricted {
    std::set<std::string> accounts;
    bool whole = false;
  };

  const CountedDecisions& counted_;
  const ToldNetwork& network_;
  DecidedNetwork decided_;
  std::map<std::pair<ActionKind, std::string>, Restricted> by_action_;
  std::set<std::string> standing_;
  std::set<std::string> lifted_;
  std::set<std::string> asked_;
  std::set<std::string> policies_;
  std::optional<TimeUs> first_at_;
  bool as_a_whole_ = false;
  bool returns_ = false;
};

}  // namespace

std::vector<Measure> measures_of(const CountedDecisions& counted) {
  std::vector<Measure> measures;
  for (const Decision& decision : counted.decisions) {
    if (decision.draft.mode != counted.mode) continue;
    const DecisionEvent* const taken =
        event_of(decision, DecisionEventKind::kTakenEffect, counted.as_of);
    if (taken == nullptr) continue;
    for (std::size_t step = 0; step < decision.draft.actions.size(); ++step) {
      measures.push_back({&decision, step, taken->at, lifted_at(decision, counted.as_of)});
    }
  }
  return measures;
}

std::vector<Complaint> complaints_of(const CountedDecisions& counted) {
  std::vector<Complaint> complaints;
  for (const Decision& decision : counted.decisions) {
    if (decision.draft.mode != counted.mode) continue;
    for (const DecisionEvent& event : decision.events) {
      if (event.at > counted.as_of) break;
      if (event.kind == DecisionEventKind::kAppealed) {
        complaints.push_back({&decision, event.at, std::nullopt, false});
      }
      const bool reversed = event.kind == DecisionEventKind::kReversed;
      if (!reversed && event.kind != DecisionEventKind::kUpheld) continue;
      if (complaints.empty() || complaints.back().decision != &decision) continue;
      complaints.back().heard_at = event.at;
      complaints.back().reversed = reversed;
    }
  }
  return complaints;
}

DecidedNetwork decided_on(const CountedDecisions& counted, const ToldNetwork& network) {
  return NetworkCount(counted, network).run();
}

}  // namespace overt
