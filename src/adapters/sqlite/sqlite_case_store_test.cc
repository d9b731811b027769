#include "adapters/sqlite/sqlite_case_store.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "adapters/sqlite/sqlite_decision_store.h"

namespace overt {
namespace {

class SqliteCaseStoreTest : public testing::Test {
 protected:
  SqliteCaseStoreTest() {
    folder_ = testing::TempDir() + "/cases-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
    path_ = folder_ + "/decisions.db";
    EXPECT_TRUE(open_sqlite_decision_store(path_).ok());
  }
  ~SqliteCaseStoreTest() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::unique_ptr<CaseStore> open(bool write = true) const {
    auto opened = open_sqlite_case_store(path_, write);
    EXPECT_TRUE(opened.ok()) << opened.error().message;
    return std::move(opened).value();
  }
  static Case some_case(std::string id) {
    Case one;
    one.id = std::move(id);
    one.subject = "n1";
    one.run = "r1";
    one.title = "12 accounts";
    one.due_at = 99;
    one.events = {{CaseEventKind::kOpened, 5, "ana", "", ""}};
    return one;
  }

  std::string folder_;
  std::string path_;
};

TEST_F(SqliteCaseStoreTest, KeepsCasesAndWhatWasSaidInThem) {
  EXPECT_TRUE(open(false)->all().value().empty()) << "before the first case";
  const CaseEvent note{CaseEventKind::kNoted, 6, "rui", "", "renamed twice"};
  {
    const auto store = open();
    ASSERT_TRUE(store->add({some_case("c1"), some_case("c2")}).ok());
    ASSERT_TRUE(store->append("c2", 1, note).ok());
  }
  const auto store = open(false);
  Case second = some_case("c2");
  second.events.push_back(note);
  EXPECT_EQ(store->all().value(), (std::vector<Case>{some_case("c1"), second}));
  EXPECT_EQ(store->find("c2").value(), second);
  EXPECT_EQ(store->find("c3").value(), std::nullopt);
  EXPECT_FALSE(open(false)->append("c2", 2, note).ok()) << "for reading only";
}

TEST_F(SqliteCaseStoreTest, AddsAllOrNothingAndRefusesWhatComesTooLate) {
  const auto store = open();
  ASSERT_TRUE(store->add({some_case("c1")}).ok());
  EXPECT_EQ(store->add({some_case("c2"), some_case("c1")}).error().code,
            ErrorCode::kInvalidArgument);
  EXPECT_EQ(store->all().value().size(), 1U);
  const CaseEvent note{CaseEventKind::kNoted, 6, "rui", "", "x"};
  ASSERT_TRUE(store->append("c1", 1, note).ok());
  EXPECT_EQ(store->append("c1", 1, note).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(store->append("none", 0, note).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(store->find("c1").value()->events.size(), 2U);
}

}  // namespace
}  // namespace overt
