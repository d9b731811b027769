#pragma once
// ClaimDictionary: the texts and sources that many claims share, by the keys under which the file
// has them. Belongs to the thread of its database. O(1) a look-up; all of it is held in memory.

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "adapters/sqlite/sqlite_database.h"
#include "base/result.h"
#include "model/claim.h"

namespace overt {

class ClaimDictionary {
 public:
  /// The database outlives it, and has the tables.
  explicit ClaimDictionary(SqliteDatabase& database) : database_(database) {}

  Result<void> load();
  /// The key of a text or source; adds what is new to the file.
  Result<std::int64_t> word(std::string_view text);
  Result<std::uint32_t> source(const ClaimSource& source);

  /// Of a key; empty where there is none.
  [[nodiscard]] const std::string& text_of(std::int64_t key) const;
  [[nodiscard]] std::span<const ClaimSource> sources() const { return sources_; }
  [[nodiscard]] std::int64_t words() const { return static_cast<std::int64_t>(words_.size()); }

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  Result<void> load_words();
  Result<void> load_sources();

  SqliteDatabase& database_;
  std::vector<std::string> words_;  // by key
  std::unordered_map<std::string, std::int64_t, TextHash, std::equal_to<>> word_keys_;
  std::vector<ClaimSource> sources_;  // by key
  std::map<std::string, std::uint32_t> source_keys_;
};

}  // namespace overt
