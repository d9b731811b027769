#pragma once
// Which ids are one entity: union-find over merges, minus those that two entities are kept apart
// by. Not thread-safe. O((n + m) log n) for n ids and m claims.

#include <cstdint>
#include <set>
#include <utility>
#include <vector>

namespace overt {

class EntityMerger {
 public:
  explicit EntityMerger(std::size_t ids);

  /// Before any merge.
  void keep_apart(std::uint32_t a, std::uint32_t b);
  /// False, and nothing done, where something keeps the two apart.
  bool merge(std::uint32_t a, std::uint32_t b);
  std::uint32_t root_of(std::uint32_t id);

 private:
  std::vector<std::uint32_t> parent_;
  std::vector<std::uint32_t> size_;
  std::vector<std::set<std::uint32_t>> apart_;  // roots from which a root is kept apart
};

}  // namespace overt
