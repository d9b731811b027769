#pragma once
// overt disclose: what leaves the platform about what it did, and what peers hand over. Publishing
// needs an approver who did not write the notes that are published. Everything is on record in the
// folder before a file is written; nothing is sent anywhere.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "base/time.h"
#include "model/disclosure.h"
#include "pipeline/command_answer.h"
#include "pipeline/staff_proof.h"
#include "stages/disclosures/said_count.h"

namespace overt {

enum class DiscloseVerb : std::uint8_t {
  kNote,      // put on record what will be said of a network
  kPreview,   // a statement or report as it would be published
  kPublish,   // the same, on record
  kWithdraw,  // a publication
  kList,
  kShow,    // the files of a publication, made again
  kFigure,  // the decisions behind a number of the report under the DSA
  kCheck,   // whether everything published still follows from what is kept
  kExport,  // a package on a network for a peer
  kImport,  // a peer's package
};
inline constexpr std::array<std::string_view, 10> kDiscloseVerbNames = {
    "note", "preview", "publish", "withdraw", "list",
    "show", "figure",  "check",   "export",   "import"};

enum class PackageFormat : std::uint8_t { kStix, kFtm, kCsv };

struct DiscloseOptions {
  DiscloseVerb verb = DiscloseVerb::kList;
  std::string data = "overt-data";
  std::string operand;                               // a network, a publication, a figure or a file
  DisclosureKind kind = DisclosureKind::kStatement;  // of preview and publish
  std::string run;                                   // a run directory
  std::string network;
  std::string accounts;  // profiles
  Period period;
  std::string publisher = "This platform";
  std::string service;
  std::string previous_report;
  std::string moderators;                   // a file
  std::string figures;                      // of dsa: a file of what the platform holds elsewhere
  std::optional<std::string> figures_text;  // what that file would say; goes before it
  std::uint64_t threshold = kSmallCount;
  PolicyMode mode = PolicyMode::kLive;  // of preview
  /// Of publish: what a preview gave as "says"; kInvalidArgument where something else would be
  /// said by now. Empty: whatever it is.
  std::string says;
  DisclosureNotes notes;  // of note: what is set replaces what was said before
  std::string by;
  StaffProof proof;  // that it is them
  std::string reason;
  TimeUs at = 0;
  std::string out;  // a folder; of export a file
  Tlp tlp = Tlp::kClear;
  PackageFormat format = PackageFormat::kStix;
  std::string to;    // of export
  std::string peer;  // of import
};

/// Not sound where check found something, or where a peer took back what it had said. Of preview
/// the JSON has "says", a digest of what would be said whoever says it and when, and "obstacle":
/// why it cannot be published as it stands, by `by` where that is given; empty: nothing is.
Result<CommandAnswer> run_disclose(const DiscloseOptions& options, Progress& progress);

}  // namespace overt
