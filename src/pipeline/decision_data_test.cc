#include "pipeline/decision_data.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "adapters/postgres/test_postgres.h"
#include "adapters/sqlite/sqlite_decision_store.h"

namespace overt {
namespace {

class DecisionDataTest : public testing::Test {
 protected:
  DecisionDataTest() {
    folder_ = testing::TempDir() + "/decision-data-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void write_url(const std::string& url) const {
    const std::string path = decision_places(folder_).database_url;
    std::ofstream(path) << url << "\n";
    std::filesystem::permissions(path, std::filesystem::perms(0600));
  }

  std::string folder_;
};

TEST_F(DecisionDataTest, NothingIsOpenedWhereNothingWasMade) {
  const auto opened = open_decisions(folder_, DecisionAccess::kWrite);
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(make_decisions(folder_).ok());
  EXPECT_TRUE(open_decisions(folder_, DecisionAccess::kRead).ok());
}

TEST_F(DecisionDataTest, IsToldWhereDecisionsAreKept) {
  if (!TestPostgres::installed()) GTEST_SKIP() << "PostgreSQL 15 is not installed";
  TestPostgres server;
  const std::string url = server.new_database_url();
  const auto kept = keep_in_database(folder_, url);
  ASSERT_TRUE(kept.ok()) << kept.error().message;
  EXPECT_TRUE(keep_in_database(folder_, url).ok()) << "it is there already";
  EXPECT_EQ(keep_in_database(folder_, server.new_database_url()).error().code,
            ErrorCode::kInvalidArgument);
  ASSERT_TRUE(make_decisions(folder_).value()->put_person({"ana", {StaffRole::kAnalyst}}).ok());
  EXPECT_TRUE(find_staff(*open_decisions(folder_, DecisionAccess::kRead).value(), "ana").ok());
}

TEST_F(DecisionDataTest, KeepsNoAddressThatIsNoneOrLeadsNowhere) {
  EXPECT_EQ(keep_in_database(folder_, "mysql://x/y").error().code, ErrorCode::kInvalidArgument);
  EXPECT_FALSE(keep_in_database(folder_, "postgres://x@/y?host=" + folder_).ok());
  EXPECT_FALSE(std::filesystem::exists(decision_places(folder_).database_url));
  ASSERT_TRUE(make_decisions(folder_).ok());
  const auto late = keep_in_database(folder_, "postgres://x@/y?host=" + folder_);
  ASSERT_FALSE(late.ok());
  EXPECT_NE(late.error().message.find("not moved"), std::string::npos);
}

TEST_F(DecisionDataTest, AnAddressInTheFolderPutsDecisionsIntoThatDatabase) {
  if (!TestPostgres::installed()) GTEST_SKIP() << "PostgreSQL 15 is not installed";
  TestPostgres server;
  write_url(server.new_database());
  EXPECT_FALSE(open_decisions(folder_, DecisionAccess::kRead).ok()) << "nothing was made";
  {
    const auto made = make_decisions(folder_);
    ASSERT_TRUE(made.ok()) << made.error().message;
    ASSERT_TRUE(made.value()->put_person({"ana", {StaffRole::kAnalyst}}).ok());
  }
  const auto opened = open_decisions(folder_, DecisionAccess::kRead).value();
  EXPECT_TRUE(find_staff(*opened, "ana").ok());
  EXPECT_FALSE(opened->put_person({"rui", {StaffRole::kReviewer}}).ok());
  const auto file = open_sqlite_decision_store(decision_places(folder_).database).value();
  EXPECT_TRUE(file->people().value().empty());
  std::filesystem::permissions(decision_places(folder_).database_url, std::filesystem::perms(0644));
  const auto readable = open_decisions(folder_, DecisionAccess::kRead);
  ASSERT_FALSE(readable.ok()) << "it may hold a password";
  EXPECT_EQ(readable.error().code, ErrorCode::kPermissionDenied);
}

}  // namespace
}  // namespace overt
