#pragma once
// The family of exclusivity: accounts whose whole activity is the same few targets, against other
// accounts that act on two of these targets or more and do as much. Low activity alone is no
// evidence: then the others are as exclusive. Targets are counted by source, so devotion to one
// creator or outlet is none either. O(members' traces · log + controls' traces) a network.

#include "stages/families/part_internal.h"

namespace overt {

FamilyEvidence weigh_exclusivity(const TraceIndex& traces, const Members& members,
                                 const FamilyOptions& options);

}  // namespace overt
