#include "base/uuid.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

TEST(UuidTest, IsThatOfOtherPrograms) {
  // Python: uuid.uuid5(uuid.NAMESPACE_DNS, "python.org"); RFC 9562, appendix A.4.
  EXPECT_EQ(uuid5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "python.org"),
            "886313e1-3b8a-5372-9b90-0c9aee199e5d");
  EXPECT_EQ(uuid5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.example.com"),
            "2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

TEST(UuidTest, SaysTheSameOfTheSameNameAndAnotherOfAnother) {
  EXPECT_EQ(uuid5("6BA7B810-9DAD-11D1-80B4-00C04FD430C8", "a"),
            uuid5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "a"));
  EXPECT_NE(uuid5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "a"),
            uuid5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "b"));
}

}  // namespace
}  // namespace overt
