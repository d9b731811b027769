#include "base/large_blocks.h"

#include <algorithm>
#include <cstdint>
#include <new>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.h"
#include "base/uninitialised.h"

namespace overt {
namespace {

constexpr std::size_t kPage = kHugePageBytes;

bool begins_a_huge_page(const void* block) {
  return reinterpret_cast<std::uintptr_t>(block) % kPage == 0;
}

TEST(LargeBlocksTest, KeepsNothingUnlessAskedTo) {
  void* const block = take_large_block(3 * kPage);
  EXPECT_TRUE(begins_a_huge_page(block));
  give_large_block(block, 3 * kPage);
  EXPECT_EQ(large_blocks_kept(), 0U);
}

TEST(LargeBlocksTest, GivesOutWhatWasKept) {
  const KeepLargeBlocks keep;
  void* const first = take_large_block(4 * kPage);
  give_large_block(first, 4 * kPage);
  EXPECT_EQ(large_blocks_kept(), 4 * kPage);
  void* const second = take_large_block(kPage + 1);  // two pages
  EXPECT_EQ(second, first);
  EXPECT_EQ(large_blocks_kept(), 2 * kPage);
  give_large_block(second, kPage + 1);
  EXPECT_EQ(large_blocks_kept(), 4 * kPage);  // one again
  void* const third = take_large_block(4 * kPage);
  EXPECT_EQ(third, first);
  give_large_block(third, 4 * kPage);
}

// What a page holds moves with it, which shows that it is not a new one: that would hold zeros.
TEST(LargeBlocksTest, PutsSmallerBlocksTogether) {
  const KeepLargeBlocks keep;
  std::vector<std::uint8_t*> small;
  std::vector<void*> walls;
  for (std::uint8_t i = 0; i < 4; ++i) {
    small.push_back(static_cast<std::uint8_t*>(take_large_block(2 * kPage)));
    std::fill_n(small.back(), 2 * kPage, static_cast<std::uint8_t>(i + 1));
    walls.push_back(take_large_block(kPage));
  }
  for (std::uint8_t* const block : small) give_large_block(block, 2 * kPage);
  EXPECT_EQ(large_blocks_kept(), 8 * kPage);
  auto* const large = static_cast<std::uint8_t*>(take_large_block(5 * kPage));
  EXPECT_TRUE(begins_a_huge_page(large));
  EXPECT_EQ(large_blocks_kept(), 3 * kPage);
  for (std::size_t i = 0; i < 5 * kPage; i += kPage / 2) EXPECT_GT(large[i], 0) << i;
  std::fill_n(large, 5 * kPage, std::uint8_t{9});
  for (void* const wall : walls) give_large_block(wall, kPage);
  give_large_block(large, 5 * kPage);
  EXPECT_EQ(large_blocks_kept(), 12 * kPage);
  auto* const all = static_cast<std::uint8_t*>(take_large_block(14 * kPage));
  EXPECT_EQ(large_blocks_kept(), 0U);
  std::fill_n(all, 14 * kPage, std::uint8_t{1});
  give_large_block(all, 14 * kPage);
}

TEST(LargeBlocksTest, GivesBackBeforeItAsksForMore) {
  const KeepLargeBlocks keep;
  void* const small = take_large_block(2 * kPage);
  void* const wall = take_large_block(kPage);
  give_large_block(small, 2 * kPage);
  void* const large = take_large_block(8 * kPage);
  EXPECT_EQ(large_blocks_kept(), 0U);
  give_large_block(wall, kPage);
  give_large_block(large, 8 * kPage);
  EXPECT_EQ(large_blocks_kept(), 9 * kPage);
}

TEST(LargeBlocksTest, GivesAllBackWithTheLastKeeper) {
  {
    const KeepLargeBlocks outer;
    {
      const KeepLargeBlocks inner;
      give_large_block(take_large_block(kPage), kPage);
    }
    EXPECT_EQ(large_blocks_kept(), kPage);
  }
  EXPECT_EQ(large_blocks_kept(), 0U);
}

TEST(LargeBlocksTest, FailsAsAllocatorsDo) {
  EXPECT_THROW(take_large_block(SIZE_MAX), std::bad_alloc);
  EXPECT_THROW(take_large_block(std::size_t{1} << 60), std::bad_alloc);
}

TEST(LargeBlocksTest, HasABlockOnceAtATime) {
  const KeepLargeBlocks keep;
  Random random(7);
  struct Held {
    std::uint8_t* block;
    std::size_t bytes;
    std::uint8_t mark;
  };
  std::vector<Held> held;
  for (int step = 0; step < 400; ++step) {
    if (held.size() < 6 || random.chance(.5)) {
      const std::size_t bytes = 1 + random.below(5 * kPage);
      auto* const block = static_cast<std::uint8_t*>(take_large_block(bytes));
      ASSERT_TRUE(begins_a_huge_page(block));
      const auto mark = static_cast<std::uint8_t>(step);
      for (std::size_t at = 0; at < bytes; at += 4096) block[at] = mark;
      held.push_back({block, bytes, mark});
    }
    if (held.size() < 6) continue;
    const std::size_t which = random.below(held.size());
    const Held gone = held[which];
    for (std::size_t at = 0; at < gone.bytes; at += 4096) ASSERT_EQ(gone.block[at], gone.mark);
    give_large_block(gone.block, gone.bytes);
    held.erase(held.begin() + static_cast<std::ptrdiff_t>(which));
  }
  for (const Held& left : held) give_large_block(left.block, left.bytes);
}

// As what was given back tells.
TEST(LargeVectorTest, LiesInHugePagesWhereLittleOfThemIsWaste) {
  const KeepLargeBlocks keep;
  const auto pages_of = [](std::size_t bytes) {
    const std::size_t before = large_blocks_kept();
    { const LargeVector<std::uint8_t> bytes_of_it(bytes); }
    return (large_blocks_kept() - before) / kPage;
  };
  EXPECT_EQ(pages_of(2 * kPage - 1), 0U);
  EXPECT_EQ(pages_of(2 * kPage + 1), 0U);
  EXPECT_EQ(large_blocks_kept(), 0U);
  EXPECT_EQ(pages_of(2 * kPage), 2U);
  EXPECT_EQ(pages_of(4 * kPage + 1), 3U);  // and the two that are kept
}

TEST(UninitialisedVectorTest, LiesInAKeptBlock) {
  const KeepLargeBlocks keep;
  const void* before = nullptr;
  {
    const UninitialisedVector<std::uint32_t> first(3 * kPage);
    before = first.data();
  }
  const UninitialisedVector<std::uint32_t> second(2 * kPage);
  EXPECT_EQ(second.data(), before);
}

}  // namespace
}  // namespace overt
