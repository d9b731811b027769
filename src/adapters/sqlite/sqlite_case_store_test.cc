#include "adapters/sqlite/sqlite_case_store.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "adapters/sqlite/sqlite_database.h"
#include "adapters/sqlite/sqlite_decision_store.h"
#include "ports/case_store_contract.h"

namespace overt {
namespace {

class SqliteCaseStoreTest : public testing::Test {
 protected:
  SqliteCaseStoreTest() {
    folder_ = testing::TempDir() + "/cases-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
  }
  ~SqliteCaseStoreTest() override { std::filesystem::remove_all(folder_); }

  static std::unique_ptr<CaseStore> open(const std::string& path, bool write) {
    auto opened = open_sqlite_case_store(path, write);
    EXPECT_TRUE(opened.ok()) << opened.error().message;
    return std::move(opened).value();
  }
  std::string new_place() {
    const std::string path = folder_ + "/" + std::to_string(++places_) + ".db";
    EXPECT_TRUE(open_sqlite_decision_store(path).ok());
    return path;
  }

  std::string folder_;
  int places_ = 0;
};

TEST_F(SqliteCaseStoreTest, HoldsWhatEveryStoreMust) {
  run_case_store_contract([&]() -> CasePlace {
    const std::string path = new_place();
    return {[path](bool write) { return open(path, write); },
            [path] { return open_sqlite_decision_store(path).value(); }};
  });
}

TEST_F(SqliteCaseStoreTest, CasesOfTheVersionBeforeAreRead) {
  const std::string path = new_place();
  {
    const auto database = SqliteDatabase::open(path, SqliteDatabase::Access::kWrite, 0).value();
    ASSERT_TRUE(database
                    ->run("CREATE TABLE case_file(number INTEGER PRIMARY KEY, id TEXT NOT NULL "
                          "UNIQUE, kind INTEGER NOT NULL, subject TEXT NOT NULL, run TEXT NOT "
                          "NULL, title TEXT NOT NULL, due_at INTEGER NOT NULL); CREATE TABLE "
                          "case_event(file INTEGER NOT NULL, number INTEGER NOT NULL, kind INTEGER "
                          "NOT NULL, at INTEGER NOT NULL, by TEXT NOT NULL, whom TEXT NOT NULL, "
                          "said TEXT NOT NULL, PRIMARY KEY(file, number)) WITHOUT ROWID; INSERT "
                          "INTO case_file VALUES(1, 'c1', 1, 'n1', 'r1', 'old', 99); INSERT INTO "
                          "case_event VALUES(1, 0, 0, 5, 'ana', '', '')")
                    .ok());
  }
  const auto before = open_sqlite_case_store(path, false);
  ASSERT_TRUE(before.ok());
  EXPECT_EQ(before.value()->all().value().size(), 1U) << "before anybody writes";
  EXPECT_EQ(open(path, true)->find("c1").value()->title, "old");
  ASSERT_TRUE(open(path, true)->append("c1", 1, contract::full_case("x").events[1]).ok());
  EXPECT_EQ(open(path, false)->all().value().front().events.size(), 2U);
}

}  // namespace
}  // namespace overt
