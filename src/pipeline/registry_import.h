#pragma once
// Files into a registry: one transaction, so that a file that cannot be read, an interrupt or a
// full disk leaves it as it was. One thread at a time. O(bytes) and what the store costs a claim.

#include <cstdint>
#include <map>
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
  std::vector<PropertyConflict> conflicts;  // of entities that the import says something about
  bool conflicts_whole = true;              // false: too many entities to look at them all
  std::map<std::string, std::uint64_t> rejects_by_reason;
};

Result<RegistryImport> import_claims(const RegistryOptions& options, Progress& progress);

}  // namespace overt
