#include <array>
#include <cmath>
#include <cstddef>

#include <boost/math/special_functions/log1p.hpp>

#include "base/check.h"
#include "kernel/stats/saddle_point_internal.h"

namespace overt::stats {
namespace {

// loggamma(n + 1) − (n + ½) log n + n − ½ log 2π by mpmath with 60 digits, n = 1…15.
constexpr std::array<double, 16> kSmall = {0,
                                           0.08106146679532725821967,
                                           0.04134069595540929409382,
                                           0.02767792568499833914879,
                                           0.02079067210376509311152,
                                           0.01664469118982119216319,
                                           0.01387612882307074799875,
                                           0.01189670994589177009506,
                                           0.01041126526197209649748,
                                           0.009255462182712732917729,
                                           0.008330563433362871256469,
                                           0.007573675487951840794972,
                                           0.006942840107209529865664,
                                           0.00640899418800420706844,
                                           0.005951370112758847735624,
                                           0.005554733551962801371039};

}  // namespace

double stirling_error(double n) {
  CHECK_GE(n, 1.0);
  if (n < static_cast<double>(kSmall.size())) return kSmall[static_cast<std::size_t>(n)];
  const double inverse_square = 1 / (n * n);
  double series = 691.0 / 360360;
  for (const double coefficient : {1.0 / 1188, 1.0 / 1680, 1.0 / 1260, 1.0 / 360, 1.0 / 12}) {
    series = coefficient - series * inverse_square;
  }
  return series / n;
}

double deviance(double x, double mean) {
  CHECK_GT(mean, 0.0);
  if (x == 0) return mean;
  const double excess = (mean - x) / x;
  if (std::fabs(excess) < 0.5) return -x * boost::math::log1pmx(excess);
  const double ratio = x / mean;
  const double log_ratio = std::isinf(ratio) ? std::log(x) - std::log(mean) : std::log(ratio);
  return x * log_ratio + mean - x;
}

}  // namespace overt::stats
