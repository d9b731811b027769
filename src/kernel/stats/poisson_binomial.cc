#include "kernel/stats/poisson_binomial.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "base/check.h"
#include "kernel/stats/binomial.h"

namespace overt::stats {
namespace {

constexpr std::size_t kStatesOnStack = 64;
constexpr double kSmallestProbability = 1e-300;
// A tail below this may have lost digits to underflow on the way; it is computed again, tilted.
constexpr double kSmallestSafeTail = 1e-200;
constexpr double kLargestTilt = 700;
constexpr int kTiltSteps = 80;

TrialGroup group_of(double probability) { return {probability, 1}; }
TrialGroup group_of(const TrialGroup& group) { return group; }

// Calls `visit(probability, how many)` for the trials whose outcome is open.
template <typename Trial, typename Visit>
void for_each_open(std::span<const Trial> trials, Visit visit) {
  for (const Trial& trial : trials) {
    const TrialGroup group = group_of(trial);
    if (group.probability <= 0 || group.probability >= 1 || group.trials == 0) continue;
    visit(std::max(group.probability, kSmallestProbability), group.trials);
  }
}

struct Survey {
  std::uint64_t certain = 0;
  std::uint64_t open = 0;
  double mean = 0;  // of the open trials
  bool raised = false;
};

template <typename Trial>
Survey survey_of(std::span<const Trial> trials) {
  Survey survey;
  for (const Trial& trial : trials) {
    const TrialGroup group = group_of(trial);
    CHECK(group.probability >= 0 && group.probability <= 1);
    if (group.probability == 1) survey.certain += group.trials;
    if (group.probability == 0 || group.probability == 1) continue;
    survey.open += group.trials;
    survey.mean += static_cast<double>(group.trials) * group.probability;
    survey.raised = survey.raised || group.probability < kSmallestProbability;
  }
  return survey;
}

template <typename Trial>
double log_all_succeed(std::span<const Trial> trials) {
  double sum = 0;
  for_each_open(trials, [&](double p, std::uint64_t times) {
    sum += static_cast<double>(times) * std::log(p);
  });
  return sum;
}

// Tilting by t multiplies every success by e^t, which moves the mean up to where the tail begins
// (Esscher 1932): sum of probabilities then stays within the range of a double.
struct TiltedMoments {
  double mean = 0;
  double variance = 0;
};

template <typename Trial>
TiltedMoments tilted_moments(std::span<const Trial> trials, double tilt) {
  const double factor = std::exp(tilt);
  TiltedMoments moments;
  for_each_open(trials, [&](double p, std::uint64_t times) {
    const double tilted = factor * p / (1 - p + factor * p);
    moments.mean += static_cast<double>(times) * tilted;
    moments.variance += static_cast<double>(times) * tilted * (1 - tilted);
  });
  return moments;
}

// The tilt at which the mean is k, to within half a standard deviation: Newton, kept in a bracket.
template <typename Trial>
double tilt_to(std::span<const Trial> trials, const Survey& survey, double k) {
  if (k <= survey.mean) return 0;
  const double open = static_cast<double>(survey.open);
  double low = 0;
  double high = kLargestTilt;
  double tilt =
      std::log(k) - std::log(survey.mean) + std::log1p(-survey.mean / open) - std::log1p(-k / open);
  for (int step = 0; step < kTiltSteps; ++step) {
    if (!(tilt > low && tilt < high)) tilt = (low + high) / 2;
    const TiltedMoments moments = tilted_moments(trials, tilt);
    const double missing = k - moments.mean;
    if (missing * missing <= moments.variance / 4) break;
    (missing > 0 ? low : high) = tilt;
    tilt += missing / moments.variance;
  }
  return tilt;
}

// log E[e^(tilt · successes)]
template <typename Trial>
double log_moment(std::span<const Trial> trials, double tilt) {
  const double gain = std::expm1(tilt);
  long double sum = 0;
  for_each_open(trials, [&](double p, std::uint64_t times) {
    sum += static_cast<long double>(times) * std::log1p(p * gain);
  });
  return static_cast<double>(sum);
}

// The chance, under the tilt, of each number of successes below k, and of having reached k with
// what follows left untilted. states[i] stands for k − 1 − i successes, so that a step reads only
// upwards. All terms are positive: nothing cancels.
class Recursion {
 public:
  Recursion(std::span<double> states, double tilt) : states_(states), factor_(std::exp(tilt)) {
    std::fill(states_.begin(), states_.end(), 0.0);
    states_.back() = 1;
    first_ = states_.size() - 1;
  }

  void add(double p) {
    const double total = 1 - p + factor_ * p;
    const double success = factor_ * p / total;
    const double failure = (1 - p) / total;
    reached_ = reached_ / total + states_[0] * success;
    if (first_ > 0) --first_;
    const std::size_t last = states_.size() - 1;
    double* const states = states_.data();
    for (std::size_t i = first_; i < last; ++i) {
      states[i] = states[i] * failure + states[i + 1] * success;
    }
    states[last] *= failure;
  }

  [[nodiscard]] double reached() const { return reached_; }
  [[nodiscard]] double below() const {
    double sum = 0;
    for (const double state : states_) sum += state;
    return sum;
  }

 private:
  std::span<double> states_;
  double factor_;
  double reached_ = 0;
  std::size_t first_ = 0;
};

template <typename Trial>
Recursion recursion_over(std::span<const Trial> trials, std::span<double> states, double tilt) {
  Recursion recursion(states, tilt);
  for_each_open(trials, [&](double p, std::uint64_t times) {
    for (std::uint64_t i = 0; i < times; ++i) recursion.add(p);
  });
  return recursion;
}

template <typename Trial>
double exact_log_tail(std::span<const Trial> trials, const Survey& survey,
                      std::span<double> states) {
  const Recursion plain = recursion_over(trials, states, 0);
  if (plain.reached() > 0.5) return std::log1p(-std::min(plain.below(), 0.5));
  if (plain.reached() > kSmallestSafeTail) return std::log(plain.reached());
  const double k = static_cast<double>(states.size());
  const double tilt = tilt_to(trials, survey, k);
  const Recursion tilted = recursion_over(trials, states, tilt);
  CHECK_GT(tilted.reached(), kSmallestSafeTail);
  return std::log(tilted.reached()) + log_moment(trials, tilt) - k * tilt;
}

// The smaller of two bounds: Chernoff's, and the binomial tail at the mean probability, which no
// other choice of probabilities with that mean exceeds from one above the mean on
// (Hoeffding 1956, Annals of Mathematical Statistics 27:713). Rounding is added on top.
template <typename Trial>
double log_tail_bound(std::span<const Trial> trials, const Survey& survey, std::uint64_t k) {
  constexpr double kRounding = 1e-12;
  const double count = static_cast<double>(k);
  const double tilt = tilt_to(trials, survey, count);
  const double moment = log_moment(trials, tilt);
  double bound = moment - count * tilt + kRounding * (moment + count * tilt);
  if (count >= survey.mean + 1) {
    const double mean = survey.mean / static_cast<double>(survey.open) * (1 + kRounding);
    const double binomial = log_binomial_upper_tail({survey.open, std::min(mean, 1.0)}, k);
    bound = std::min(bound, binomial * (1 - kRounding));
  }
  return std::min(bound, 0.0);
}

template <typename Trial>
LogTail log_tail(std::span<const Trial> trials, std::uint64_t at_least, std::uint64_t max_steps) {
  const Survey survey = survey_of(trials);
  if (at_least <= survey.certain) return {0, false};
  const std::uint64_t k = at_least - survey.certain;
  if (k > survey.open) return {-std::numeric_limits<double>::infinity(), false};
  if (k == survey.open) return {log_all_succeed(trials), survey.raised};
  if (k > max_steps / survey.open) return {log_tail_bound(trials, survey, k), true};
  if (k <= kStatesOnStack) {
    std::array<double, kStatesOnStack> states;
    const std::span<double> used(states.data(), static_cast<std::size_t>(k));
    return {exact_log_tail(trials, survey, used), survey.raised};
  }
  std::vector<double> states(static_cast<std::size_t>(k));
  return {exact_log_tail(trials, survey, std::span<double>(states)), survey.raised};
}

}  // namespace

LogTail log_poisson_binomial_upper_tail(std::span<const double> probabilities,
                                        std::uint64_t at_least, std::uint64_t max_steps) {
  return log_tail(probabilities, at_least, max_steps);
}

LogTail log_poisson_binomial_upper_tail(std::span<const TrialGroup> groups, std::uint64_t at_least,
                                        std::uint64_t max_steps) {
  return log_tail(groups, at_least, max_steps);
}

}  // namespace overt::stats
