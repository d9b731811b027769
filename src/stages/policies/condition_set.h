#pragma once
// What a condition accepts of its fact, as a set: whether two conditions can both be met, whether
// one implies the other. Used by check_policy. Pure.

#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>

#include "model/policy.h"

namespace overt {

/// The values of one fact that meet a condition, or several at once.
class AcceptedValues {
 public:
  explicit AcceptedValues(const Condition& condition);

  /// Only values that both accept.
  void narrow(const AcceptedValues& other);
  /// No value is accepted. Never true by mistake; may be false for texts.
  [[nodiscard]] bool empty() const;
  /// Every value accepted here is accepted there. Never true by mistake.
  [[nodiscard]] bool within(const AcceptedValues& other) const;

 private:
  FactType type_;
  // Flags, choices and ranks: a bit a value.
  std::uint64_t values_ = 0;
  // Numbers: within [least_, most_], or only of the points; points may be excluded instead.
  double least_ = 0;
  double most_ = std::numeric_limits<double>::infinity();
  std::optional<std::set<double>> points_;
  std::set<double> excluded_;
  // Texts: one of each of these sets is there, and none of the banned.
  std::set<std::set<std::string>> wanted_;
  std::set<std::string> banned_;
};

}  // namespace overt
