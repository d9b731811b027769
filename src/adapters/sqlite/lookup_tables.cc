#include <algorithm>
#include <thread>

#include <fmt/format.h>
#include <sqlite3.h>

#include "adapters/sqlite/lookup_tables_internal.h"

namespace overt {
namespace {

constexpr std::array<std::string_view, kLookupCount> kNames = {"by_id", "by_entity", "by_value",
                                                               "by_term"};

// A virtual table over entries in memory, so that one statement reads them all: a statement for
// each would find its place in the tree anew.
using Offered = std::span<const LookupEntry>;

struct OfferedTable : sqlite3_vtab {
  const Offered* rows = nullptr;
};

struct OfferedCursor : sqlite3_vtab_cursor {
  Offered rows;
  std::size_t at = 0;
};

OfferedCursor& cursor_of(sqlite3_vtab_cursor* cursor) {
  return *static_cast<OfferedCursor*>(cursor);
}

int connect(sqlite3* handle, void* offered, int /*argc*/, const char* const* /*argv*/,
            sqlite3_vtab** table, char** /*error*/) {
  const int code = sqlite3_declare_vtab(handle, "CREATE TABLE offered(key INTEGER, claim INTEGER)");
  if (code != SQLITE_OK) return code;
  auto made = std::make_unique<OfferedTable>();
  made->rows = static_cast<const Offered*>(offered);
  *table = made.release();
  return SQLITE_OK;
}

int disconnect(sqlite3_vtab* table) {
  const std::unique_ptr<OfferedTable> owned(static_cast<OfferedTable*>(table));
  return SQLITE_OK;
}

int best_index(sqlite3_vtab* /*table*/, sqlite3_index_info* info) {
  info->estimatedCost = 1e6;
  return SQLITE_OK;
}

int open_cursor(sqlite3_vtab* table, sqlite3_vtab_cursor** cursor) {
  auto made = std::make_unique<OfferedCursor>();
  made->rows = *static_cast<OfferedTable*>(table)->rows;
  *cursor = made.release();
  return SQLITE_OK;
}

int close_cursor(sqlite3_vtab_cursor* cursor) {
  const std::unique_ptr<OfferedCursor> owned(&cursor_of(cursor));
  return SQLITE_OK;
}

int filter(sqlite3_vtab_cursor* cursor, int /*number*/, const char* /*text*/, int /*argc*/,
           sqlite3_value** /*argv*/) {
  cursor_of(cursor).at = 0;
  return SQLITE_OK;
}

int next_row(sqlite3_vtab_cursor* cursor) {
  ++cursor_of(cursor).at;
  return SQLITE_OK;
}

int at_end(sqlite3_vtab_cursor* cursor) {
  const OfferedCursor& here = cursor_of(cursor);
  return here.at >= here.rows.size() ? 1 : 0;
}

int column(sqlite3_vtab_cursor* cursor, sqlite3_context* context, int number) {
  const OfferedCursor& here = cursor_of(cursor);
  const LookupEntry& entry = here.rows[here.at];
  sqlite3_result_int64(context, number == 0 ? entry.key : entry.claim);
  return SQLITE_OK;
}

int row_id(sqlite3_vtab_cursor* cursor, sqlite3_int64* id) {
  *id = static_cast<sqlite3_int64>(cursor_of(cursor).at);
  return SQLITE_OK;
}

// Without xCreate it is there by itself and cannot be made by anybody.
constexpr sqlite3_module offered_module() {
  sqlite3_module module = {};
  module.xConnect = connect;
  module.xBestIndex = best_index;
  module.xDisconnect = disconnect;
  module.xOpen = open_cursor;
  module.xClose = close_cursor;
  module.xFilter = filter;
  module.xNext = next_row;
  module.xEof = at_end;
  module.xColumn = column;
  module.xRowid = row_id;
  return module;
}
constexpr sqlite3_module kOfferedModule = offered_module();

bool earlier(const LookupEntry& x, const LookupEntry& y) {
  return x.key != y.key ? x.key < y.key : x.claim < y.claim;
}

}  // namespace

std::string_view name_of(Lookup lookup) { return kNames.at(static_cast<std::size_t>(lookup)); }

Result<std::unique_ptr<LookupTables>> LookupTables::open(SqliteDatabase& database) {
  std::unique_ptr<LookupTables> tables(new LookupTables(database));
  tables->offered_ = std::make_unique<Offered>();
  if (sqlite3_create_module_v2(database.handle(), "offered", &kOfferedModule,
                               tables->offered_.get(), nullptr) != SQLITE_OK) {
    return database.error();
  }
  return tables;
}

std::size_t LookupTables::waiting() const {
  std::size_t entries = 0;
  for (const auto& waiting : waiting_) entries += waiting.size();
  return entries;
}

Result<void> LookupTables::write(const Written& written) {
  // While one table is written the next ones are sorted.
  std::array<std::jthread, kLookupCount> sorting;
  for (std::size_t i = 0; i < kLookupCount; ++i) {
    sorting[i] =
        std::jthread([&rows = waiting_[i]] { std::sort(rows.begin(), rows.end(), earlier); });
  }
  for (std::size_t i = 0; i < kLookupCount; ++i) {
    sorting[i].join();
    if (!waiting_[i].empty()) {
      *offered_ = waiting_[i];
      RETURN_IF_ERROR(database_.run(
          fmt::format("INSERT INTO {}(key, claim) SELECT key, claim FROM offered", kNames[i])));
      waiting_[i] = {};
    }
    if (written) RETURN_IF_ERROR(written(static_cast<Lookup>(i)));
  }
  *offered_ = {};
  return {};
}

void LookupTables::clear() {
  for (auto& waiting : waiting_) waiting = {};
}

}  // namespace overt
