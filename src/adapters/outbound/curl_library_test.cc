#include "adapters/outbound/curl_library.h"

#include <fstream>
#include <string>

#include <gtest/gtest.h>

namespace overt {
namespace {

bool is_mapped() {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    if (line.find("libcurl") != std::string::npos) return true;
  }
  return false;
}

// Each test is a process of its own when ctest runs it; run together, an earlier one may have
// loaded the library.
TEST(CurlLibraryTest, IsMappedWhenItIsAskedForAndNotBefore) {
  if (is_mapped()) GTEST_SKIP() << "loaded by an earlier test of this process";
  ASSERT_TRUE(load_curl().ok());
  EXPECT_TRUE(is_mapped());
  EXPECT_TRUE(load_curl().ok());
  EXPECT_STREQ(curl().easy_strerror(CURLE_OK), "No error");
}

}  // namespace
}  // namespace overt
