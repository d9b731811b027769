#include "model/import_report.h"

#include <algorithm>

namespace overt {

void count_reason(std::vector<ReasonCount>& counts, std::string_view reason, std::uint64_t count) {
  const auto place = std::lower_bound(
      counts.begin(), counts.end(), reason,
      [](const ReasonCount& one, std::string_view name) { return one.reason < name; });
  if (place != counts.end() && place->reason == reason) {
    place->count += count;
  } else {
    counts.insert(place, {std::string(reason), count});
  }
}

}  // namespace overt
