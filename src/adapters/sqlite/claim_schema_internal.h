#pragma once
// The tables of a registry file, and what makes a file one. Thread safety: as SqliteDatabase.

#include "adapters/sqlite/sqlite_database.h"
#include "base/result.h"

namespace overt {

/// Makes the tables where the file is empty; refuses what is not a registry or is of another
/// version.
Result<void> prepare_claim_tables(SqliteDatabase& database, bool write);

}  // namespace overt
