#include "adapters/parquet/duckdb_library.h"

#include <fstream>
#include <string>

#include <gtest/gtest.h>

namespace overt {
namespace {

// Reads what this process has mapped; true where DuckDB is among it.
bool is_mapped() {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    if (line.find("libduckdb") != std::string::npos) return true;
  }
  return false;
}

// Each test is a process of its own when ctest runs it; run together, an earlier one may have
// loaded the library.
TEST(DuckdbLibraryTest, IsMappedWhenItIsAskedForAndNotBefore) {
  if (is_mapped()) GTEST_SKIP() << "loaded by an earlier test of this process";
  ASSERT_TRUE(load_duckdb().ok());
  EXPECT_TRUE(is_mapped());
  EXPECT_TRUE(load_duckdb().ok());
  EXPECT_GT(duckdb().vector_size(), 0U);
}

TEST(DuckdbLibraryTest, SaysWhatToDoWhereItIsMissing) {
  const auto library = open_duckdb_library("libduckdb-that-is-not-there.so");
  ASSERT_FALSE(library.ok());
  EXPECT_EQ(library.error().code, ErrorCode::kIo);
  EXPECT_NE(library.error().message.find("libduckdb-that-is-not-there.so"), std::string::npos);
  EXPECT_NE(library.error().message.find("use CSV or NDJSON"), std::string::npos);
}

TEST(DuckdbLibraryTest, RefusesALibraryWithoutTheFunctions) {
  const auto library = open_duckdb_library("libm.so.6");
  ASSERT_FALSE(library.ok());
  EXPECT_NE(library.error().message.find("duckdb_"), std::string::npos);
}

}  // namespace
}  // namespace overt
