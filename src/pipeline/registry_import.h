#pragma once
// Files into a registry: one transaction, so that a file that cannot be read, an interrupt or a
// full disk leaves it as it was. One thread at a time. O(bytes) and what the store costs a claim.

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

struct RegistryImport {
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
