#pragma once
// ChunkedVector: a list that grows without moving what it holds, in chunks of one size. For lists
// of gigabytes of which nobody knows how long they get: a std::vector would need as much again to
// grow, and could not use the pieces that others gave back (base/large_blocks.h).
//
// Up to one chunk it is as small as a std::vector. Thread safety: as a std::vector's.

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <type_traits>
#include <vector>

#include "base/check.h"
#include "base/large_blocks.h"

namespace overt {

template <typename T, std::size_t kChunk = std::size_t{1} << 18>
class ChunkedVector {
  static_assert((kChunk & (kChunk - 1)) == 0, "a power of 2");

  template <typename List, typename Value>
  class Iterator {
   public:
    // NOLINTBEGIN(readability-identifier-naming): the standard library's names
    using iterator_category = std::random_access_iterator_tag;
    using value_type = std::remove_const_t<Value>;
    using difference_type = std::ptrdiff_t;
    using pointer = Value*;
    using reference = Value&;
    // NOLINTEND(readability-identifier-naming)

    Iterator() = default;
    Iterator(List& list, std::size_t at) : list_(&list), at_(at) {}

    reference operator*() const { return (*list_)[at_]; }
    pointer operator->() const { return &(*list_)[at_]; }
    reference operator[](difference_type n) const { return *(*this + n); }
    Iterator& operator++() { return *this += 1; }
    Iterator& operator--() { return *this -= 1; }
    Iterator operator++(int) {
      Iterator before = *this;
      ++*this;
      return before;
    }
    Iterator operator--(int) {
      Iterator before = *this;
      --*this;
      return before;
    }
    Iterator& operator+=(difference_type n) {
      at_ += static_cast<std::size_t>(n);
      return *this;
    }
    Iterator& operator-=(difference_type n) { return *this += -n; }
    friend Iterator operator+(Iterator x, difference_type n) { return x += n; }
    friend Iterator operator+(difference_type n, Iterator x) { return x += n; }
    friend Iterator operator-(Iterator x, difference_type n) { return x -= n; }
    friend difference_type operator-(const Iterator& x, const Iterator& y) {
      return static_cast<difference_type>(x.at_) - static_cast<difference_type>(y.at_);
    }
    friend bool operator==(const Iterator& x, const Iterator& y) { return x.at_ == y.at_; }
    friend auto operator<=>(const Iterator& x, const Iterator& y) { return x.at_ <=> y.at_; }

   private:
    List* list_ = nullptr;
    std::size_t at_ = 0;
  };

 public:
  // NOLINTBEGIN(readability-identifier-naming): the standard library's names
  using value_type = T;
  using iterator = Iterator<ChunkedVector, T>;
  using const_iterator = Iterator<const ChunkedVector, const T>;
  // NOLINTEND(readability-identifier-naming)

  ChunkedVector() = default;
  ChunkedVector(std::initializer_list<T> values) {
    for (const T& value : values) push_back(value);
  }

  [[nodiscard]] std::size_t size() const {
    return chunks_.empty() ? 0 : (chunks_.size() - 1) * kChunk + chunks_.back().size();
  }
  [[nodiscard]] bool empty() const { return size() == 0; }
  T& operator[](std::size_t i) { return chunks_[i / kChunk][i % kChunk]; }
  const T& operator[](std::size_t i) const { return chunks_[i / kChunk][i % kChunk]; }
  T& front() { return chunks_.front().front(); }
  const T& front() const { return chunks_.front().front(); }
  T& back() { return chunks_.back().back(); }
  const T& back() const { return chunks_.back().back(); }
  iterator begin() { return {*this, 0}; }
  iterator end() { return {*this, size()}; }
  const_iterator begin() const { return {*this, 0}; }
  const_iterator end() const { return {*this, size()}; }

  void push_back(const T& value) {
    if (chunks_.empty() || chunks_.back().size() == kChunk) {
      chunks_.emplace_back();
      if (chunks_.size() > 1) chunks_.back().reserve(kChunk);
    }
    chunks_.back().push_back(value);
  }
  /// Room for so many, of an empty one: what is known beforehand need not move as it grows.
  void reserve(std::size_t count) {
    CHECK(empty());
    chunks_.emplace_back().reserve(std::min(count, kChunk));
  }
  /// Leaves the first `count`; there are as many.
  void truncate(std::size_t count) {
    CHECK_LE(count, size());
    chunks_.resize((count + kChunk - 1) / kChunk);
    if (!chunks_.empty()) chunks_.back().resize(count - (chunks_.size() - 1) * kChunk);
  }
  void clear() { chunks_.clear(); }

 private:
  // All but the last are full, and none is empty but for a reserved one.
  std::vector<LargeVector<T>> chunks_;
};

}  // namespace overt
