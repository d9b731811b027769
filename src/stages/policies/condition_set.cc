#include "stages/policies/condition_set.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace overt {
namespace {

std::uint64_t bit(std::size_t value) { return std::uint64_t{1} << value; }

std::uint64_t listed(const FactTerm& term, const Condition& condition) {
  if (term.type == FactType::kFlag) {
    std::uint64_t bits = 0;
    for (const auto& text : condition.texts) bits |= bit(text == "true" ? 1 : 0);
    return bits;
  }
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < term.values.size(); ++i) {
    const bool named = std::find(condition.texts.begin(), condition.texts.end(), term.values[i]) !=
                       condition.texts.end();
    if (named) bits |= bit(i);
  }
  if (bits == 0 || condition.comparison == Comparison::kIs) return bits;
  std::uint64_t bound = 0;
  for (std::size_t i = 0; i < term.values.size(); ++i) {
    const bool above = bit(i) >= bits;
    const bool below = bit(i) <= bits;
    if (condition.comparison == Comparison::kAtLeast ? above : below) bound |= bit(i);
  }
  return bound;
}

std::uint64_t all_values(const FactTerm& term) {
  return bit(term.type == FactType::kFlag ? 2 : term.values.size()) - 1;
}

double number_of(const std::string& text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

AcceptedValues::AcceptedValues(const Condition& condition)
    : type_(fact_terms()[condition.term].type) {
  const FactTerm& term = fact_terms()[condition.term];
  if (type_ == FactType::kTexts) {
    const std::set<std::string> asked(condition.texts.begin(), condition.texts.end());
    if (condition.negated) {
      banned_ = asked;
    } else {
      wanted_.insert(asked);
    }
    return;
  }
  if (type_ == FactType::kNumber) {
    if (condition.comparison == Comparison::kIs) {
      std::set<double> points;
      for (const auto& text : condition.texts) points.insert(number_of(text));
      (condition.negated ? excluded_ : points_.emplace()) = std::move(points);
      return;
    }
    const bool at_least = (condition.comparison == Comparison::kAtLeast) != condition.negated;
    const double bound = condition.number;
    // A negated bound leaves the bound itself out.
    if (at_least) {
      least_ = condition.negated ? std::nextafter(bound, kInfinity) : bound;
    } else {
      most_ = condition.negated ? std::nextafter(bound, -kInfinity) : bound;
    }
    return;
  }
  values_ = listed(term, condition);
  if (condition.negated) values_ = all_values(term) & ~values_;
}

void AcceptedValues::narrow(const AcceptedValues& other) {
  values_ &= other.values_;
  least_ = std::max(least_, other.least_);
  most_ = std::min(most_, other.most_);
  if (other.points_) {
    if (points_) {
      std::erase_if(*points_, [&](double point) { return !other.points_->contains(point); });
    } else {
      points_ = other.points_;
    }
  }
  excluded_.insert(other.excluded_.begin(), other.excluded_.end());
  wanted_.insert(other.wanted_.begin(), other.wanted_.end());
  banned_.insert(other.banned_.begin(), other.banned_.end());
}

bool AcceptedValues::empty() const {
  switch (type_) {
    case FactType::kTexts:
      return std::any_of(wanted_.begin(), wanted_.end(), [this](const auto& set) {
        return std::includes(banned_.begin(), banned_.end(), set.begin(), set.end());
      });
    case FactType::kNumber:
      if (points_) {
        return std::none_of(points_->begin(), points_->end(), [this](double point) {
          return point >= least_ && point <= most_ && !excluded_.contains(point);
        });
      }
      return least_ > most_ || (least_ == most_ && excluded_.contains(least_));
    default:
      return values_ == 0;
  }
}

bool AcceptedValues::within(const AcceptedValues& other) const {
  if (type_ == FactType::kTexts) {
    const bool all_wanted =
        std::all_of(other.wanted_.begin(), other.wanted_.end(), [this](const auto& set) {
          return std::any_of(wanted_.begin(), wanted_.end(), [&set](const auto& mine) {
            return std::includes(set.begin(), set.end(), mine.begin(), mine.end());
          });
        });
    return all_wanted && std::includes(banned_.begin(), banned_.end(), other.banned_.begin(),
                                       other.banned_.end());
  }
  if (type_ != FactType::kNumber) return (values_ & ~other.values_) == 0;
  const auto accepts = [&other](double point) {
    return point >= other.least_ && point <= other.most_ && !other.excluded_.contains(point) &&
           (!other.points_ || other.points_->contains(point));
  };
  if (points_) return std::all_of(points_->begin(), points_->end(), accepts);
  if (other.points_) return false;
  return least_ >= other.least_ && most_ <= other.most_ &&
         std::all_of(other.excluded_.begin(), other.excluded_.end(), [this](double point) {
           return point < least_ || point > most_ || excluded_.contains(point);
         });
}

}  // namespace overt
