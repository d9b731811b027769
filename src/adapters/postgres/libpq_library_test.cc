#include "adapters/postgres/libpq_library.h"

#include <gtest/gtest.h>

#include "adapters/postgres/postgres_connection.h"
#include "base/test_mapped.h"

namespace overt {
namespace {

TEST(LibpqLibraryTest, IsMappedWhenADatabaseIsOpenedAndNotBefore) {
  if (is_mapped("libpq")) GTEST_SKIP() << "loaded by an earlier test of this process";
  EXPECT_FALSE(PostgresConnection::open("no address at all").ok());
  EXPECT_TRUE(is_mapped("libpq"));
  EXPECT_TRUE(load_libpq().ok());
}

}  // namespace
}  // namespace overt
