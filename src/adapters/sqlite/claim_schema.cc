#include <fmt/format.h>

#include "adapters/sqlite/claim_schema_internal.h"

namespace overt {
namespace {

// "OVRG": how file(1) and we know a registry from any other SQLite file.
constexpr std::int64_t kApplication = 0x4F565247;
constexpr std::int64_t kVersion = 3;
constexpr std::int64_t kOldestRead = 2;

// The tables by_… have one form (lookup_tables_internal.h). by_entity has the first claim of every
// row of claims about one entity; the others follow it.
constexpr std::string_view kTables = R"sql(
CREATE TABLE word(key INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE source(key INTEGER PRIMARY KEY, url TEXT NOT NULL, publisher TEXT NOT NULL,
  dataset TEXT NOT NULL, author TEXT NOT NULL, content_hash TEXT NOT NULL,
  retrieved_at INTEGER, grade TEXT NOT NULL);
CREATE TABLE recording(first_claim INTEGER PRIMARY KEY, recorded_at INTEGER NOT NULL);
CREATE TABLE claim(seq INTEGER PRIMARY KEY, id BLOB NOT NULL, entity TEXT NOT NULL,
  schema INTEGER NOT NULL, property INTEGER NOT NULL, value TEXT NOT NULL,
  lang INTEGER NOT NULL, kind INTEGER NOT NULL,
  status INTEGER NOT NULL, source INTEGER NOT NULL, from_first INTEGER, from_last INTEGER,
  to_first INTEGER, to_last INTEGER, flags INTEGER NOT NULL, note TEXT);
CREATE TABLE retraction(claim INTEGER PRIMARY KEY);
CREATE TABLE sighting(key INTEGER PRIMARY KEY, source INTEGER NOT NULL,
  first_claim INTEGER NOT NULL, last_claim INTEGER NOT NULL, recorded_at INTEGER NOT NULL);
CREATE TABLE by_id(key INTEGER, claim INTEGER, PRIMARY KEY(key, claim)) WITHOUT ROWID;
CREATE TABLE by_entity(key INTEGER, claim INTEGER, PRIMARY KEY(key, claim)) WITHOUT ROWID;
CREATE TABLE by_value(key INTEGER, claim INTEGER, PRIMARY KEY(key, claim)) WITHOUT ROWID;
CREATE TABLE by_term(key INTEGER, claim INTEGER, PRIMARY KEY(key, claim)) WITHOUT ROWID;
)sql";

// Since version 3: pieces of an import that is not complete. What claims, sightings, sources and
// words have numbers from the first ones on is the import's; found_… is up to which claim each
// lookup table has it. Who holds `token` is importing; whoever goes on with it makes a new one.
constexpr std::string_view kUnfinishedTables = R"sql(
CREATE TABLE unfinished(key INTEGER PRIMARY KEY CHECK(key = 1), token INTEGER NOT NULL,
  begun_at INTEGER NOT NULL, first_claim INTEGER NOT NULL, first_sighting INTEGER NOT NULL,
  first_source INTEGER NOT NULL, first_word INTEGER NOT NULL, found_id INTEGER NOT NULL,
  found_entity INTEGER NOT NULL, found_value INTEGER NOT NULL, found_term INTEGER NOT NULL,
  state BLOB NOT NULL);
CREATE TABLE unfinished_note(key INTEGER PRIMARY KEY, note BLOB NOT NULL);
)sql";

Result<void> create(SqliteDatabase& database) {
  RETURN_IF_ERROR(database.run("PRAGMA page_size = 8192"));
  // Immediately, so that of two processes that make one file only one does.
  RETURN_IF_ERROR(database.run("BEGIN IMMEDIATE"));
  ASSIGN_OR_RETURN(const std::int64_t tables,
                   database.integer("SELECT count(*) FROM sqlite_master"));
  if (tables > 0) return database.run("ROLLBACK");
  RETURN_IF_ERROR(database.run(std::string(kTables)));
  RETURN_IF_ERROR(database.run(std::string(kUnfinishedTables)));
  return database.run(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}; COMMIT",
                                  kApplication, kVersion));
}

Result<void> update(SqliteDatabase& database) {
  RETURN_IF_ERROR(database.run("BEGIN IMMEDIATE"));
  const auto add_tables = [&]() -> Result<void> {
    ASSIGN_OR_RETURN(const std::int64_t version, database.integer("PRAGMA user_version"));
    if (version >= kVersion) return {};  // another process was first
    RETURN_IF_ERROR(database.run(std::string(kUnfinishedTables)));
    return database.run(fmt::format("PRAGMA user_version = {}", kVersion));
  };
  const auto added = add_tables();
  if (!added.ok()) {
    if (database.in_transaction()) RETURN_IF_ERROR(database.run("ROLLBACK"));
    return added.error();
  }
  return database.run("COMMIT");
}

}  // namespace

Result<void> prepare_claim_tables(SqliteDatabase& database, bool write) {
  ASSIGN_OR_RETURN(std::int64_t tables, database.integer("SELECT count(*) FROM sqlite_master"));
  if (tables == 0 && write) {
    RETURN_IF_ERROR(create(database));
  }
  ASSIGN_OR_RETURN(const std::int64_t application, database.integer("PRAGMA application_id"));
  ASSIGN_OR_RETURN(const std::int64_t version, database.integer("PRAGMA user_version"));
  if (application != kApplication) {
    return Error{ErrorCode::kBadInput,
                 database.path() +
                     ": this is a database, but no registry of Overt's; name another "
                     "file with --registry"};
  }
  if (version == kVersion) return {};
  if (version >= kOldestRead && version < kVersion) {
    return write ? update(database) : Result<void>{};
  }
  if (version < kVersion) {
    return Error{
        ErrorCode::kBadInput,
        fmt::format("{}: made by an older version of Overt (tables of version {}, this one "
                    "has {}), which named claims otherwise; import its lists into a new file",
                    database.path(), version, kVersion)};
  }
  return Error{ErrorCode::kBadInput,
               fmt::format("{}: made by a newer version of Overt (tables of version {}, this one "
                           "knows {}); use that version",
                           database.path(), version, kVersion)};
}

}  // namespace overt
