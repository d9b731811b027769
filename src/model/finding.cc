#include "model/finding.h"

#include "base/check.h"

namespace overt {

std::string_view name_of(FindingStatus status) {
  return status == FindingStatus::kConfirmed ? "confirmed" : "not_confirmed";
}

std::string_view name_of(FindingTier tier) {
  switch (tier) {
    case FindingTier::kReview:
      return "review";
    case FindingTier::kWatch:
      return "watch";
    case FindingTier::kNone:
      return "none";
  }
  CHECK(false);
}

std::string_view name_of(Explanation explanation) {
  switch (explanation) {
    case Explanation::kUndisclosed:
      return "undisclosed";
    case Explanation::kDisclosed:
      return "disclosed";
    case Explanation::kNewsroom:
      return "newsroom";
    case Explanation::kFandom:
      return "fandom";
    case Explanation::kScheduler:
      return "scheduler";
    case Explanation::kBreakingNews:
      return "breaking_news";
    case Explanation::kTrend:
      return "trend";
  }
  CHECK(false);
}

std::string_view name_of(Standing standing) {
  return standing == Standing::kMember ? "member" : "adjacent";
}

}  // namespace overt
