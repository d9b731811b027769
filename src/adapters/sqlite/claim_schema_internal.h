#pragma once
// The tables of a registry file, and what makes a file one. Thread safety: as SqliteDatabase.

#include "adapters/sqlite/sqlite_database.h"
#include "base/result.h"

namespace overt {

/// Makes the tables where the file is empty; refuses what is not a registry or is of a newer
/// version.
Result<void> prepare_claim_tables(SqliteDatabase& database, bool write);

Result<bool> has_claim_indexes(SqliteDatabase& database);
Result<void> make_claim_indexes(SqliteDatabase& database);

}  // namespace overt
