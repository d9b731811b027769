#include "adapters/postgres/libpq_library.h"

#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "adapters/postgres/postgres_connection.h"

namespace overt {
namespace {

bool is_mapped() {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    if (line.find("libpq") != std::string::npos) return true;
  }
  return false;
}

// Each test is a process of its own when ctest runs it; run together, an earlier one may have
// loaded the library.
TEST(LibpqLibraryTest, IsMappedWhenADatabaseIsOpenedAndNotBefore) {
  if (is_mapped()) GTEST_SKIP() << "loaded by an earlier test of this process";
  EXPECT_FALSE(PostgresConnection::open("no address at all").ok());
  EXPECT_TRUE(is_mapped());
  EXPECT_TRUE(load_libpq().ok());
}

}  // namespace
}  // namespace overt
