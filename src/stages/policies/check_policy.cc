#include "stages/policies/check_policy.h"

#include <algorithm>
#include <iterator>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "stages/policies/condition_set.h"

namespace overt {
namespace {

/// What a notice must leave room for: what was done, the facts, and where to object (Regulation
/// (EU) 2022/2065, article 17(3)).
constexpr std::string_view kPlaceholders[] = {"{action}", "{facts}", "{appeal}"};
/// Article 20: complaints for at least six months.
constexpr std::uint32_t kAppealDaysMin = 183;
constexpr std::uint32_t kPeopleMin = 2;

bool asks_for(const Clause& clause, std::string_view name) {
  const auto term = fact_term_named(name);
  return std::any_of(clause.when.begin(), clause.when.end(), [&](const ConditionGroup& group) {
    return std::any_of(group.begin(), group.end(),
                       [&](const Condition& one) { return one.term == term; });
  });
}

/// Every group of `weak` is met wherever all of `strong` are.
bool implies(const std::vector<ConditionGroup>& strong, const std::vector<ConditionGroup>& weak) {
  const auto implied_by = [](const ConditionGroup& given, const ConditionGroup& wanted) {
    return !given.empty() && std::all_of(given.begin(), given.end(), [&](const Condition& one) {
      return std::any_of(wanted.begin(), wanted.end(), [&](const Condition& other) {
        return one.term == other.term && AcceptedValues(one).within(AcceptedValues(other));
      });
    });
  };
  return std::all_of(weak.begin(), weak.end(), [&](const ConditionGroup& wanted) {
    return std::any_of(strong.begin(), strong.end(),
                       [&](const ConditionGroup& given) { return implied_by(given, wanted); });
  });
}

bool territory_within(const Clause& inner, const Clause& outer) {
  if (outer.territory.empty()) return true;
  return !inner.territory.empty() && std::includes(outer.territory.begin(), outer.territory.end(),
                                                   inner.territory.begin(), inner.territory.end());
}

/// Wherever and whenever `later` holds, `earlier` does.
bool holds_wherever(const Clause& earlier, const Clause& later) {
  if (!territory_within(later, earlier)) return false;
  if (!earlier.period.empty() && earlier.period != later.period) return false;
  if (earlier.legal_basis && earlier.legal_basis != later.legal_basis) return false;
  return !earlier.expires_day || (later.expires_day && *later.expires_day <= *earlier.expires_day);
}

class Checker {
 public:
  Checker(const Policy& policy, std::span<const CalendarEntry> calendar)
      : policy_(policy), calendar_(calendar) {}

  std::vector<PolicyProblem> check() {
    check_head();
    for (std::size_t i = 0; i < policy_.clauses.size(); ++i) {
      clause_ = &policy_.clauses[i];
      check_id(i);
      check_conditions();
      check_earlier(i);
      check_ladder();
      check_review();
      check_evidence();
      check_notices();
      check_time();
    }
    std::stable_sort(problems_.begin(), problems_.end(),
                     [](const auto& x, const auto& y) { return x.line < y.line; });
    return std::move(problems_);
  }

 private:
  void add(bool fatal, std::size_t line, std::string message, std::string remedy) {
    problems_.push_back({fatal, line, clause_ == nullptr ? std::string() : clause_->id,
                         std::move(message), std::move(remedy)});
  }

  void check_head() {
    if (policy_.languages.empty()) {
      add(true, 1, "the policy has no language", "list the languages that notices are written in");
    }
    if (policy_.clauses.empty()) add(true, 1, "the policy has no clause", "write one");
  }

  void check_id(std::size_t index) {
    for (std::size_t i = 0; i < index; ++i) {
      if (policy_.clauses[i].id != clause_->id) continue;
      add(true, clause_->line, fmt::format("a clause '{}' is there already", clause_->id),
          "give every clause an id of its own; decisions cite it");
      return;
    }
  }

  void check_conditions() {
    if (clause_->when.empty()) {
      add(true, clause_->line, "the clause has no condition and would hit everybody",
          "say whom it is about");
    }
    std::map<TermIndex, AcceptedValues> accepted;
    for (const ConditionGroup& group : clause_->when) {
      if (group.size() != 1) continue;
      const Condition& condition = group.front();
      const AcceptedValues values(condition);
      const auto [at, first] = accepted.try_emplace(condition.term, values);
      if (!first) at->second.narrow(values);
      if (!at->second.empty()) continue;
      add(true, condition.line,
          fmt::format("no value of {} meets all conditions of the clause",
                      fact_terms()[condition.term].name),
          "the clause contradicts itself; take a condition away");
      return;
    }
    check_alternatives(accepted);
  }

  // Alternatives that the other conditions rule out.
  void check_alternatives(const std::map<TermIndex, AcceptedValues>& accepted) {
    for (const ConditionGroup& group : clause_->when) {
      if (group.size() < 2) continue;
      for (const Condition& one : group) {
        const auto found = accepted.find(one.term);
        if (found == accepted.end()) continue;
        AcceptedValues both = found->second;
        both.narrow(AcceptedValues(one));
        if (!both.empty()) continue;
        add(false, one.line,
            fmt::format("this alternative on {} can never be met beside the other conditions",
                        fact_terms()[one.term].name),
            "take it away");
      }
    }
  }

  void check_earlier(std::size_t index) {
    for (std::size_t i = 0; i < index; ++i) {
      const Clause& earlier = policy_.clauses[i];
      if (earlier.subject != clause_->subject || earlier.when.empty()) continue;
      if (!holds_wherever(earlier, *clause_) || !implies(clause_->when, earlier.when)) continue;
      add(true, clause_->line,
          fmt::format("unreachable: whatever meets it meets clause '{}' (line {}) first",
                      earlier.id, earlier.line),
          "put the narrower clause first");
      return;
    }
  }

  void check_ladder() {
    const auto& ladder = clause_->ladder;
    if (ladder.empty()) {
      add(true, clause_->line, "the clause does nothing", "list at least one action");
      return;
    }
    for (std::size_t i = 1; i < ladder.size(); ++i) {
      if (ladder[i].action > ladder[i - 1].action) continue;
      add(true, ladder[i].line,
          fmt::format("{} does not go beyond {}", name_of(ladder[i].action),
                      name_of(ladder[i - 1].action)),
          "order the actions from mild to hard, each once");
    }
    if (removes(ladder.front().action) && clause_->steps_left_out.empty()) {
      add(true, ladder.front().line,
          fmt::format("the ladder begins with {}", name_of(ladder.front().action)),
          "begin with a milder action, or say why none would do in why_not_milder");
    }
    for (const LadderStep& step : ladder) {
      if (step.action == ActionKind::kGeoRestrict && clause_->territory.empty()) {
        add(true, step.line, "geo_restrict has no territory", "list the countries in territory");
      }
    }
  }

  [[nodiscard]] bool removes_something() const {
    return std::any_of(clause_->ladder.begin(), clause_->ladder.end(),
                       [](const LadderStep& step) { return removes(step.action); });
  }

  void check_review() {
    const ReviewRule& review = clause_->review;
    if (removes_something() && review.people < kPeopleMin) {
      add(true, review.line, "one person alone could remove", "ask for two people");
    }
    if (review.people == 0) {
      add(true, review.line, "nobody reviews the decision", "ask for one person at least");
    }
  }

  // A removal rests on a confirmed finding, on a listing, or on a law.
  void check_evidence() {
    if (!removes_something() || clause_->legal_basis) return;
    const bool grounded = asks_for(*clause_, "finding.status") ||
                          asks_for(*clause_, "sanction.annexes") ||
                          asks_for(*clause_, "attribution.decides");
    if (!grounded) {
      add(true, clause_->line, "it removes without a confirmed finding, a listing or a law",
          "ask for finding.status, attribution.decides or sanction.annexes");
    }
    const bool people = clause_->subject == SubjectKind::kAccount;
    if (people && asks_for(*clause_, "finding.status") && !asks_for(*clause_, "finding.standing")) {
      add(true, clause_->line, "accounts that are only adjacent to a network would be removed",
          "ask for finding.standing: member");
    }
  }

  void check_notices() {
    for (const std::string& language : policy_.languages) {
      const auto found = std::find_if(clause_->notices.begin(), clause_->notices.end(),
                                      [&](const auto& notice) { return notice.first == language; });
      if (found == clause_->notices.end()) {
        add(true, clause_->line, fmt::format("there is no notice in '{}'", language),
            "write it, or take the language from the policy's languages");
        continue;
      }
      for (const std::string_view placeholder : kPlaceholders) {
        if (found->second.find(placeholder) != std::string::npos) continue;
        add(true, clause_->line,
            fmt::format("the notice in '{}' leaves no room for {}", language, placeholder),
            "the affected must learn what was done, on what facts, and how to object");
      }
    }
    if (clause_->appeal_days < kAppealDaysMin) {
      add(true, clause_->line, fmt::format("appeals end after {} days", clause_->appeal_days),
          fmt::format("allow at least {}", kAppealDaysMin));
    }
  }

  void check_time() {
    if (clause_->legal_basis) check_basis(*clause_->legal_basis);
    if (clause_->period.empty()) return;
    const bool known = std::any_of(calendar_.begin(), calendar_.end(),
                                   [&](const auto& entry) { return entry.id == clause_->period; });
    if (known) return;
    add(true, clause_->line, fmt::format("the calendar has no period '{}'", clause_->period),
        "add it to the calendar, or mend its name");
  }

  void check_basis(const LegalBasis& basis) {
    if (basis.to_day && *basis.to_day < basis.from_day) {
      add(true, clause_->line, "the legal basis ends before it begins", "mend its dates");
    }
    for (const Stay& stay : basis.stays) {
      if (stay.to_day && *stay.to_day < stay.from_day) {
        add(true, clause_->line, fmt::format("the stay by {} ends before it begins", stay.court),
            "mend its dates");
      } else if (stay.to_day && *stay.to_day < basis.from_day) {
        add(false, clause_->line,
            fmt::format("the stay by {} ends before the law begins", stay.court), "");
      }
    }
  }

  const Policy& policy_;
  std::span<const CalendarEntry> calendar_;
  const Clause* clause_ = nullptr;
  std::vector<PolicyProblem> problems_;
};

}  // namespace

std::vector<PolicyProblem> check_policy(const Policy& policy,
                                        std::span<const CalendarEntry> calendar) {
  return Checker(policy, calendar).check();
}

}  // namespace overt
