#pragma once
// The access store in the SQLite file of the decisions.
// Thread safety: one store belongs to one thread.

#include <memory>
#include <string>

#include "base/result.h"
#include "ports/access_store.h"

namespace overt {

/// The file must be there: the decisions' store makes it. Without `write` nothing can be changed,
/// and a file that nobody wrote credentials to has none.
Result<std::unique_ptr<AccessStore>> open_sqlite_access_store(const std::string& path,
                                                              bool write = true);

}  // namespace overt
