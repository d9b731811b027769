#pragma once
// UnfinishedTable: the import of which pieces are kept (claim_schema.cc has its tables). At most
// one. Belongs to the thread of its database; nothing here begins or ends a transaction.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sqlite/lookup_tables_internal.h"
#include "adapters/sqlite/sqlite_database.h"
#include "base/result.h"

namespace overt {

struct UnfinishedRow {
  std::int64_t token = 0;
  std::int64_t begun_at = 0;
  std::int64_t first_claim = 0;
  std::int64_t first_sighting = 0;
  std::int64_t first_source = 0;
  std::int64_t first_word = 0;
  std::array<std::int64_t, kLookupCount> found{};  // up to which claim each table has it
  std::string state;
};

class UnfinishedTable {
 public:
  /// The database outlives it.
  explicit UnfinishedTable(SqliteDatabase& database) : database_(database) {}

  /// nullopt also where the file is of a version without the table.
  Result<std::optional<UnfinishedRow>> load();
  Result<void> put(const UnfinishedRow& row);
  Result<void> add_note(std::string_view note);
  Result<std::vector<std::string>> notes();
  /// kUnavailable where another process has taken the import over.
  Result<void> check_ours(std::int64_t token);
  /// Forgets that it is unfinished.
  Result<void> clear();
  /// Takes out what it added. O(size of the lookup tables), less where it is all that there is.
  Result<void> drop(const UnfinishedRow& row);

 private:
  SqliteDatabase& database_;
};

}  // namespace overt
