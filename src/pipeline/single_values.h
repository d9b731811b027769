#pragma once
// SingleValues: which entities of an import have to be looked at for contradictions: those whose
// properties that have one value are given several. Where the registry held something before, that
// is every entity with such a property; into an empty one only those that differ within the import.
//
// Not thread-safe. O(1) a claim; 16 bytes a property of an entity, up to a limit that is reported.

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/claim.h"

namespace overt {

class SingleValues {
 public:
  explicit SingleValues(bool into_empty) : into_empty_(into_empty) {}

  void take(const Claim& claim);

  /// Entities that take() kept before, in an import that goes on.
  void restore(const std::string& entity) { keep(entity); }
  /// Those that were kept since the last call.
  std::vector<std::string> take_fresh() { return std::exchange(fresh_, {}); }

  /// In byte order.
  [[nodiscard]] const std::set<std::string>& entities() const { return entities_; }
  /// False where a limit was reached: there may be others.
  [[nodiscard]] bool whole() const { return whole_; }

 private:
  static constexpr std::size_t kValuesMax = std::size_t{24} << 20;
  static constexpr std::size_t kEntitiesMax = 1'000'000;

  struct Slot {
    std::uint64_t key = 0;  // of entity and property; 0: empty
    std::uint64_t value = 0;
  };

  bool is_single(const Claim& claim);
  /// Whether the entity's property had another value before.
  bool differs(std::uint64_t key, std::uint64_t value);
  void grow();
  void keep(const std::string& entity);

  bool into_empty_;
  bool whole_ = true;
  std::string schema_;  // of the claim before
  std::string property_;
  bool single_ = false;
  std::vector<Slot> slots_;
  std::size_t size_ = 0;
  std::set<std::string> entities_;
  std::vector<std::string> fresh_;
};

}  // namespace overt
