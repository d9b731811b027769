#pragma once
// Networks for the tests of this module: members with profiles, and bursts that are changed from
// there. Not for more than one thread.

#include <cstdint>
#include <deque>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include "stages/explanations/try_explanations.h"

namespace overt {

class NetworkFixture {
 public:
  explicit NetworkFixture(std::uint32_t members) : members_(members) {
    std::iota(members_.begin(), members_.end(), 0U);
  }
  NetworkFixture(const NetworkFixture&) = delete;
  NetworkFixture& operator=(const NetworkFixture&) = delete;

  NetworkBehaviour network;

  /// Fills the profiles of the first `count` members; the others get empty ones.
  void describe(std::uint32_t count,
                const std::function<void(AccountProfile&, std::uint32_t)>& as) {
    profiles_.clear();
    network.profiles.clear();
    for (std::uint32_t i = 0; i < members_.size(); ++i) {
      AccountProfile profile;
      profile.account_id = std::to_string(i);
      profile.handle = "ordinary_person" + std::to_string(i);
      if (i < count) as(profile, i);
      profiles_.push_back(std::move(profile));
      network.profiles.push_back(&profiles_.back());
    }
  }

  /// `count` more occasions of one burst each, ten minutes and some seconds apart, of a repost by
  /// most members that nobody else was near.
  void add_bursts(std::uint32_t count, const std::function<void(BurstFigure&, std::uint32_t)>& as) {
    const auto members = static_cast<std::uint32_t>(members_.size());
    for (std::uint32_t i = 0; i < count; ++i) {
      BurstFigure burst;
      burst.occasion = static_cast<std::uint32_t>(network.bursts.size());
      burst.source = 1000 + burst.occasion;
      burst.kind = ObjectKind::kRepost;
      burst.begin = burst.occasion * (10 * kMicrosPerMinute + 17 * kMicrosPerSecond);
      burst.delay = 5 * kMicrosPerHour;
      burst.members = members;
      burst.together = members * 9 / 10;
      burst.outsiders = 60;
      as(burst, i);
      network.bursts.push_back(burst);
    }
  }

  void add_family(Family family) {
    families_.push_back({family, true, -30, "Planted."});
    network.families = families_;
  }

  [[nodiscard]] std::vector<ExplanationTried> tried() {
    network.members = members_;
    return try_explanations(network);
  }
  [[nodiscard]] ExplanationTried tried(Explanation explanation) {
    return tried()[static_cast<std::size_t>(explanation) - 1];
  }
  [[nodiscard]] Explanation best() { return best_explanation(tried()); }

 private:
  std::vector<std::uint32_t> members_;
  std::deque<AccountProfile> profiles_;
  std::vector<FamilyEvidence> families_;
};

inline void leave_as_is(BurstFigure& burst, std::uint32_t number) {
  (void)burst;
  (void)number;
}

}  // namespace overt
