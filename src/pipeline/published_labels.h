#pragma once
// The labels that everybody may look up: DATA/labels.ndjson (docs/formats/label-events.md) with the
// control assessments DATA/assessments/*.yaml. An assessment is published once a label rests on it;
// one that led to nothing is for those who work here alone.
// Thread safety: pure, but for the files that are read. O(events + assessments).

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/label.h"

namespace overt {

struct PublishedAssessment {
  ControlAssessment assessment;
  ControlResult result;    // on the day asked for
  bool published = false;  // an event names it
};

struct PublishedLabels {
  std::vector<LabelEvent> events;                // all that was ever said, in order
  std::vector<LabelEvent> standing;              // what holds, by subject, then label
  std::vector<PublishedAssessment> assessments;  // by id
};

inline constexpr std::size_t kAssessmentsMax = 2'000;

/// Empty where the folder has no log. `day`: days since 1970-01-01. Errors name the file.
Result<PublishedLabels> read_published_labels(const std::string& data, std::int32_t day);

/// nullptr where there is none of that id, or none that is published.
const PublishedAssessment* find_published(const PublishedLabels& labels, std::string_view id);

/// Whether a piece of evidence may support a finding; what may not stands there to be seen.
bool supports_findings(const ControlEvidence& evidence);

}  // namespace overt
