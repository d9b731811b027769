#pragma once
// UninitialisedVector: a std::vector whose new elements are left as they are in memory, for large
// arrays that are written in full anyway. Memory is then touched when it is written, not before.

#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace overt {

template <typename T>
struct UninitialisedAllocator : std::allocator<T> {
  static_assert(std::is_trivially_default_constructible_v<T>);

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
};

template <typename T>
using UninitialisedVector = std::vector<T, UninitialisedAllocator<T>>;

}  // namespace overt
