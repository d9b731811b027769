#include "base/huge_page_heap.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <new>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/large_blocks.h"
#include "base/random.h"

namespace overt {
namespace {

TEST(HugePageHeapTest, GivesOutLinesSideBySide) {
  HugePageHeap heap;
  auto* const first = static_cast<char*>(heap.take(100));
  auto* const second = static_cast<char*>(heap.take(1));
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(first) % 64, 0U);
  EXPECT_EQ(second - first, 128);
  EXPECT_EQ(static_cast<char*>(heap.take(0)) - second, 64);
}

TEST(HugePageHeapTest, TakesAgainWhatWasGivenBackNeighboursAsOne) {
  HugePageHeap heap;
  std::array<void*, 4> small{};
  for (void*& place : small) place = heap.take(1024);
  void* const wall = heap.take(64);
  for (const std::size_t i : {2U, 0U, 1U}) heap.give(small[i], 1024);
  EXPECT_EQ(heap.take(3 * 1024), small[0]);
  heap.give(small[0], 3 * 1024);
  EXPECT_EQ(heap.take(2 * 1024), small[0]);  // the front of the piece
  EXPECT_EQ(heap.take(1024), small[2]);      // and the rest
  heap.give(small[3], 1024);
  EXPECT_EQ(heap.take(1000), small[3]);
  heap.give(wall, 64);
  EXPECT_EQ(heap.take(64), wall);
}

TEST(HugePageHeapTest, PrefersThePieceThatFitsBest) {
  HugePageHeap heap;
  void* const large = heap.take(4096);
  heap.take(64);
  void* const fitting = heap.take(512);
  heap.take(64);
  heap.give(large, 4096);
  heap.give(fitting, 512);
  EXPECT_EQ(heap.take(500), fitting);
}

TEST(HugePageHeapTest, GrowsByWhatItHoldsThenByHugePages) {
  HugePageHeap heap;
  EXPECT_EQ(heap.held(), 0U);
  heap.take(64);
  EXPECT_EQ(heap.held(), std::size_t{64} << 10);
  std::size_t before = heap.held();
  while (heap.held() < HugePageHeap::kHugeFrom) {
    heap.take(4096);
    ASSERT_LE(heap.held() - before, std::min(before, kHugePageBytes / 2));
    before = heap.held();
  }
  while (heap.held() == before) heap.take(4096);
  EXPECT_EQ(heap.held() - before, kHugePageBytes);
  before = heap.held();
  heap.take(3 * kHugePageBytes + 1);
  EXPECT_EQ(heap.held() - before, 4 * kHugePageBytes);
}

TEST(HugePageHeapTest, BeginsWithHugePagesWhereItIsToldTo) {
  HugePageHeap heap(0);
  heap.take(64);
  EXPECT_EQ(heap.held(), kHugePageBytes);
}

TEST(HugePageHeapTest, TakesFromTheCommonAllocatorWhereItIsNeverHuge) {
  HugePageHeap heap(HugePageHeap::kNeverHuge);
  std::vector<int, HugePageAllocator<int>> numbers(1000, 7, heap);
  void* const place = heap.take(100);
  heap.give(place, 100);
  EXPECT_EQ(heap.held(), 0U);
  EXPECT_EQ(std::count(numbers.begin(), numbers.end(), 7), 1000);
  EXPECT_THROW(heap.take(SIZE_MAX), std::bad_alloc);
}

TEST(HugePageHeapTest, GivesTheSystemEverythingWhenCleared) {
  const KeepLargeBlocks keep;
  HugePageHeap heap;
  heap.take(64);
  heap.take(5 * kHugePageBytes);
  heap.give(heap.take(128), 128);
  heap.clear();
  EXPECT_EQ(heap.held(), 0U);
  EXPECT_EQ(large_blocks_kept(), 5 * kHugePageBytes);
  std::fill_n(static_cast<char*>(heap.take(1000)), 1000, 'x');
  EXPECT_EQ(heap.held(), std::size_t{64} << 10);
}

TEST(HugePageHeapTest, FailsAsAllocatorsDo) {
  HugePageHeap heap;
  EXPECT_THROW(heap.take(SIZE_MAX), std::bad_alloc);
  EXPECT_THROW(heap.take(std::size_t{1} << 60), std::bad_alloc);
  using Numbers = std::vector<std::uint64_t, HugePageAllocator<std::uint64_t>>;
  EXPECT_THROW(Numbers(std::size_t{1} << 58, heap), std::bad_alloc);
}

// Nothing is given out twice, whatever the order of taking and giving.
TEST(HugePageHeapTest, HasAPieceOnceAtATime) {
  HugePageHeap heap;
  Random random(11);
  struct Held {
    std::uint32_t* place;
    std::size_t count;
    std::uint32_t mark;
  };
  std::vector<Held> held;
  for (std::uint32_t step = 0; step < 20'000; ++step) {
    if (held.size() < 20 || random.chance(.5)) {
      const std::size_t count = std::size_t{1} << random.below(step % 97 == 0 ? 18 : 12);
      auto* const place = static_cast<std::uint32_t*>(heap.take(count * sizeof(std::uint32_t)));
      std::fill_n(place, count, step);
      held.push_back({place, count, step});
    } else {
      std::swap(held[random.below(held.size())], held.back());
      const Held gone = held.back();
      held.pop_back();
      ASSERT_EQ(std::count(gone.place, gone.place + gone.count, gone.mark),
                static_cast<std::ptrdiff_t>(gone.count));
      heap.give(gone.place, gone.count * sizeof(std::uint32_t));
    }
  }
  for (const Held& left : held) {
    ASSERT_EQ(std::count(left.place, left.place + left.count, left.mark),
              static_cast<std::ptrdiff_t>(left.count));
  }
}

TEST(HugePageHeapTest, ServesThreadsAtOnce) {
  HugePageHeap heap;
  std::vector<std::jthread> threads;
  std::vector<int> wrong(4, 0);
  for (std::size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([&heap, &wrong, t] {
      std::vector<std::size_t, HugePageAllocator<std::size_t>> numbers(heap);
      for (std::size_t i = 0; i < 20'000; ++i) numbers.push_back(i * (t + 1));
      for (std::size_t i = 0; i < numbers.size(); ++i) wrong[t] += numbers[i] != i * (t + 1);
    });
  }
  threads.clear();  // which waits for them
  EXPECT_EQ(wrong, std::vector<int>(4, 0));
}

TEST(HugePageAllocatorTest, LetsContainersMoveWithTheirHeap) {
  HugePageHeap first;
  HugePageHeap second;
  std::vector<int, HugePageAllocator<int>> numbers({1, 2, 3}, first);
  const int* const place = numbers.data();
  std::vector<int, HugePageAllocator<int>> others(second);
  others = std::move(numbers);
  EXPECT_EQ(others.data(), place);
  EXPECT_EQ(&others.get_allocator().heap(), &first);
  EXPECT_FALSE(HugePageAllocator<int>(first) == HugePageAllocator<int>(second));
}

}  // namespace
}  // namespace overt
