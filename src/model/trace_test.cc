#include "model/trace.h"

#include <set>

#include <gtest/gtest.h>

namespace overt {
namespace {

TEST(TraceTest, ReadsBackEveryKindOfObjectByItsName) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kObjectKindCount; ++i) {
    const auto kind = static_cast<ObjectKind>(i);
    names.insert(name_of(kind));
    EXPECT_EQ(object_kind_from_name(name_of(kind)), kind);
    EXPECT_FALSE(name_of(family_of(kind)).empty());
  }
  EXPECT_EQ(names.size(), kObjectKindCount);
  EXPECT_EQ(static_cast<std::size_t>(ObjectKind::kHandle) + 1, kObjectKindCount);
  EXPECT_EQ(object_kind_from_name("links"), std::nullopt);
}

TEST(TraceTest, PutsEveryKindInItsFamily) {
  EXPECT_EQ(family_of(ObjectKind::kUrl), Family::kSynchrony);
  EXPECT_EQ(family_of(ObjectKind::kText), Family::kContentReuse);
  EXPECT_EQ(family_of(ObjectKind::kMention), Family::kNetwork);
}

}  // namespace
}  // namespace overt
