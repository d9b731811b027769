#pragma once
// overt registry: import, look at, correct and export a registry of entities. One function, one
// verb a call; what it says is in the answer, as text and as one JSON object.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "base/time.h"
#include "model/claim.h"
#include "ports/claim_store.h"

namespace overt {

enum class RegistryVerb : std::uint8_t {
  kImport,    // files into it
  kShow,      // an entity with its claims and links
  kSearch,    // by name in any script, handle, identifier, host
  kPath,      // what joins two entities
  kDiff,      // what was learnt and taken back between two days
  kAsOf,      // what was known on a day, in numbers
  kPropose,   // which entities may be one
  kMerge,     // two are one
  kDistinct,  // two are two
  kRetract,   // a claim no longer counts
  kExport,    // to a file
  kStats,     // kAsOf of now
};
inline constexpr std::array<std::string_view, 12> kRegistryVerbNames = {
    "import",  "show",  "search",   "path",    "diff",   "as-of",
    "propose", "merge", "distinct", "retract", "export", "stats"};

/// What --format of import takes, beside "auto".
inline constexpr std::array<std::string_view, 10> kRegistryImportFormats = {
    "ftm-json",     "ftm-statements",    "claims-csv",        "state-media", "outlet-domains",
    "eu-sanctions", "threat-indicators", "operation-domains", "officials",   "dossier"};

struct RegistryOptions {
  RegistryVerb verb = RegistryVerb::kStats;
  std::string registry = "registry.db";
  std::vector<std::string> operands;  // files; ids or names; a claim's id
  TimeUs as_of = kLatest;             // --as-of; of diff the later day
  TimeUs since = 0;                   // of diff: the earlier day
  TimeUs recorded_at = 0;             // when what is written counts as learnt

  std::string format;         // of import: empty is recognised; of export: ftm, csv, gexf
  ClaimSource source;         // --source-url, --publisher, --dataset, --retrieved-at, --grade
  double max_rejects = 0.01;  // largest share before an import fails
  std::string rejects_out;    // NDJSON; empty: none are written
  std::uint64_t piece_claims = 1'000'000;          // after so many an import can go on after a kill
  std::size_t block_bytes = std::size_t{1} << 20;  // read at a time; a piece ends with a block
  bool discard_unfinished = false;                 // of import: take that out first

  std::string author;  // of merge, distinct, retract
  std::string reason;

  std::string out = "-";  // of export
  std::string ftm_fork = "opensanctions";
  std::uint32_t limit = 20;  // hits, proposals, paths
  double score_min = 0.5;    // of propose
  bool history = false;      // of show: what was retracted too
};

struct RegistryAnswer {
  std::string text;  // lines for people
  std::string json;  // one object
};

Result<RegistryAnswer> run_registry(const RegistryOptions& options, Progress& progress);

}  // namespace overt
