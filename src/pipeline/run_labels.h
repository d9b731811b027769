#pragma once
// overt label: assessments are weighed, labels are brought up to date with them and the registry,
// and the label log is read.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "model/label.h"

namespace overt {

enum class LabelVerb : std::uint8_t {
  kAssess,   // what assessments come to on a day
  kApply,    // write to the log what must be said so that the labels of that day hold
  kList,     // the labels that hold
  kShow,     // those of one subject
  kHistory,  // all that was ever said, of one subject or of all
};

struct LabelOptions {
  LabelVerb verb = LabelVerb::kAssess;
  std::vector<std::string> paths;       // assessments
  std::optional<LabelSubject> subject;  // of show and history
  std::string registry;                 // a registry file or a dossier
  std::string log = "labels.ndjson";
  std::int32_t day = 0;  // days since 1970-01-01, of assess and apply
  std::string by;        // who applies
  std::string policy;    // the clause it is done under
  bool dry_run = false;
};

struct AssessedOutlet {
  std::string path;
  ControlAssessment assessment;
  ControlResult result;
};

struct LabelNotGiven {
  LabelSubject subject;
  std::string name;
  std::string refusal;  // a word: "flagged"
  std::string reason;   // a sentence
};

struct LabelSummary {
  std::vector<AssessedOutlet> outlets;  // in the order given
  /// Of apply: added to the log (or would be). Else: what was asked for, in order.
  std::vector<LabelEvent> events;
  std::vector<LabelNotGiven> not_given;  // of apply
  std::uint64_t standing = 0;            // labels that hold, after it
  std::vector<std::string> notes;
};

/// Errors name the file, the line where there is one, and the remedy.
Result<LabelSummary> run_label(const LabelOptions& options, Progress& progress);

/// A summary as JSON, one object on one line: the export, and what --json prints.
std::string label_summary_json(const LabelOptions& options, const LabelSummary& summary);

}  // namespace overt
