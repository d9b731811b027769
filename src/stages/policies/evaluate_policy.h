#pragma once
// Which clause of a policy applies to a subject, and why. A verdict is what the policy says, not a
// decision: people decide.
//
// Facts are put into a FactRow by name once, as small numbers, so that evaluating costs about a
// nanosecond a condition. Three-valued: a condition on a fact that is not known is not met, negated
// or not.
//
// Thread safety: evaluators are immutable; rows belong to one thread at a time. Rows and moments
// look at their evaluator: it must outlive them and stay where it is.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/policy.h"

namespace overt {

inline constexpr std::size_t kFactTermsMax = 32;
/// Different words that the conditions of one policy on one fact may ask for.
inline constexpr std::size_t kWordsMax = 256;

/// Where and when a policy is asked.
struct PolicyMoment {
  std::int32_t day = 0;  // since 1970-01-01
  std::string region;    // ISO 3166-1 alpha-2, upper case; empty: asks for worldwide clauses only
};

/// Why a clause does not hold at a moment, whoever is concerned.
enum class ClauseState : std::uint8_t {
  kInForce,
  kExpired,
  kNotYetLaw,    // before its legal basis
  kNoLongerLaw,  // after it
  kStayed,       // by a court
  kElsewhere,    // another territory
  kOutOfPeriod,  // its calendar entry is not running there
};
/// "in force", "expired", "not yet law", "no longer law", "stayed", "elsewhere", "out of period".
std::string_view name_of(ClauseState state);

ClauseState state_of(const Clause& clause, const PolicyMoment& moment,
                     std::span<const CalendarEntry> calendar);

class PolicyEvaluator;

/// The facts about one subject. Facts that were not set are not known.
class FactRow {
 public:
  void clear();
  /// Each CHECKs that the term is of that type. Values that a choice or rank does not have, and
  /// numbers that are negative or not a number, leave the fact unknown.
  void set_flag(TermIndex term, bool value);
  void set_number(TermIndex term, double value);
  void set_choice(TermIndex term, std::string_view value);
  /// Known, even where there are none: "no labels" is a fact.
  void set_texts(TermIndex term, std::span<const std::string> values);

  [[nodiscard]] bool knows(TermIndex term) const { return (known_ >> term & 1U) != 0; }

 private:
  friend class PolicyEvaluator;
  explicit FactRow(const PolicyEvaluator& evaluator) : evaluator_(&evaluator) {}

  using Words = std::array<std::uint64_t, kWordsMax / 64>;
  const PolicyEvaluator* evaluator_;
  std::uint32_t known_ = 0;
  std::array<double, kFactTermsMax> values_{};
  std::array<Words, kFactTermsMax> words_{};
};

enum class Answer : std::uint8_t { kMet, kNotMet, kUnknown };
/// "met", "not met", "unknown".
std::string_view name_of(Answer answer);

struct ConditionAnswer {
  Condition condition;
  Answer answer = Answer::kUnknown;
};

/// One clause for one subject, in full.
struct ClauseAnswer {
  std::size_t clause = 0;  // index
  ClauseState state = ClauseState::kInForce;
  bool met = false;                                  // all its groups
  std::vector<std::vector<ConditionAnswer>> groups;  // as the clause has them
};

class PolicyEvaluator {
 public:
  /// Fails (kLimitExceeded) where conditions on one fact ask for more than kWordsMax words.
  static Result<PolicyEvaluator> compile(const Policy& policy, std::vector<CalendarEntry> calendar);

  /// Clauses in force at a moment; reused for every subject of that moment.
  class AtMoment {
   public:
    /// The index of the first clause that applies; nullopt: the policy has nothing to say.
    [[nodiscard]] std::optional<std::size_t> first_clause(SubjectKind subject,
                                                          const FactRow& row) const;

   private:
    friend class PolicyEvaluator;
    const PolicyEvaluator* evaluator_ = nullptr;
    std::array<std::vector<std::uint32_t>, kSubjectKindCount> clauses_;
  };
  [[nodiscard]] AtMoment at(const PolicyMoment& moment) const;

  [[nodiscard]] FactRow new_row() const { return FactRow(*this); }

  /// Every clause about that kind of subject, met or not, with every condition's answer.
  [[nodiscard]] std::vector<ClauseAnswer> explain(SubjectKind subject, const FactRow& row,
                                                  const PolicyMoment& moment) const;

  [[nodiscard]] const Policy& policy() const { return policy_; }

 private:
  friend class FactRow;
  struct Test {
    TermIndex term = 0;
    FactType type = FactType::kFlag;
    Comparison comparison = Comparison::kIs;
    bool negated = false;
    bool never = false;        // asks for what the fact cannot be
    std::uint64_t values = 0;  // of flags, choices and ranks: a bit a value
    double number = 0;
    std::vector<double> numbers;  // of kIs on numbers
    FactRow::Words words{};
  };
  struct CompiledClause {
    std::vector<std::uint32_t> group_end;  // into tests
    std::vector<Test> tests;
  };

  PolicyEvaluator() = default;
  Result<Test> compile_condition(const Condition& condition);
  [[nodiscard]] static Answer answer(const Test& test, const FactRow& row);
  [[nodiscard]] static bool applies(const CompiledClause& clause, const FactRow& row);

  Policy policy_;
  std::vector<CalendarEntry> calendar_;
  std::vector<CompiledClause> clauses_;
  // By term: the words that some condition asks for, numbered.
  std::array<std::map<std::string, std::uint32_t, std::less<>>, kFactTermsMax> word_ids_;
};

}  // namespace overt
