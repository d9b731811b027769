#pragma once
// Facts that a platform holds about subjects, one JSON object a line (docs/formats/facts.md):
// {"subject":"account","id":"clipper:1","facts":{"account.protected":true}}. Read strictly: a
// policy is asked about what stands here, so one wrong line is an error (kBadInput, file and line).
// Pure. Cost: linear.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/subject_facts.h"

namespace overt {

/// In the order of the file; a subject may have several lines, later ones say more.
Result<std::vector<SubjectFacts>> decode_facts(std::string_view text, std::string_view file);

}  // namespace overt
