#include "base/disjoint_sets.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

TEST(DisjointSetsTest, JoinsAcrossChainsWhateverTheOrder) {
  DisjointSets sets(7);
  EXPECT_EQ(sets.find(6), 6U);
  sets.join(5, 6);
  sets.join(2, 3);
  sets.join(3, 6);
  for (const std::uint32_t i : {2U, 3U, 5U, 6U}) EXPECT_EQ(sets.find(i), 2U);
  sets.join(6, 2);  // again
  EXPECT_EQ(sets.find(4), 4U);
  sets.join(0, 5);
  EXPECT_EQ(sets.find(6), 0U);
  EXPECT_EQ(sets.find(1), 1U);
}

}  // namespace
}  // namespace overt
