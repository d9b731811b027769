#include "adapters/sqlite/sqlite_decision_store.h"

#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>

#include "adapters/sqlite/sqlite_database.h"
#include "ports/decision_store_contract.h"

namespace overt {
namespace {

class SqliteDecisionStoreTest : public testing::Test {
 protected:
  SqliteDecisionStoreTest() {
    folder_ = testing::TempDir() + "/decisions-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void expect_brought_up_to_date(const std::string& backwards);

  std::string folder_;
};

TEST_F(SqliteDecisionStoreTest, HoldsWhatEveryStoreMust) {
  int places = 0;
  run_decision_store_contract([&]() -> OpenDecisionStore {
    const std::string path = folder_ + "/" + std::to_string(places++) + ".db";
    return [path] {
      auto opened = open_sqlite_decision_store(path);
      EXPECT_TRUE(opened.ok()) << opened.error().message;
      return std::move(opened).value();
    };
  });
}

TEST_F(SqliteDecisionStoreTest, BringsFilesOfEarlierVersionsUpToDate) {
  for (const char* backwards :
       {"DROP TABLE record; DROP INDEX action_lane; ALTER TABLE action DROP COLUMN lane; PRAGMA "
        "user_version = 2",
        "DROP TABLE record; DROP INDEX action_lane; ALTER TABLE action DROP COLUMN lane; DROP "
        "TABLE step; DROP INDEX action_queued; DROP INDEX action_dead; PRAGMA user_version = 1"}) {
    SCOPED_TRACE(backwards);
    expect_brought_up_to_date(backwards);
  }
}

void SqliteDecisionStoreTest::expect_brought_up_to_date(const std::string& backwards) {
  const std::string path = folder_ + "/old.db";
  std::filesystem::remove(path);
  {
    const auto store = open_sqlite_decision_store(path).value();
    DecisionBatch batch = contract::batch_of(0, 1, 0);
    contract::add_actions(batch, {contract::action_of(1, 0)});
    ASSERT_TRUE(store->commit(batch).ok());
  }
  {
    const auto database = SqliteDatabase::open(path, SqliteDatabase::Access::kWrite, 0).value();
    ASSERT_TRUE(database->run(backwards).ok());
  }
  const auto read_only = open_sqlite_decision_store(path, {false, 0});
  ASSERT_FALSE(read_only.ok());
  EXPECT_NE(read_only.error().message.find("older version"), std::string::npos);
  const auto store = open_sqlite_decision_store(path).value();
  EXPECT_EQ(store->due_actions({0, 0, 9}).value().size(), 1U);
  EXPECT_TRUE(store->delivery_steps_since(0).value().empty());
  EXPECT_TRUE(open_sqlite_decision_store(path, {false, 0}).ok());
  EXPECT_TRUE(
      store->commit(contract::batch_of(1, contract::record_of(RecordKind::kPolicy, "p", 0))).ok());
}

}  // namespace
}  // namespace overt
