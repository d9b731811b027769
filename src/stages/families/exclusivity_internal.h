#pragma once
// The family of exclusivity: accounts whose whole activity is the same few targets, against others
// that act on two of these targets or more. Low activity alone is no evidence: controls as little
// active count as they are, and busier ones as they would look had they done as little. Targets
// are counted by source, so devotion to one creator or outlet is none either. Where nobody else
// is on the targets there is nothing to compare with, and the family is silent.
// O(members' traces · log + controls' traces) a network.

#include "stages/families/part_internal.h"

namespace overt {

WeighedFamily weigh_exclusivity(const TraceIndex& traces, const Members& members,
                                const FamilyOptions& options);

}  // namespace overt
