#pragma once
// Finding: what is held about a network, and how sure: whether it is more than chance, what else
// could explain it, which kinds of evidence speak for it, and each account's own part in it. A
// finding never says who is behind a network: that is attribution, separately evidenced.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "model/trace.h"

namespace overt {

enum class FindingStatus : std::uint8_t { kConfirmed, kNotConfirmed };

/// Who should look: a person (review), a later run (watch), nobody (none).
enum class FindingTier : std::uint8_t { kReview, kWatch, kNone };

/// Why a network may be innocent; undisclosed is what is left.
enum class Explanation : std::uint8_t {
  kUndisclosed,
  kDisclosed,     // a declared entity, the same verified organisation
  kNewsroom,      // one source, or one outlet's pages
  kFandom,        // reactions to one source or one leader
  kScheduler,     // an app that posts at round seconds or on a period
  kBreakingNews,  // everybody acted then
  kTrend,         // a sound, hashtag or template taken up by many
};
inline constexpr std::size_t kExplanationCount = 7;

enum class Standing : std::uint8_t { kMember, kAdjacent };

/// "confirmed", "not_confirmed"; "review", "watch", "none"; "undisclosed", "disclosed", "newsroom",
/// "fandom", "scheduler", "breaking_news", "trend"; "member", "adjacent".
std::string_view name_of(FindingStatus status);
std::string_view name_of(FindingTier tier);
std::string_view name_of(Explanation explanation);
std::string_view name_of(Standing standing);

/// What one kind of evidence says about a network, with its own chance.
struct FamilyEvidence {
  Family family = Family::kSynchrony;
  bool holds = false;   // beyond chance at the stated level
  double log_p = 0;     // natural logarithm of its chance
  std::string summary;  // one sentence with the figures behind it
};

/// An explanation that was tried: the one that fits best is the network's.
struct ExplanationTried {
  Explanation explanation = Explanation::kUndisclosed;
  bool fits = false;
  std::string evidence;  // one sentence with the figures that made it fit or fail
};

struct MemberFinding {
  AccountId account;
  Standing standing = Standing::kAdjacent;
  double log_p = 0;            // its own chance, with the account left out of the network
  double log_q = 0;            // adjusted over the accounts of the network
  std::uint32_t bursts = 0;    // common bursts with the others
  std::uint32_t proposed = 0;  // splits that proposed it
  TimeUs first_at = 0;         // of all that it acted on
  TimeUs last_at = 0;
};

struct NetworkFinding {
  std::string id;                      // kept across runs (lineage)
  std::vector<MemberFinding> members;  // by account name
  FindingStatus status = FindingStatus::kNotConfirmed;
  FindingTier tier = FindingTier::kNone;
  Explanation explanation = Explanation::kUndisclosed;
  std::vector<FamilyEvidence> families;        // in the order of Family, each at most once
  std::vector<ExplanationTried> explanations;  // in the order of Explanation
  double log_e = 0;                            // mean evidence against chance over the splits
  double log_p = 0;                            // min(1, 1 / e)
  double log_q = 0;                            // after e-BH over the networks of the run
  std::uint32_t sources = 0;                   // distinct sources with a common burst
  std::uint32_t triggers = 0;  // what is left of them after collapsing bursts with one trigger
  std::uint32_t splits = 0;    // that proposed it
  std::uint32_t round = 0;     // of looking again without the networks confirmed before
  std::string power;           // one sentence: what could not have been seen here; empty: nothing
};

}  // namespace overt
