#include "base/large_blocks.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>

#include <sys/mman.h>

#include "base/check.h"

namespace overt {
namespace {

// Fails as every allocator does, with std::bad_alloc, which the edge translates.
void* fail_as_allocators_do() { return std::allocator<char>().allocate(SIZE_MAX); }

std::size_t rounded(std::size_t bytes) {
  if (bytes > SIZE_MAX - kHugePageBytes) fail_as_allocators_do();
  return (bytes + kHugePageBytes - 1) / kHugePageBytes * kHugePageBytes;
}

void unmap(std::uintptr_t begin, std::size_t bytes) {
  if (bytes > 0) CHECK_EQ(::munmap(reinterpret_cast<void*>(begin), bytes), 0);
}

std::uintptr_t map(std::size_t bytes) {
  void* const place = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (place == MAP_FAILED) fail_as_allocators_do();
  return reinterpret_cast<std::uintptr_t>(place);
}

// The system lays one mapping beside the other, so that after one that is aligned all are, and
// neighbours become one when they are given back. Else more is mapped than is needed, and what lies
// before the first huge page and behind the last is given back.
std::uintptr_t map_aligned(std::size_t bytes) {
  std::uintptr_t begin = map(bytes);
  if (begin % kHugePageBytes != 0) {
    unmap(begin, bytes);
    const std::size_t mapped = bytes + kHugePageBytes;
    const std::uintptr_t place = map(mapped);
    begin = (place + kHugePageBytes - 1) / kHugePageBytes * kHugePageBytes;
    unmap(place, begin - place);
    unmap(begin + bytes, place + mapped - (begin + bytes));
  }
  // A hint: where refused, nothing is lost.
  ::madvise(reinterpret_cast<void*>(begin), bytes, MADV_HUGEPAGE);
  return begin;
}

// A huge page to where another is mapped. Where the system refuses, it is given back, and what is
// mapped there then is new.
void move_page(std::uintptr_t from, std::uintptr_t to) {
  void* const place = reinterpret_cast<void*>(to);
  if (::mremap(reinterpret_cast<void*>(from), kHugePageBytes, kHugePageBytes,
               MREMAP_MAYMOVE | MREMAP_FIXED, place) != MAP_FAILED) {
    return;
  }
  unmap(from, kHugePageBytes);
  // Where it refused, it may have unmapped the place all the same.
  if (::mmap(place, kHugePageBytes, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0) == MAP_FAILED) {
    fail_as_allocators_do();
  }
  ::madvise(place, kHugePageBytes, MADV_HUGEPAGE);
}

class KeptBlocks {
 public:
  static KeptBlocks& instance() {
    // Never destroyed: arrays of other statics may be given back after main().
    // NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): locks for itself
    static auto* const kept = new KeptBlocks();
    return *kept;
  }

  std::uintptr_t take(std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    auto best = kept_.end();
    for (auto block = kept_.begin(); block != kept_.end(); ++block) {
      const bool fits = block->second >= bytes;
      if (fits && (best == kept_.end() || block->second < best->second)) best = block;
    }
    if (best == kept_.end()) {
      const std::uintptr_t begin = map_aligned(bytes);
      move_kept_pages(begin, bytes);
      return begin;
    }
    const auto [begin, size] = *best;
    kept_.erase(best);
    if (size > bytes) kept_.emplace(begin + bytes, size - bytes);
    bytes_ -= bytes;
    return begin;
  }

  void give(std::uintptr_t begin, std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    if (keepers_ == 0) return unmap(begin, bytes);
    bytes_ += bytes;
    auto after = kept_.lower_bound(begin);
    if (after != kept_.end() && begin + bytes == after->first) {
      bytes += after->second;
      after = kept_.erase(after);
    }
    if (after != kept_.begin()) {
      auto before = std::prev(after);
      if (before->first + before->second == begin) {
        before->second += bytes;
        return;
      }
    }
    kept_.emplace_hint(after, begin, bytes);
  }

  void add_keeper() {
    const std::lock_guard lock(mutex_);
    ++keepers_;
  }
  void remove_keeper() {
    const std::lock_guard lock(mutex_);
    if (--keepers_ == 0) make_room(bytes_);
  }

  std::size_t bytes() {
    const std::lock_guard lock(mutex_);
    return bytes_;
  }

 private:
  // No block that is kept is large enough: the pages of several take the place of new ones. Each by
  // itself, as one call may not go over the seam of two mappings.
  void move_kept_pages(std::uintptr_t begin, std::size_t bytes) {
    for (std::uintptr_t to = begin + std::min(bytes, bytes_); to > begin && moves_ < kMovesMax;
         bytes -= kHugePageBytes) {
      ++moves_;
      to -= kHugePageBytes;
      const auto last = std::prev(kept_.end());
      move_page(last->first + last->second - kHugePageBytes, to);
      bytes_ -= kHugePageBytes;
      last->second -= kHugePageBytes;
      if (last->second == 0) kept_.erase(last);
    }
    make_room(bytes);
  }

  // Gives so many bytes back to the system, or all there are.
  void make_room(std::size_t bytes) {
    while (bytes > 0 && !kept_.empty()) {
      const auto last = std::prev(kept_.end());
      const std::size_t part = std::min(bytes, last->second);
      unmap(last->first + last->second - part, part);
      bytes -= part;
      bytes_ -= part;
      last->second -= part;
      if (last->second == 0) kept_.erase(last);
    }
  }

  // A mapping for each, at worst, of which the system allows some 65,000.
  static constexpr std::size_t kMovesMax = std::size_t{1} << 14;

  std::mutex mutex_;
  std::size_t keepers_ = 0;
  std::size_t moves_ = 0;
  std::size_t bytes_ = 0;                       // of all kept
  std::map<std::uintptr_t, std::size_t> kept_;  // begin → bytes; neighbours are one
};

}  // namespace

void* take_large_block(std::size_t bytes) {
  return reinterpret_cast<void*>(KeptBlocks::instance().take(rounded(bytes)));
}

void give_large_block(void* block, std::size_t bytes) {
  KeptBlocks::instance().give(reinterpret_cast<std::uintptr_t>(block), rounded(bytes));
}

KeepLargeBlocks::KeepLargeBlocks() { KeptBlocks::instance().add_keeper(); }
KeepLargeBlocks::~KeepLargeBlocks() { KeptBlocks::instance().remove_keeper(); }

std::size_t large_blocks_kept() { return KeptBlocks::instance().bytes(); }

}  // namespace overt
