#pragma once
// From a YAML file to a control assessment. docs/formats/control-assessment.md describes the file,
// docs/formats/control-assessment.schema.json says the same to editors and checkers.
//
// Read strictly: a missing or unknown field, an impossible date, a source that is not among the
// file's sources, a review without a statement on conflicts of interest is an error (kBadInput)
// with file and line. What is complete in form and too little in substance is no error: that is
// for assess_control to say.
//
// Cost: linear. Thread safety: pure.

#include <string_view>

#include "base/result.h"
#include "model/label.h"
#include "model/registry.h"

namespace overt {

/// `file` is what errors call it.
Result<ControlAssessment> decode_assessment(std::string_view text, std::string_view file);

/// Evidence that names a claim takes its status, grade and source from the registry; where the
/// registry has no such claim in force, it is marked as not found, and supports nothing.
void look_up_evidence(ControlAssessment& assessment, const RegistryView& view);

}  // namespace overt
