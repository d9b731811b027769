#pragma once
// UninitialisedVector: a std::vector whose new elements are left as they are in memory, for large
// arrays that are written in full anyway. Memory is then touched when it is written, not before.
// Arrays of some megabytes have pages of their own (base/large_blocks.h).

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/large_blocks.h"

namespace overt {

template <typename T>
struct UninitialisedAllocator : std::allocator<T> {
  static_assert(std::is_trivially_default_constructible_v<T>);
  static_assert(alignof(T) <= kHugePageBytes);

  [[nodiscard]] T* allocate(std::size_t count) {
    if (!is_large(count)) return std::allocator<T>::allocate(count);
    return static_cast<T*>(take_large_block(count * sizeof(T)));
  }
  void deallocate(T* place, std::size_t count) {
    if (!is_large(count)) return std::allocator<T>::deallocate(place, count);
    give_large_block(place, count * sizeof(T));
  }

  template <typename U>
  struct rebind {
    using other = UninitialisedAllocator<U>;
  };

  template <typename U>
  void construct(U* place) {
    ::new (static_cast<void*>(place)) U;
  }
  template <typename U, typename... Arguments>
  void construct(U* place, Arguments&&... arguments) {
    std::construct_at(place, std::forward<Arguments>(arguments)...);
  }

 private:
  static bool is_large(std::size_t count) {
    return count >= 2 * kHugePageBytes / sizeof(T) && count <= SIZE_MAX / sizeof(T);
  }
};

template <typename T>
using UninitialisedVector = std::vector<T, UninitialisedAllocator<T>>;

}  // namespace overt
