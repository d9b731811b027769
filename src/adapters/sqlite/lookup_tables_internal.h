#pragma once
// LookupTables: by what claims are found, four tables of (key, number of a claim): the first half
// of its id, and the hashes of its entity, of its value, and of the words it is searched by. What
// is added is gathered and goes into the tables in their order: placing one after the other costs
// several times what sorting them first does. Until write() it is not found.
//
// Thread safety: belongs to the thread of its database. Memory: 16 bytes an entry that waits.

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "adapters/sqlite/sqlite_database.h"
#include "base/result.h"

namespace overt {

enum class Lookup : std::uint8_t { kId, kEntity, kValue, kTerm };
inline constexpr std::size_t kLookupCount = 4;
/// The table: "by_id", "by_entity", "by_value", "by_term".
std::string_view name_of(Lookup lookup);

struct LookupEntry {
  std::int64_t key = 0;
  std::int64_t claim = 0;
};

class LookupTables {
 public:
  /// The database outlives it, and has the tables.
  static Result<std::unique_ptr<LookupTables>> open(SqliteDatabase& database);

  void add(Lookup lookup, std::int64_t key, std::int64_t claim) {
    waiting_[static_cast<std::size_t>(lookup)].push_back({key, claim});
  }
  [[nodiscard]] std::size_t waiting() const;
  /// Puts into the tables what waits, and calls `written` after each of them. O(n log n).
  using Written = std::function<Result<void>(Lookup)>;
  Result<void> write(const Written& written = {});
  /// Forgets what waits.
  void clear();

 private:
  explicit LookupTables(SqliteDatabase& database) : database_(database) {}

  SqliteDatabase& database_;
  std::array<std::vector<LookupEntry>, kLookupCount> waiting_;
  std::unique_ptr<std::span<const LookupEntry>> offered_;  // what the next statement reads
};

}  // namespace overt
