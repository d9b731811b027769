#pragma once
// The tables of who may do what and how they show it, in the file of the decisions. Two stores use
// them: the decisions' writes credentials with their ledger entries, the access store reads them.
// Thread safety: as their database.

#include "adapters/sqlite/sqlite_database.h"
#include "base/result.h"
#include "model/credential.h"

namespace overt {

/// Makes them where they are not there.
Result<void> make_access_tables(SqliteDatabase& database);
/// A file that nobody wrote to since they exist has none.
Result<bool> has_access_tables(SqliteDatabase& database);

/// Within the caller's transaction. People are not among these tables: the caller keeps them.
Result<void> put_credentials(SqliteDatabase& database, const CredentialChanges& changes);

}  // namespace overt
