#pragma once
// What a finding comes to, in the four groups in which report.html tells networks, and the three
// words that it keeps apart: co-acting (counted together), coordinated (confirmed beyond chance),
// undisclosed (coordinated, and none of the innocent explanations fits).
//
// Thread safety: pure functions. Complexity: linear in the networks.

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "model/run.h"

namespace overt {

enum class Verdict : std::uint8_t { kReview, kWatch, kExplained, kNotConfirmed };
inline constexpr std::size_t kVerdictCount = 4;

Verdict verdict_of(const NetworkFinding& finding);

/// "review", "watch", "explained", "unconfirmed": the class in report.css that sets the colour.
std::string_view class_of(Verdict verdict);

/// "For review", "To watch", "Explained", "Not confirmed".
std::string_view words_of(Verdict verdict);

/// "undisclosed", "coordinated", "co-acting": what a network of this verdict may be called.
std::string_view term_of(Verdict verdict);

/// "none fits", "disclosed", "one newsroom or source", "fandom", "a scheduling app",
/// "breaking news", "a trend".
std::string_view words_of(Explanation explanation);

/// Whether chance was reckoned at all: without it no network can be confirmed.
bool is_chance_known(const RunReport& report);

/// Whether the account counts as a member: only in a confirmed network, on evidence of its own.
bool is_member(const NetworkReport& network, const MemberReport& member);

std::uint64_t member_count(const NetworkReport& network);

struct VerdictCounts {
  std::array<std::uint64_t, kVerdictCount> networks{};

  [[nodiscard]] std::uint64_t of(Verdict verdict) const {
    return networks[static_cast<std::size_t>(verdict)];
  }
  [[nodiscard]] std::uint64_t undisclosed() const {
    return of(Verdict::kReview) + of(Verdict::kWatch);
  }
  [[nodiscard]] std::uint64_t confirmed() const { return undisclosed() + of(Verdict::kExplained); }
};

VerdictCounts count_verdicts(const std::vector<NetworkReport>& networks);

/// Places of the networks in the order of the page: by verdict, and as they stand within one.
std::vector<std::uint32_t> page_order(const std::vector<NetworkReport>& networks);

}  // namespace overt
