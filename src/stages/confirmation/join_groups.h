#pragma once
// Groups of one split that met at one time on half of the objects of half D that either met on are
// one group that the communities cut apart: a farm in two shifts. Only half D is looked at, so the
// whole may be tested on half C like any other proposal.
//
// Pure; does not depend on the order of the groups. O(meetings log meetings).

#include <cstdint>
#include <span>
#include <vector>

#include "stages/confirmation/test_group.h"

namespace overt {

/// Fewer common meetings join nothing.
inline constexpr std::uint32_t kMeetingsShared = 2;

struct GroupMeetings {
  std::span<const std::uint32_t> members;  // ascending account ids
  std::span<const Meeting> meetings;       // by object
};

/// The unions of two groups or more, each ascending account ids.
std::vector<std::vector<std::uint32_t>> join_groups(std::span<const GroupMeetings> groups);

}  // namespace overt
