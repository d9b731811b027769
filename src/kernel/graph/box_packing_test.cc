#include "kernel/graph/box_packing.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/random.h"

namespace overt::graph {
namespace {

RC_GTEST_PROP(BoxPackingTest, NoTwoBoxesOverlapAndTheWholeIsCompact, (std::uint64_t seed)) {
  Random random(seed);
  std::vector<Box> boxes(1 + random.below(60));
  double area = 0;
  double longest = 0;
  for (Box& box : boxes) {
    box = {0.5 + 5 * random.uniform(), 0.5 + 5 * random.uniform()};
    area += box.width * box.height;
    longest = std::max({longest, box.width, box.height});
  }
  const std::vector<Point> corners = pack_boxes(boxes);
  double extent = 0;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    extent = std::max({extent, corners[i].x + boxes[i].width, corners[i].y + boxes[i].height});
    for (std::size_t j = 0; j < i; ++j) {
      const bool beside = corners[i].x >= corners[j].x + boxes[j].width - 1e-9 ||
                          corners[j].x >= corners[i].x + boxes[i].width - 1e-9;
      const bool above = corners[i].y >= corners[j].y + boxes[j].height - 1e-9 ||
                         corners[j].y >= corners[i].y + boxes[i].height - 1e-9;
      RC_ASSERT(beside || above);
    }
  }
  RC_ASSERT(extent * extent < 4 * area + 4 * longest * longest);
}

TEST(BoxPackingTest, PacksNothing) { EXPECT_TRUE(pack_boxes({}).empty()); }

}  // namespace
}  // namespace overt::graph
