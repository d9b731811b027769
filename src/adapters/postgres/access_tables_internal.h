#pragma once
// The tables of who may do what and how they show it, in the schema of the decisions. Two stores
// use them: the decisions' writes credentials with their ledger entries, the access store reads
// them. Thread safety: as their connection.

#include "adapters/postgres/postgres_connection.h"
#include "base/result.h"
#include "model/credential.h"

namespace overt {

/// Makes them where they are not there, within the caller's transaction; other writers wait.
Result<void> make_access_tables(PostgresConnection& connection);
Result<bool> has_access_tables(PostgresConnection& connection);

/// Within the caller's transaction. People are not among these tables: the caller keeps them.
Result<void> put_credentials(PostgresConnection& connection, const CredentialChanges& changes);

}  // namespace overt
