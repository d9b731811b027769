#pragma once
// The family of content reuse: texts, media, transcripts and sequences of hashtags that several
// members have, at any distance in time, and hardly anybody else.

#include "stages/families/shared_objects_internal.h"

namespace overt {

ObjectUse content_use(const TraceIndex& traces, const FamilyOptions& options);

WeighedFamily weigh_content_reuse(const TraceIndex& traces, const ObjectUse& use,
                                  const Members& members, const FamilyOptions& options,
                                  bool chosen);

}  // namespace overt
