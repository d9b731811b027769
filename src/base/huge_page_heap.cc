#include "base/huge_page_heap.h"

#include <algorithm>
#include <iterator>
#include <new>

#include "base/check.h"
#include "base/large_blocks.h"

namespace overt {
namespace {

constexpr std::size_t kLine = 64;
constexpr std::size_t kFirstBlock = std::size_t{64} << 10;
constexpr std::size_t kLastSmallBlock = std::size_t{1} << 20;

std::size_t rounded(std::size_t bytes) {
  return std::max(kLine, (bytes + kLine - 1) / kLine * kLine);
}

}  // namespace

HugePageHeap::~HugePageHeap() {
  for (const Block& block : blocks_) free_block(block);
}

void* HugePageHeap::take(std::size_t bytes) {
  if (bytes > SIZE_MAX - kHugePageBytes) return take_large_block(bytes);  // which fails
  if (huge_from_ == kNeverHuge) return ::operator new(bytes);
  bytes = rounded(bytes);
  const std::lock_guard lock(mutex_);
  const auto fits = by_size_.lower_bound({bytes, 0});
  if (fits == by_size_.end()) {
    if (bytes > left_) add_block(bytes);
    left_ -= bytes;
    return reinterpret_cast<void*>(std::exchange(next_, next_ + bytes));
  }
  const auto [size, begin] = *fits;
  by_size_.erase(fits);
  pieces_.erase(begin);
  if (size > bytes) add_piece(begin + bytes, size - bytes);
  return reinterpret_cast<void*>(begin);
}

void HugePageHeap::give(void* place, std::size_t bytes) {
  if (huge_from_ == kNeverHuge) return ::operator delete(place);
  bytes = rounded(bytes);
  const std::lock_guard lock(mutex_);
  add_piece(reinterpret_cast<std::uintptr_t>(place), bytes);
}

void HugePageHeap::clear() {
  const std::lock_guard lock(mutex_);
  for (const Block& block : blocks_) free_block(block);
  blocks_.clear();
  pieces_.clear();
  by_size_.clear();
  held_ = 0;
  next_ = 0;
  left_ = 0;
}

std::size_t HugePageHeap::held() const {
  const std::lock_guard lock(mutex_);
  return held_;
}

void HugePageHeap::add_block(std::size_t bytes) {
  if (left_ > 0) add_piece(next_, left_);
  left_ = 0;
  Block block{nullptr, 0, held_ >= huge_from_ || bytes >= kHugePageBytes};
  if (block.huge) {
    block.bytes = (bytes + kHugePageBytes - 1) / kHugePageBytes * kHugePageBytes;
    block.place = take_large_block(block.bytes);
  } else {
    block.bytes = std::max(bytes, std::clamp(held_, kFirstBlock, kLastSmallBlock));
    block.place = ::operator new (block.bytes, std::align_val_t{kLine});
  }
  blocks_.push_back(block);
  held_ += block.bytes;
  next_ = reinterpret_cast<std::uintptr_t>(block.place);
  left_ = block.bytes;
}

// Blocks that happen to lie side by side may become one piece: they are freed each by itself.
void HugePageHeap::add_piece(std::uintptr_t begin, std::size_t bytes) {
  auto after = pieces_.lower_bound(begin);
  if (after != pieces_.end() && after->first == begin + bytes) {
    by_size_.erase({after->second, after->first});
    bytes += after->second;
    after = pieces_.erase(after);
  }
  if (after != pieces_.begin()) {
    const auto before = std::prev(after);
    CHECK_LE(before->first + before->second, begin);
    if (before->first + before->second == begin) {
      by_size_.erase({before->second, before->first});
      begin = before->first;
      bytes += before->second;
      pieces_.erase(before);
    }
  }
  pieces_.emplace(begin, bytes);
  by_size_.emplace(bytes, begin);
}

void HugePageHeap::free_block(const Block& block) {
  if (block.huge) {
    give_large_block(block.place, block.bytes);
  } else {
    ::operator delete (block.place, std::align_val_t{kLine});
  }
}

}  // namespace overt
