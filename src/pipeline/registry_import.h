#pragma once
// Files into a registry, whole or not at all: nobody sees what is read before it is complete, and a
// file that cannot be read leaves the registry as it was. A long import is kept in pieces, so that
// after an interrupt, a kill or a full disk the same import goes on after the last of them.
// One thread at a time. O(bytes) and what the store costs a claim.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "model/import_report.h"
#include "pipeline/run_registry.h"

namespace overt {

struct ImportedFile {
  std::string path;
  std::string format;
  std::string content_hash;  // empty for standard input
  std::uint64_t added = 0;
  std::uint64_t known = 0;
  std::uint64_t seen_again = 0;  // of these, in another version of the list than before
  std::uint64_t merged = 0;      // ids that the list itself says are one
  ImportReport report;
};

/// A single-valued property that sources give different values.
struct PropertyConflict {
  std::string entity;
  std::string property;
  std::vector<std::string> values;  // in byte order
};

/// Where an import went on that had not been completed.
struct ImportGoesOn {
  std::string path;           // of the file that was being read; empty: all had been
  std::uint64_t at_byte = 0;  // of it, unpacked
  std::uint64_t claims = 0;   // there already
  TimeUs begun_at = 0;
};

struct RegistryImport {
  std::optional<ImportGoesOn> went_on;
  std::string changed;          // a file that has changed since; so the import was begun anew
  std::uint64_t discarded = 0;  // claims of an unfinished import that were taken out
  std::vector<ImportedFile> files;
  // Of entities that the import says something about: the first kConflictsKept, by id.
  std::vector<PropertyConflict> conflicts;
  std::uint64_t conflicts_total = 0;
  bool conflicts_whole = true;  // false: too many entities to look at them all
  // Pairs that may be one, of the whole registry; none: it is too large to compare in passing.
  std::optional<std::uint64_t> proposals;
  std::uint64_t merges_refused = 0;  // kept apart by somebody, counted where proposals are
  std::map<std::string, std::uint64_t> rejects_by_reason;
};

inline constexpr std::size_t kConflictsKept = 10'000;
/// Registries of up to so many claims are compared for entities that may be one.
inline constexpr std::uint64_t kProposeClaimsMax = 500'000;

Result<RegistryImport> import_claims(const RegistryOptions& options, Progress& progress);

}  // namespace overt
