#include <numeric>

#include "stages/registry/merge_entities_internal.h"

namespace overt {

EntityMerger::EntityMerger(std::size_t ids) : parent_(ids), size_(ids, 1), apart_(ids) {
  std::iota(parent_.begin(), parent_.end(), 0U);
}

std::uint32_t EntityMerger::root_of(std::uint32_t id) {
  while (parent_[id] != id) {
    parent_[id] = parent_[parent_[id]];
    id = parent_[id];
  }
  return id;
}

void EntityMerger::keep_apart(std::uint32_t a, std::uint32_t b) {
  if (a == b) return;
  apart_[a].insert(b);
  apart_[b].insert(a);
}

bool EntityMerger::merge(std::uint32_t a, std::uint32_t b) {
  a = root_of(a);
  b = root_of(b);
  if (a == b) return true;
  if (apart_[a].contains(b)) return false;
  if (size_[a] < size_[b]) std::swap(a, b);
  parent_[b] = a;
  size_[a] += size_[b];
  for (const std::uint32_t other : apart_[b]) {
    apart_[other].erase(b);
    apart_[other].insert(a);
    apart_[a].insert(other);
  }
  apart_[b].clear();
  return true;
}

}  // namespace overt
