#pragma once
// The decision store in one SQLite file (docs/formats/decisions.md has its tables). Durable: a
// batch is on the disk when commit() returns.
//
// Cost: a batch is one transaction, about 4 ms of the disk's time however large, and a few
// microseconds an event. Thread safety: one store belongs to one thread.

#include <memory>
#include <string>

#include "base/result.h"
#include "ports/decision_store.h"

namespace overt {

struct SqliteDecisionStoreOptions {
  bool write = true;    // false: commit() and the like are errors, and the file must exist
  int wait_ms = 2'000;  // for another writer, before kUnavailable
};

/// Makes the file where there is none and `write` is set. Errors: not such a file, or of a newer
/// version (kBadInput), may not be read or written (kPermissionDenied), no such file (kNotFound).
Result<std::unique_ptr<DecisionStore>> open_sqlite_decision_store(
    const std::string& path, const SqliteDecisionStoreOptions& options = {});

}  // namespace overt
