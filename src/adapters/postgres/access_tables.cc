#include <string>

#include "adapters/postgres/access_tables_internal.h"
#include "ports/decision_store.h"

namespace overt {
namespace {

constexpr std::string_view kLock = "SELECT pg_advisory_xact_lock(1331053635, 4)";

constexpr std::string_view kTables = R"sql(
CREATE TABLE overt.login(person text COLLATE "C" PRIMARY KEY, hash text NOT NULL,
  set_at bigint NOT NULL);
CREATE TABLE overt.token(id text COLLATE "C" PRIMARY KEY, digest text NOT NULL,
  person text NOT NULL, label text NOT NULL, scope text NOT NULL, created_at bigint NOT NULL,
  expires_at bigint NOT NULL, revoked_at bigint NOT NULL);
CREATE TABLE overt.token_use(id text PRIMARY KEY, at bigint NOT NULL);
CREATE TABLE overt.identity(issuer text COLLATE "C" NOT NULL, subject text COLLATE "C" NOT NULL,
  email text COLLATE "C" NOT NULL, person text NOT NULL, PRIMARY KEY(issuer, subject, email));
CREATE TABLE overt.session(digest text PRIMARY KEY, person text NOT NULL,
  known_by smallint NOT NULL, created_at bigint NOT NULL, used_at bigint NOT NULL);
CREATE INDEX session_person ON overt.session(person);
CREATE TABLE overt.failed_sign_in(whose text PRIMARY KEY, count bigint NOT NULL,
  last_at bigint NOT NULL);
CREATE TABLE overt.pending_sign_in(digest text PRIMARY KEY, nonce text NOT NULL,
  verifier text NOT NULL, created_at bigint NOT NULL);
)sql";

Result<void> did(const Result<PostgresRows>& result) {
  if (!result.ok()) return result.error();
  return {};
}

}  // namespace

Result<bool> has_access_tables(PostgresConnection& connection) {
  ASSIGN_OR_RETURN(
      const auto rows,
      connection.query("SELECT (to_regclass('overt.pending_sign_in') IS NOT NULL)::int", {}));
  return rows.integer(0, 0) == 1;
}

Result<void> make_access_tables(PostgresConnection& connection) {
  ASSIGN_OR_RETURN(const bool there, has_access_tables(connection));
  if (there) return {};
  RETURN_IF_ERROR(did(connection.query(kLock, {})));
  // Another process may have made them while this one waited.
  ASSIGN_OR_RETURN(const bool now, has_access_tables(connection));
  return now ? Result<void>() : connection.run(std::string(kTables));
}

Result<void> put_credentials(PostgresConnection& connection, const CredentialChanges& changes) {
  if (changes.logins.empty() && changes.tokens.empty() && changes.identities.empty()) return {};
  RETURN_IF_ERROR(make_access_tables(connection));
  for (const PasswordLogin& login : changes.logins) {
    RETURN_IF_ERROR(did(connection.query(
        "INSERT INTO overt.login(person, hash, set_at) VALUES($1, $2, $3) ON CONFLICT (person) DO "
        "UPDATE SET hash = excluded.hash, set_at = excluded.set_at",
        {login.person, login.hash, login.set_at})));
  }
  for (const ApiToken& token : changes.tokens) {
    RETURN_IF_ERROR(did(connection.query(
        "INSERT INTO overt.token(id, digest, person, label, scope, created_at, expires_at, "
        "revoked_at) VALUES($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO UPDATE SET digest "
        "= excluded.digest, person = excluded.person, label = excluded.label, scope = "
        "excluded.scope, created_at = excluded.created_at, expires_at = excluded.expires_at, "
        "revoked_at = excluded.revoked_at",
        {token.id, token.digest, token.person, token.label, right_words(token.scope),
         token.created_at, token.expires_at, token.revoked_at})));
  }
  for (const ProviderIdentity& identity : changes.identities) {
    RETURN_IF_ERROR(did(connection.query(
        "INSERT INTO overt.identity(issuer, subject, email, person) VALUES($1, $2, $3, $4) ON "
        "CONFLICT (issuer, subject, email) DO UPDATE SET person = excluded.person",
        {identity.issuer, identity.subject, identity.email, identity.person})));
  }
  return {};
}

}  // namespace overt
