#include "adapters/outbound/curl_library.h"

#include <gtest/gtest.h>

#include "base/test_mapped.h"

namespace overt {
namespace {

TEST(CurlLibraryTest, IsMappedWhenItIsAskedForAndNotBefore) {
  if (is_mapped("libcurl")) GTEST_SKIP() << "loaded by an earlier test of this process";
  ASSERT_TRUE(load_curl().ok());
  EXPECT_TRUE(is_mapped("libcurl"));
  EXPECT_TRUE(load_curl().ok());
  EXPECT_STREQ(curl().easy_strerror(CURLE_OK), "No error");
}

}  // namespace
}  // namespace overt
