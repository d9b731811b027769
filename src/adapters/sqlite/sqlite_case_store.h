#pragma once
// The case store in the SQLite file of the decisions (docs/formats/decisions.md has its tables).
// Durable: what was added is on the disk when the call returns. Thread safety: one store belongs to
// one thread.

#include <memory>
#include <string>

#include "base/result.h"
#include "ports/case_store.h"

namespace overt {

/// The file must be there already (sqlite_decision_store.h makes it). Errors name it.
Result<std::unique_ptr<CaseStore>> open_sqlite_case_store(const std::string& path, bool write);

}  // namespace overt
