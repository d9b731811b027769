#include "model/reject.h"

#include <set>

#include <gtest/gtest.h>

namespace overt {
namespace {

TEST(RejectTest, NamesEveryReasonDifferently) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kRejectReasonCount; ++i) {
    names.insert(name_of(static_cast<RejectReason>(i)));
  }
  EXPECT_EQ(names.size(), kRejectReasonCount);
  EXPECT_EQ(static_cast<std::size_t>(RejectReason::kTruncated) + 1, kRejectReasonCount);
}

}  // namespace
}  // namespace overt
