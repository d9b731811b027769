#include "adapters/sqlite/sqlite_database.h"

#include <filesystem>
#include <optional>
#include <string>

#include <gtest/gtest.h>

namespace overt {
namespace {

class SqliteDatabaseTest : public testing::Test {
 protected:
  SqliteDatabaseTest() {
    folder_ = testing::TempDir() + "/database-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
    database_ = open();
    EXPECT_TRUE(database_
                    ->run("CREATE TABLE t(a INTEGER, b TEXT); INSERT INTO t VALUES(1, 'x'), "
                          "(2, 'y')")
                    .ok());
  }
  ~SqliteDatabaseTest() override { std::filesystem::remove_all(folder_); }
  [[nodiscard]] std::unique_ptr<SqliteDatabase> open() const {
    return SqliteDatabase::open(folder_ + "/t.db", SqliteDatabase::Access::kCreate, 0).value();
  }

  std::string folder_;
  std::unique_ptr<SqliteDatabase> database_;
};

constexpr std::string_view kByNumber = "SELECT b FROM t WHERE a = ? OR b = ?";

TEST_F(SqliteDatabaseTest, AStatementThatIsTakenAgainKnowsNothingOfBefore) {
  {
    auto first = database_->prepare(kByNumber).value();
    first.bind(1, std::int64_t{1});
    first.bind(2, "y");
    ASSERT_TRUE(first.step().value());
  }
  auto second = database_->prepare(kByNumber).value();
  EXPECT_FALSE(second.step().value()) << "its parameters are NULL, and it begins anew";
  second.bind(1, std::int64_t{2});
  ASSERT_TRUE(second.step().value());
  EXPECT_EQ(second.text(0), "y");
}

TEST_F(SqliteDatabaseTest, TwoOfOneTextAreTwo) {
  auto one = database_->prepare(kByNumber).value();
  auto other = database_->prepare(kByNumber).value();
  one.bind(1, std::int64_t{1});
  other.bind(1, std::int64_t{2});
  ASSERT_TRUE(one.step().value());
  ASSERT_TRUE(other.step().value());
  EXPECT_EQ(one.text(0), "x");
  EXPECT_EQ(other.text(0), "y");
}

TEST_F(SqliteDatabaseTest, WhatWasReadHalfwayHoldsNobodyUp) {
  {
    auto half = database_->prepare("SELECT b FROM t").value();
    ASSERT_TRUE(half.step().value());
  }
  EXPECT_TRUE(open()->run("DROP TABLE t").ok()) << "the lock on it was given back";
  auto after = database_->prepare("SELECT b FROM t");
  EXPECT_FALSE(after.ok() && after.value().step().ok());
}

TEST_F(SqliteDatabaseTest, SeesATableThatAnotherChanged) {
  { auto select = database_->prepare("SELECT * FROM t WHERE a = 1").value(); }
  ASSERT_TRUE(open()->run("ALTER TABLE t ADD COLUMN c TEXT DEFAULT 'z'").ok());
  auto select = database_->prepare("SELECT * FROM t WHERE a = 1").value();
  ASSERT_TRUE(select.step().value());
  EXPECT_EQ(select.text(2), "z");
}

TEST_F(SqliteDatabaseTest, StatementsMayOutliveTheirDatabase) {
  std::optional<SqliteStatement> last = database_->prepare(kByNumber).value();
  { auto idle = database_->prepare("SELECT count(*) FROM t").value(); }
  database_.reset();
  last.reset();
  EXPECT_TRUE(open()->run("DROP TABLE t").ok());
}

}  // namespace
}  // namespace overt
