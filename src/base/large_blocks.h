#pragma once
// Memory for arrays of some megabytes: pages of its own, huge ones where the system has them, given
// back as soon as the array is gone. A step that frees large arrays and makes others right after
// (sort, peel, index) may keep the pages meanwhile, as the system clears each before it gives it
// out: that costs more than many a pass over the array. Thread safety: from any thread.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace overt {

inline constexpr std::size_t kHugePageBytes = std::size_t{2} << 20;

/// Aligned to huge pages, at least `bytes`, contents undefined. Throws std::bad_alloc.
void* take_large_block(std::size_t bytes);
/// `bytes` as it was asked for.
void give_large_block(void* block, std::size_t bytes);

/// While one lives, blocks given are kept for those taken next: as they are, or the pages of
/// several small ones in the place of a larger one. What is kept is given back before the system
/// is asked for more, so that the process never holds more than it once needed at a time; and when
/// the last one is gone.
class KeepLargeBlocks {
 public:
  KeepLargeBlocks();
  ~KeepLargeBlocks();
  KeepLargeBlocks(const KeepLargeBlocks&) = delete;
  KeepLargeBlocks& operator=(const KeepLargeBlocks&) = delete;
};

/// Kept now, in bytes.
std::size_t large_blocks_kept();

/// For containers that may become large: then of large blocks.
template <typename T>
struct LargeBlockAllocator : std::allocator<T> {
  static_assert(alignof(T) <= kHugePageBytes);

  [[nodiscard]] T* allocate(std::size_t count) {
    if (!is_large(count)) return std::allocator<T>::allocate(count);
    return static_cast<T*>(take_large_block(count * sizeof(T)));
  }
  void deallocate(T* place, std::size_t count) {
    if (!is_large(count)) return std::allocator<T>::deallocate(place, count);
    give_large_block(place, count * sizeof(T));
  }

  // NOLINTBEGIN(readability-identifier-naming): the standard library's names
  template <typename U>
  struct rebind {
    using other = LargeBlockAllocator<U>;
  };
  // NOLINTEND(readability-identifier-naming)

 private:
  // From two huge pages on, and where whole pages are at most a quarter more than is needed: a huge
  // one is cleared whole.
  static bool is_large(std::size_t count) {
    if (count < 2 * kHugePageBytes / sizeof(T) || count > SIZE_MAX / sizeof(T)) return false;
    const std::size_t bytes = count * sizeof(T);
    const std::size_t over = bytes % kHugePageBytes;
    return over == 0 || kHugePageBytes - over <= bytes / 4;
  }
};

template <typename T>
using LargeVector = std::vector<T, LargeBlockAllocator<T>>;

}  // namespace overt
