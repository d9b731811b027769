#include "adapters/sqlite/sqlite_access_store.h"

#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>

#include "adapters/sqlite/sqlite_decision_store.h"
#include "ports/access_store_contract.h"

namespace overt {
namespace {

class SqliteAccessStoreTest : public testing::Test {
 protected:
  SqliteAccessStoreTest() {
    folder_ = testing::TempDir() + "/access-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string folder_;
};

TEST_F(SqliteAccessStoreTest, HoldsWhatEveryStoreMust) {
  int places = 0;
  run_access_store_contract([&]() -> AccessPlace {
    const std::string path = folder_ + "/" + std::to_string(places++) + ".db";
    return {[path] { return open_sqlite_decision_store(path).value(); },
            [path] { return open_sqlite_access_store(path).value(); }};
  });
}

TEST_F(SqliteAccessStoreTest, NeedsTheDecisionsToBeThere) {
  const auto none = open_sqlite_access_store(folder_ + "/none.db");
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace overt
