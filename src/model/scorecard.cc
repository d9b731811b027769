#include "model/scorecard.h"

namespace overt {

ScoreCounts& ScoreCounts::operator+=(const ScoreCounts& more) {
  organic_accounts += more.organic_accounts;
  organic_accused += more.organic_accused;
  planted_accounts += more.planted_accounts;
  planted_found += more.planted_found;
  networks_planted += more.networks_planted;
  networks_confirmed += more.networks_confirmed;
  return *this;
}

ReliabilityBin& ReliabilityBin::operator+=(const ReliabilityBin& more) {
  undisclosed += more.undisclosed;
  planted += more.planted;
  all += more.all;
  together += more.together;
  sum_q += more.sum_q;
  return *this;
}

}  // namespace overt
