#include "kernel/intern/interner.h"

#include <array>
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "base/random.h"

namespace overt {
namespace {

// Interns one batch and returns the ids by place.
std::vector<std::uint32_t> intern(Interner& interner, const std::vector<std::string>& names,
                                  std::uint8_t label = 0,
                                  const std::vector<std::uint32_t>& values = {}) {
  HugePageHeap heap;
  NameBatch batch(heap);
  for (std::uint32_t i = 0; i < names.size(); ++i) batch.add(names[i], label, i);
  std::vector<std::uint32_t> ids(names.size());
  for (std::size_t shard = 0; shard < kInternShards; ++shard) {
    const ShardNames shard_names = {
        batch.shard(shard), {ids.data(), 1}, values.empty() ? nullptr : values.data()};
    interner.resolve({&shard_names, 1});
  }
  return ids;
}

TEST(InternerTest, GivesEveryDistinctNameOneIdAndCountsIt) {
  Random random(1);
  std::vector<std::string> names;
  std::map<std::string, std::uint32_t> counts;
  for (int i = 0; i < 50'000; ++i) {
    const double u = random.uniform();
    names.push_back("name" + std::to_string(static_cast<int>(u * u * 20'000)));
    ++counts[names.back()];
  }
  Interner interner;
  const auto ids = intern(interner, names);
  const auto found = interner.counts();
  std::map<std::uint32_t, std::string> seen;
  for (std::size_t i = 0; i < names.size(); ++i) {
    ASSERT_EQ(interner.name(ids[i]), names[i]);
    ASSERT_EQ(found[ids[i]], counts[names[i]]);
    ASSERT_EQ(interner.find(names[i], 0), ids[i]);
    seen.emplace(ids[i], names[i]);
  }
  EXPECT_EQ(interner.size(), counts.size());
  EXPECT_EQ(seen.size(), counts.size());
  EXPECT_EQ(intern(interner, names), ids);  // a second batch changes no id
}

// Names of every length around those at which they are stored in another way, each with another
// that differs in the last byte, the first, or one that is zero.
TEST(InternerTest, TellsNamesOfEveryLengthApart) {
  std::vector<std::string> names;
  for (std::size_t size = 0; size <= 40; ++size) {
    names.emplace_back(size, '\0');
    if (size == 0) continue;
    names.emplace_back(std::string(size - 1, 'a') + 'b');
    names.emplace_back('b' + std::string(size, 'a'));
    names.emplace_back(std::string(size, '\xFF'));
    // Numbers, and what is one no more.
    names.emplace_back(std::string(size, '9'));
    names.emplace_back(std::string(size, '0'));
    names.emplace_back(std::string(size - 1, '0') + '1');
    names.emplace_back('1' + std::string(size - 1, '0'));
    for (std::size_t at = 0; at < size; ++at) {
      names.emplace_back(std::string(size, '3'))[at] = '4';
      names.emplace_back(std::string(size, '3'))[at] = ':';
      names.emplace_back(std::string(size, '3'))[at] = '/';
    }
  }
  Interner interner;
  std::set<std::uint32_t> distinct;
  for (int round = 0; round < 2; ++round) {
    const auto ids = intern(interner, names);
    for (std::size_t i = 0; i < names.size(); ++i) {
      ASSERT_EQ(interner.name(ids[i]), names[i]);
      distinct.insert(ids[i]);
    }
  }
  EXPECT_EQ(distinct.size(), std::set<std::string>(names.begin(), names.end()).size());
  EXPECT_EQ(interner.size(), distinct.size());
}

TEST(InternerTest, TheSameIdsComeFromOneBatchAndFromManyOfSeveralShardsAtATime) {
  Random random(2);
  std::vector<std::string> names;
  for (int i = 0; i < 20'000; ++i) {
    const auto number = std::to_string(random.below(6'000));
    names.push_back(random.below(2) == 0 ? number : "https://example.org/a/" + number);
  }
  Interner whole;
  const auto expected = intern(whole, names);

  Interner parts;
  HugePageHeap heap;
  std::array<NameBatch, 3> batches = {NameBatch(heap), NameBatch(heap), NameBatch(heap)};
  std::vector<std::uint32_t> ids(names.size());
  for (std::uint32_t i = 0; i < names.size(); ++i) batches[i / 7'000].add(names[i], 0, i);
  constexpr std::size_t kAtATime = 4;
  for (std::size_t first = 0; first < kInternShards; first += kAtATime) {
    std::vector<ShardNames> shards;
    for (std::size_t shard = first; shard < first + kAtATime; ++shard) {
      for (const auto& batch : batches) {
        shards.push_back({batch.shard(shard), {ids.data(), 1}});
      }
    }
    parts.resolve(shards);
  }
  EXPECT_EQ(ids, expected);
}

TEST(InternerTest, KeepsTheSameBytesUnderTwoLabelsApart) {
  Interner interner;
  const auto x = intern(interner, {"a", ""}, 1);
  const auto y = intern(interner, {"a", ""}, 2);
  EXPECT_NE(x[0], y[0]);
  EXPECT_NE(x[1], y[1]);
  EXPECT_EQ(interner.label(x[0]), 1);
  EXPECT_EQ(interner.label(y[1]), 2);
  EXPECT_EQ(interner.name(x[1]), "");
  EXPECT_EQ(interner.find("b", 1), Interner::kNoId);
}

TEST(InternerTest, KeepsTheFirstValueThatIsNotZero) {
  Interner interner;
  const auto ids = intern(interner, {"a", "b", "a", "a"}, 0, {0, 7, 5, 6});
  EXPECT_EQ(interner.value(ids[0]), 5U);
  EXPECT_EQ(interner.value(ids[1]), 7U);
  const auto later = intern(interner, {"c"});
  EXPECT_EQ(interner.value(later[0]), 0U);
}

TEST(InternerTest, LooksUpByIdAfterTheHashesAreForgotten) {
  Interner interner;
  const auto ids = intern(interner, {"x", "y", "x"});
  interner.forget_hashes();
  EXPECT_EQ(interner.name(ids[1]), "y");
  EXPECT_TRUE(interner.is_id(ids[0]));
  EXPECT_LT(ids[0], interner.id_bound());
}

TEST(InternerTest, DropsMarkedOccurrencesOfABatch) {
  HugePageHeap heap;
  NameBatch batch(heap);
  batch.add("a", 0, 0);
  batch.add("b", 0, 1);
  batch.drop({true, false});
  std::size_t left = 0;
  for (std::size_t shard = 0; shard < kInternShards; ++shard) left += batch.shard(shard).size();
  EXPECT_EQ(left, 1U);
}

// What a batch of every occurrence gives: ids, values and the names' order.
TEST(FoldingBatchTest, GivesWhatABatchOfEveryOccurrenceGives) {
  Random random(3);
  for (int round = 0; round < 20; ++round) {
    HugePageHeap heap;
    NameBatch plain(heap);
    FoldingBatch folding(heap);
    std::vector<std::string> names;
    std::vector<std::uint32_t> values;
    std::vector<bool> dropped;
    for (int i = 0; i < 3'000; ++i) {
      const std::string number = std::to_string(random.below(400));
      names.push_back(i % 3 == 0 ? "https://example.org/" + number : number);
      values.push_back(random.below(4) == 0 ? 1 + static_cast<std::uint32_t>(i) : 0);
      dropped.push_back(round % 2 == 1 && random.below(3) == 0);
    }
    for (std::uint32_t i = 0; i < names.size(); ++i) {
      plain.add(names[i], 0, i);
      folding.add(names[i], 0, i, values[i] != 0);
    }
    plain.drop(dropped);
    folding.drop(dropped);
    Interner expected;
    Interner got;
    std::vector<std::uint32_t> expected_ids(names.size());
    std::vector<std::uint32_t> ids(names.size());
    std::size_t folded = names.size();
    for (std::size_t shard = 0; shard < kInternShards; ++shard) {
      const ShardNames every = {plain.shard(shard), {expected_ids.data(), 1}, values.data()};
      const ShardNames some = {folding.shard(shard), {ids.data(), 1}, values.data()};
      expected.resolve({&every, 1});
      got.resolve({&some, 1});
      folded -= some.refs.size();
    }
    folding.copy_ids({ids.data(), 1});
    EXPECT_EQ(ids, expected_ids);
    EXPECT_GT(folded, names.size() / 3);
    ASSERT_EQ(got.size(), expected.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (dropped[i]) continue;  // no name of this place was resolved
      EXPECT_EQ(got.value(ids[i]), expected.value(ids[i])) << names[i];
    }
  }
}

TEST(FoldingBatchTest, FoldsNothingIntoWhatCameBeforeItWasCleared) {
  HugePageHeap heap;
  FoldingBatch batch(heap);
  const auto resolved = [&batch] {
    std::size_t count = 0;
    for (std::size_t shard = 0; shard < kInternShards; ++shard) count += batch.shard(shard).size();
    return count;
  };
  for (int round = 0; round < 3; ++round) {
    for (std::uint32_t i = 0; i < 100; ++i) batch.add(std::to_string(i % 10), 0, i, false);
    EXPECT_EQ(resolved(), 10U);
    batch.clear();
    EXPECT_EQ(resolved(), 0U);
  }
}

TEST(NameBatchTest, GivesItsMemoryBack) {
  HugePageHeap heap;
  std::size_t held = 0;
  for (int round = 0; round < 10; ++round) {
    NameBatch batch(heap);
    for (std::uint32_t i = 0; i < 20'000; ++i) batch.add(std::to_string(i), 0, i);
    if (round == 0) held = heap.held();
  }
  EXPECT_EQ(heap.held(), held);
}

TEST(SeenSetTest, MarksWhatWasSeenBeforeInTheOrderOfTheBatch) {
  SeenSet set;
  HugePageHeap heap;
  NameBatch batch(heap);
  std::vector<std::string> names;
  names.reserve(1000);
  for (int i = 0; i < 1000; ++i) names.push_back(std::to_string(i % 600));
  for (std::uint32_t i = 0; i < names.size(); ++i) batch.add(names[i], 0, i);
  std::vector<std::uint8_t> seen(names.size(), 0);
  std::uint64_t count = 0;
  for (std::size_t shard = 0; shard < kInternShards; ++shard) {
    count += set.resolve(batch.shard(shard), seen);
  }
  EXPECT_EQ(count, 400U);
  for (std::size_t i = 0; i < names.size(); ++i) ASSERT_EQ(seen[i], i >= 600 ? 1 : 0) << i;
}

}  // namespace
}  // namespace overt
