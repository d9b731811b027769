#include <algorithm>
#include <numeric>

#include "base/check.h"
#include "stages/reports/verdict_internal.h"

namespace overt {

Verdict verdict_of(const NetworkFinding& finding) {
  if (finding.status != FindingStatus::kConfirmed) return Verdict::kNotConfirmed;
  if (finding.explanation != Explanation::kUndisclosed) return Verdict::kExplained;
  return finding.tier == FindingTier::kReview ? Verdict::kReview : Verdict::kWatch;
}

std::string_view class_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kReview:
      return "review";
    case Verdict::kWatch:
      return "watch";
    case Verdict::kExplained:
      return "explained";
    case Verdict::kNotConfirmed:
      return "unconfirmed";
  }
  CHECK(false);
}

std::string_view words_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kReview:
      return "For review";
    case Verdict::kWatch:
      return "To watch";
    case Verdict::kExplained:
      return "Explained";
    case Verdict::kNotConfirmed:
      return "Not confirmed";
  }
  CHECK(false);
}

std::string_view term_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kReview:
    case Verdict::kWatch:
      return "undisclosed";
    case Verdict::kExplained:
      return "coordinated";
    case Verdict::kNotConfirmed:
      return "co-acting";
  }
  CHECK(false);
}

std::string_view words_of(Explanation explanation) {
  switch (explanation) {
    case Explanation::kUndisclosed:
      return "none fits";
    case Explanation::kDisclosed:
      return "disclosed";
    case Explanation::kNewsroom:
      return "one newsroom or source";
    case Explanation::kFandom:
      return "fandom";
    case Explanation::kScheduler:
      return "a scheduling app";
    case Explanation::kBreakingNews:
      return "breaking news";
    case Explanation::kTrend:
      return "a trend";
  }
  CHECK(false);
}

bool is_chance_known(const RunReport& report) { return report.chance.possible_pairs > 0; }

bool is_member(const NetworkReport& network, const MemberReport& member) {
  return network.finding.status == FindingStatus::kConfirmed &&
         member.standing == Standing::kMember;
}

std::uint64_t member_count(const NetworkReport& network) {
  return static_cast<std::uint64_t>(
      std::count_if(network.members.begin(), network.members.end(),
                    [&](const MemberReport& member) { return is_member(network, member); }));
}

VerdictCounts count_verdicts(const std::vector<NetworkReport>& networks) {
  VerdictCounts counts;
  for (const NetworkReport& network : networks) {
    ++counts.networks[static_cast<std::size_t>(verdict_of(network.finding))];
  }
  return counts;
}

std::vector<std::uint32_t> page_order(const std::vector<NetworkReport>& networks) {
  std::vector<std::uint32_t> order(networks.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return verdict_of(networks[a].finding) < verdict_of(networks[b].finding);
  });
  return order;
}

}  // namespace overt
