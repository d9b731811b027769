#pragma once
// The access store in the PostgreSQL database of the decisions.
// Thread safety: one store belongs to one thread.

#include <memory>
#include <string>

#include "base/result.h"
#include "ports/access_store.h"

namespace overt {

/// The database must hold decisions: their store makes the schema. Without `write` nothing can be
/// changed, and a database that nobody wrote credentials to has none.
Result<std::unique_ptr<AccessStore>> open_postgres_access_store(const std::string& url,
                                                                bool write = true);

}  // namespace overt
