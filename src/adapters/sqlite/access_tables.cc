#include <string>

#include "adapters/sqlite/access_tables_internal.h"
#include "ports/decision_store.h"

namespace overt {
namespace {

constexpr std::string_view kTables = R"sql(
CREATE TABLE IF NOT EXISTS login(person TEXT PRIMARY KEY, hash TEXT NOT NULL,
  set_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS token(id TEXT PRIMARY KEY, digest TEXT NOT NULL, person TEXT NOT NULL,
  label TEXT NOT NULL, scope TEXT NOT NULL, created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL, revoked_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS token_use(id TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS identity(issuer TEXT NOT NULL, subject TEXT NOT NULL,
  email TEXT NOT NULL, person TEXT NOT NULL, PRIMARY KEY(issuer, subject, email)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS session(digest TEXT PRIMARY KEY, person TEXT NOT NULL,
  known_by INTEGER NOT NULL, created_at INTEGER NOT NULL, used_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS session_person ON session(person);
CREATE TABLE IF NOT EXISTS failed_sign_in(whose TEXT PRIMARY KEY, count INTEGER NOT NULL,
  last_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pending_sign_in(digest TEXT PRIMARY KEY, nonce TEXT NOT NULL,
  verifier TEXT NOT NULL, created_at INTEGER NOT NULL) WITHOUT ROWID;
)sql";

Result<void> put_login(SqliteDatabase& database, const PasswordLogin& login) {
  ASSIGN_OR_RETURN(
      auto insert,
      database.prepare("INSERT OR REPLACE INTO login(person, hash, set_at) VALUES(?,?,?)"));
  insert.bind(1, login.person);
  insert.bind(2, login.hash);
  insert.bind(3, login.set_at);
  return insert.run();
}

Result<void> put_token(SqliteDatabase& database, const ApiToken& token) {
  ASSIGN_OR_RETURN(auto insert,
                   database.prepare("INSERT OR REPLACE INTO token(id, digest, person, label, "
                                    "scope, created_at, expires_at, revoked_at) "
                                    "VALUES(?,?,?,?,?,?,?,?)"));
  const std::string scope = right_words(token.scope);
  insert.bind(1, token.id);
  insert.bind(2, token.digest);
  insert.bind(3, token.person);
  insert.bind(4, token.label);
  insert.bind(5, scope);
  insert.bind(6, token.created_at);
  insert.bind(7, token.expires_at);
  insert.bind(8, token.revoked_at);
  return insert.run();
}

Result<void> put_identity(SqliteDatabase& database, const ProviderIdentity& identity) {
  ASSIGN_OR_RETURN(auto insert,
                   database.prepare("INSERT OR REPLACE INTO identity(issuer, subject, email, "
                                    "person) VALUES(?,?,?,?)"));
  insert.bind(1, identity.issuer);
  insert.bind(2, identity.subject);
  insert.bind(3, identity.email);
  insert.bind(4, identity.person);
  return insert.run();
}

}  // namespace

Result<void> make_access_tables(SqliteDatabase& database) {
  ASSIGN_OR_RETURN(const bool there, has_access_tables(database));
  return there ? Result<void>() : database.run(std::string(kTables));
}

Result<bool> has_access_tables(SqliteDatabase& database) {
  ASSIGN_OR_RETURN(
      const std::int64_t tables,
      database.integer("SELECT count(*) FROM sqlite_master WHERE name = 'pending_sign_in'"));
  return tables != 0;
}

Result<void> put_credentials(SqliteDatabase& database, const CredentialChanges& changes) {
  if (changes.logins.empty() && changes.tokens.empty() && changes.identities.empty()) return {};
  RETURN_IF_ERROR(make_access_tables(database));
  for (const PasswordLogin& login : changes.logins) RETURN_IF_ERROR(put_login(database, login));
  for (const ApiToken& token : changes.tokens) RETURN_IF_ERROR(put_token(database, token));
  for (const ProviderIdentity& identity : changes.identities) {
    RETURN_IF_ERROR(put_identity(database, identity));
  }
  return {};
}

}  // namespace overt
