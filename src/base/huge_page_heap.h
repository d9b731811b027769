#pragma once
// HugePageHeap: memory for many arrays of some kilobytes that are read and written in no order,
// side by side in huge pages where the system has them. In pages of the usual size hundreds of such
// arrays take more entries of the processor's address table than it has, and nearly every access
// waits for the system's tables to be walked. What is given back is taken again, neighbours as one;
// the system has all of it back when the heap is cleared or gone. So arrays that come and go
// together, and at another time than others, are best kept in a heap of their own.
//
// Grows by as much as it holds, from 64 KiB to 1 MiB at a time, in pages of the usual size while it
// holds little, as the system clears a huge page whole; then by huge pages. Thread safety: from any
// thread, one at a time. Cost: O(log of the pieces that were given back).

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <utility>
#include <vector>

namespace overt {

class HugePageHeap {
 public:
  static constexpr std::size_t kHugeFrom = std::size_t{8} << 20;
  static constexpr std::size_t kNeverHuge = SIZE_MAX;

  /// `huge_from`: what it holds, in bytes, when it begins with huge pages. kNeverHuge: every array
  /// is the common allocator's, which costs less where few are taken, and is lost if not given
  /// back.
  explicit HugePageHeap(std::size_t huge_from = kHugeFrom) : huge_from_(huge_from) {}
  ~HugePageHeap();
  HugePageHeap(const HugePageHeap&) = delete;
  HugePageHeap& operator=(const HugePageHeap&) = delete;

  /// At least so many bytes, aligned to cache lines unless kNeverHuge, contents undefined. Throws
  /// std::bad_alloc.
  void* take(std::size_t bytes);
  /// `bytes` as it was asked for.
  void give(void* place, std::size_t bytes);
  /// Gives the system everything; nothing that was taken may be in use.
  void clear();

  /// From the system, in bytes; 0 with kNeverHuge.
  [[nodiscard]] std::size_t held() const;

 private:
  struct Block {
    void* place;
    std::size_t bytes;
    bool huge;
  };

  void add_block(std::size_t bytes);
  void add_piece(std::uintptr_t begin, std::size_t bytes);
  static void free_block(const Block& block);

  std::size_t huge_from_;
  mutable std::mutex mutex_;
  std::vector<Block> blocks_;
  std::size_t held_ = 0;
  // Of the newest block, not taken yet.
  std::uintptr_t next_ = 0;
  std::size_t left_ = 0;
  // What was given back, without two that touch.
  std::map<std::uintptr_t, std::size_t> pieces_;              // begin → bytes
  std::set<std::pair<std::size_t, std::uintptr_t>> by_size_;  // bytes, begin
};

/// For containers; the heap must outlive them.
template <typename T>
class HugePageAllocator {
 public:
  // NOLINTBEGIN(readability-identifier-naming): the standard library's names
  using value_type = T;
  using propagate_on_container_move_assignment = std::true_type;
  using propagate_on_container_swap = std::true_type;
  // NOLINTEND(readability-identifier-naming)

  // NOLINTNEXTLINE(google-explicit-constructor): a container is given its heap
  HugePageAllocator(HugePageHeap& heap) : heap_(&heap) {}
  template <typename U>
  // NOLINTNEXTLINE(google-explicit-constructor): allocators of one heap are one
  HugePageAllocator(const HugePageAllocator<U>& other) : heap_(&other.heap()) {}

  [[nodiscard]] T* allocate(std::size_t count) {
    const std::size_t bytes = count <= SIZE_MAX / sizeof(T) ? count * sizeof(T) : SIZE_MAX;
    return static_cast<T*>(heap_->take(bytes));
  }
  void deallocate(T* place, std::size_t count) { heap_->give(place, count * sizeof(T)); }

  [[nodiscard]] HugePageHeap& heap() const { return *heap_; }
  friend bool operator==(const HugePageAllocator&, const HugePageAllocator&) = default;

 private:
  HugePageHeap* heap_;
};

}  // namespace overt
