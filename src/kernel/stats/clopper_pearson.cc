#include "kernel/stats/clopper_pearson.h"

#include <cmath>

#include <boost/math/special_functions/beta.hpp>

#include "base/check.h"

namespace overt::stats {
namespace {

// The share at which `count` or more successes have probability `risk`.
double lower_bound(const Successes& seen, double risk) {
  CHECK_LE(seen.count, seen.trials);
  if (seen.count == 0) return 0;
  const double count = static_cast<double>(seen.count);
  const double failures = static_cast<double>(seen.trials - seen.count);
  if (failures == 0) return std::exp(std::log(risk) / count);
  return boost::math::ibeta_inv(count, failures + 1, risk);
}

// The share at which `count` or fewer successes have probability `risk`.
double upper_bound(const Successes& seen, double risk) {
  CHECK_LE(seen.count, seen.trials);
  if (seen.count == seen.trials) return 1;
  const double count = static_cast<double>(seen.count);
  const double failures = static_cast<double>(seen.trials - seen.count);
  if (count == 0) return -std::expm1(std::log(risk) / failures);
  return boost::math::ibetac_inv(count + 1, failures, risk);
}

double risk_of(double confidence) {
  CHECK(confidence > 0 && confidence < 1);
  return 1 - confidence;
}

}  // namespace

ShareInterval clopper_pearson(const Successes& seen, double confidence) {
  const double risk = risk_of(confidence) / 2;
  return {lower_bound(seen, risk), upper_bound(seen, risk)};
}

double clopper_pearson_lower(const Successes& seen, double confidence) {
  return lower_bound(seen, risk_of(confidence));
}

double clopper_pearson_upper(const Successes& seen, double confidence) {
  return upper_bound(seen, risk_of(confidence));
}

}  // namespace overt::stats
