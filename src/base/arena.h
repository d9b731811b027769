#pragma once
// Arena: bytes that stay where they are until the arena is cleared or destroyed. Not thread-safe.

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace overt {

class Arena {
 public:
  /// A copy of `text` that lives as long as the arena's content.
  std::string_view keep(std::string_view text) {
    if (text.empty()) return {};
    char* place = allocate(text.size());
    std::memcpy(place, text.data(), text.size());
    return {place, text.size()};
  }

  /// Uninitialised bytes, not aligned.
  char* allocate(std::size_t size) {
    if (size > left_) grow(size);
    char* place = next_;
    next_ += size;
    left_ -= size;
    return place;
  }

  /// Forgets the content; keeps one block for reuse.
  void clear() {
    if (blocks_.size() > 1) blocks_.erase(blocks_.begin() + 1, blocks_.end());
    next_ = blocks_.empty() ? nullptr : blocks_.front().get();
    left_ = blocks_.empty() ? 0 : kBlockBytes;
  }

 private:
  static constexpr std::size_t kBlockBytes = std::size_t{1} << 16;

  void grow(std::size_t size) {
    // The first block has the standard size, so that clear() knows what it keeps.
    if (blocks_.empty()) {
      blocks_.push_back(std::make_unique_for_overwrite<char[]>(kBlockBytes));
      next_ = blocks_.front().get();
      left_ = kBlockBytes;
      if (size <= left_) return;
    }
    const std::size_t bytes = size > kBlockBytes ? size : kBlockBytes;
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(bytes));
    next_ = blocks_.back().get();
    left_ = bytes;
  }

  std::vector<std::unique_ptr<char[]>> blocks_;
  char* next_ = nullptr;
  std::size_t left_ = 0;
};

}  // namespace overt
