#include "kernel/graph/partition.h"

#include <vector>

#include <gtest/gtest.h>

namespace overt::graph {
namespace {

using Labels = std::vector<std::uint32_t>;

TEST(PartitionTest, RenumbersInTheOrderOfTheLowestVertex) {
  const Labels labels = {4, 1, 4, 0, 1};
  const Partition found = renumbered(labels);
  EXPECT_EQ(found.part, (Labels{0, 1, 0, 2, 1}));
  EXPECT_EQ(found.count, 3U);
}

TEST(PartitionTest, ListsTheMembersOfEveryPart) {
  const PartMembers members = members_of({{0, 1, 0, 2, 1}, 3});
  EXPECT_EQ(members.vertices, (Labels{0, 2, 1, 4, 3}));
  EXPECT_EQ(members.of(1).size(), 2U);
  EXPECT_EQ(members.of(1)[1], 4U);
}

TEST(PartitionTest, TakesNoVertexAtAll) {
  EXPECT_EQ(renumbered({}).count, 0U);
  EXPECT_TRUE(members_of({}).vertices.empty());
}

}  // namespace
}  // namespace overt::graph
