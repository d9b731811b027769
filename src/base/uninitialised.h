#pragma once
// UninitialisedVector: a std::vector whose new elements are left as they are in memory, for large
// arrays that are written in full anyway. Memory is then touched when it is written, not before.
// Arrays of some megabytes have pages of their own (base/large_blocks.h).

#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/large_blocks.h"

namespace overt {

template <typename T, typename Memory = LargeBlockAllocator<T>>
struct UninitialisedAllocator : Memory {
  static_assert(std::is_trivially_default_constructible_v<T>);

  // NOLINTBEGIN(readability-identifier-naming): the standard library's names
  template <typename U>
  struct rebind {
    using other =
        UninitialisedAllocator<U, typename std::allocator_traits<Memory>::template rebind_alloc<U>>;
  };
  // NOLINTEND(readability-identifier-naming)

  template <typename U>
  void construct(U* place) {
    ::new (static_cast<void*>(place)) U;
  }
  template <typename U, typename... Arguments>
  void construct(U* place, Arguments&&... arguments) {
    std::construct_at(place, std::forward<Arguments>(arguments)...);
  }
};

template <typename T>
using UninitialisedVector = std::vector<T, UninitialisedAllocator<T>>;

/// In pages of the usual size, however large: of one that may stay half empty, as where a small
/// file is read, huge pages would be cleared whole.
using UninitialisedBuffer = std::vector<char, UninitialisedAllocator<char, std::allocator<char>>>;

}  // namespace overt
