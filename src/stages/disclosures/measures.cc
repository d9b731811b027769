#include "stages/disclosures/measures.h"

#include <algorithm>
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

/// Complaints of one decision that wait for an answer.
class OpenComplaints {
 public:
  explicit OpenComplaints(std::vector<Complaint>& all) : all_(all) {}

  void open(const Decision& decision, const DecisionEvent& appeal) {
    open_.emplace_back(appeal.account, all_.size());
    all_.push_back({&decision, appeal.at, std::nullopt, false});
  }
  /// Those that an outcome answers: all, or the one of an account; its own, or one of nobody's.
  void answer(const DecisionEvent& outcome, bool reversed) {
    auto begin = open_.begin();
    auto end = open_.end();
    if (!outcome.account.empty()) {
      begin = find(outcome.account);
      if (begin == open_.end()) begin = find({});
      end = begin == open_.end() ? begin : begin + 1;
    }
    for (auto one = begin; one != end; ++one) {
      all_[one->second].heard_at = outcome.at;
      all_[one->second].reversed = reversed;
    }
    open_.erase(begin, end);
  }

 private:
  using Opened = std::vector<std::pair<std::string, std::size_t>>;
  Opened::iterator find(std::string_view account) {
    return std::find_if(open_.begin(), open_.end(),
                        [account](const auto& one) { return one.first == account; });
  }

  std::vector<Complaint>& all_;
  Opened open_;
};

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
    Restricted& restricted = by_action_[{measure.what().action, measure.what().audience}];
    if (subject.kind == SubjectKind::kNetwork) {
      const Accounts freed = measure.reversed_for(counted_.as_of);
      restricted.take_whole(freed);
      all_.take_whole(freed);
      lifted_.insert(freed.begin(), freed.end());
      was_freed_.insert(freed.begin(), freed.end());
    }
    standing_.insert(subject.id);
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
      decided_.actions.push_back({action.first, action.second, count(restricted)});
    }
    all_.accounts = standing_;
    decided_.accounts = count(all_);
    for (const std::string& account : standing_) {
      asked_.erase(account);
      lifted_.erase(account);
    }
    if (all_.whole) {
      // What one decision was reversed for, another on the network holds.
      std::erase_if(lifted_, [this](const std::string& account) {
        return !all_.freed.contains(account) && was_freed_.contains(account);
      });
    }
    decided_.accounts_asked = asked_.size();
    decided_.accounts_taken_back = lifted_.size();
    decided_.returning = returns_ ? decided_.accounts : 0;
    if (first_at_) decided_.first_day = format_date(*first_at_);
    decided_.policies.assign(policies_.begin(), policies_.end());
    return std::move(decided_);
  }

  using Accounts = std::set<std::string, std::less<>>;
  struct Restricted {
    Accounts accounts;
    bool whole = false;  // the network is
    Accounts freed;      // but for these: every decision on the whole was reversed for them

    void take_whole(const Accounts& reversed) {
      if (whole) {
        std::erase_if(freed, [&](const auto& account) { return !reversed.contains(account); });
      } else {
        freed = reversed;
      }
      whole = true;
    }
  };

  [[nodiscard]] std::uint64_t count(const Restricted& restricted) const {
    if (!restricted.whole) return restricted.accounts.size();
    const auto free = static_cast<std::uint64_t>(std::count_if(
        restricted.freed.begin(), restricted.freed.end(),
        [&](const std::string& account) { return !restricted.accounts.contains(account); }));
    return network_.members - std::min(network_.members, free);
  }

  const CountedDecisions& counted_;
  const ToldNetwork& network_;
  Restricted all_;
  DecidedNetwork decided_;
  std::map<std::pair<ActionKind, std::string>, Restricted> by_action_;
  Accounts standing_;
  Accounts lifted_;
  Accounts was_freed_;  // by a decision on the whole
  Accounts asked_;
  std::set<std::string> policies_;
  std::optional<TimeUs> first_at_;
  bool returns_ = false;
};

}  // namespace

std::set<std::string, std::less<>> Measure::reversed_for(TimeUs as_of) const {
  std::set<std::string, std::less<>> accounts;
  for (const DecisionEvent& event : decision->events) {
    if (event.kind == DecisionEventKind::kReversedFor && event.at <= as_of) {
      accounts.insert(event.account);
    }
  }
  return accounts;
}

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
    OpenComplaints waiting(complaints);
    for (const DecisionEvent& event : decision.events) {
      if (event.at > counted.as_of) break;
      if (event.kind == DecisionEventKind::kAppealed) waiting.open(decision, event);
      const bool reversed = event.kind == DecisionEventKind::kReversed ||
                            event.kind == DecisionEventKind::kReversedFor;
      if (reversed || event.kind == DecisionEventKind::kUpheld) waiting.answer(event, reversed);
    }
  }
  return complaints;
}

DecidedNetwork decided_on(const CountedDecisions& counted, const ToldNetwork& network) {
  return NetworkCount(counted, network).run();
}

}  // namespace overt
