#include "stages/access/lockout.h"

#include <algorithm>

namespace overt {
namespace {

constexpr TimeUs kFirstDelay = 2 * kMicrosPerSecond;
constexpr TimeUs kDelayMax = 15 * kMicrosPerMinute;
constexpr TimeUs kForgottenAfter = kMicrosPerDay;
constexpr std::uint32_t kDoublingsMax = 20;

constexpr std::uint32_t free_failures(FailuresOf whose) {
  return whose == FailuresOf::kPerson ? 4 : 29;
}

}  // namespace

TimeUs next_try_at(FailuresOf whose, const FailedSignIns& failed) {
  const std::uint32_t free = free_failures(whose);
  if (failed.count <= free) return 0;
  const std::uint32_t doublings = std::min(failed.count - free - 1, kDoublingsMax);
  return failed.last_at + std::min(kFirstDelay << doublings, kDelayMax);
}

FailedSignIns one_more_failure(FailedSignIns failed, TimeUs at) {
  if (at - failed.last_at > kForgottenAfter) failed.count = 0;
  ++failed.count;
  failed.last_at = at;
  return failed;
}

}  // namespace overt
