#include "base/id.h"

#include <type_traits>

#include <gtest/gtest.h>

namespace overt {
namespace {

struct AppleTag;
struct PearTag;

TEST(IdTest, OrdersByValue) {
  using Apple = Id<AppleTag>;
  EXPECT_LT(Apple{1}, Apple{2});
  EXPECT_EQ(Apple{2}, Apple{2});
  EXPECT_EQ(Apple{}.value, 0U);
}

TEST(IdTest, CannotBeMixedWithAnotherKindOrANumber) {
  static_assert(!std::is_convertible_v<Id<AppleTag>, Id<PearTag>>);
  static_assert(!std::is_convertible_v<std::uint32_t, Id<AppleTag>>);
  static_assert(!std::is_convertible_v<Id<AppleTag>, std::uint32_t>);
  static_assert(sizeof(Id<AppleTag>) == sizeof(std::uint32_t));
}

}  // namespace
}  // namespace overt
