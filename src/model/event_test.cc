#include "model/event.h"

#include <set>

#include <gtest/gtest.h>

namespace overt {
namespace {

TEST(EventTest, ReadsBackEveryKindByItsName) {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(EventKind::kStitch); ++i) {
    const auto kind = static_cast<EventKind>(i);
    names.insert(name_of(kind));
    EXPECT_EQ(event_kind_from_name(name_of(kind)), kind);
  }
  EXPECT_EQ(names.size(), 9U);
  EXPECT_EQ(event_kind_from_name("Post"), std::nullopt);
  EXPECT_EQ(event_kind_from_name(""), std::nullopt);
}

TEST(EventTest, OrdersResolutionsFromFineToCoarse) {
  TimeUs last = 0;
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(TimeResolution::kDay); ++i) {
    const auto resolution = static_cast<TimeResolution>(i);
    EXPECT_GT(micros_of(resolution), last);
    last = micros_of(resolution);
    names.insert(name_of(resolution));
  }
  EXPECT_EQ(last, kMicrosPerDay);
  EXPECT_EQ(names.size(), 6U);
}

}  // namespace
}  // namespace overt
