#include "adapters/parquet/duckdb_library.h"

#include <gtest/gtest.h>

#include "base/test_mapped.h"

namespace overt {
namespace {

TEST(DuckdbLibraryTest, IsMappedWhenItIsAskedForAndNotBefore) {
  if (is_mapped("libduckdb")) GTEST_SKIP() << "loaded by an earlier test of this process";
  ASSERT_TRUE(load_duckdb().ok());
  EXPECT_TRUE(is_mapped("libduckdb"));
  EXPECT_TRUE(load_duckdb().ok());
  EXPECT_NE(duckdb().query, nullptr);
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
