#include "adapters/postgres/postgres_case_store.h"

#include <gtest/gtest.h>

#include "adapters/postgres/postgres_decision_store.h"
#include "adapters/postgres/test_postgres.h"
#include "ports/case_store_contract.h"

namespace overt {
namespace {

std::unique_ptr<CaseStore> opened(const std::string& url, bool write) {
  auto store = open_postgres_case_store(url, write);
  EXPECT_TRUE(store.ok()) << store.error().message;
  return std::move(store).value();
}

// One test, since each is a process of its own and starts a server.
TEST(PostgresCaseStoreTest, HoldsWhatEveryStoreMust) {
  if (!TestPostgres::installed()) GTEST_SKIP() << "PostgreSQL 15 is not installed";
  TestPostgres server;
  const auto place_at = [](const std::string& url) -> CasePlace {
    return {[url](bool write) { return opened(url, write); },
            [url] { return open_postgres_decision_store(url).value(); }};
  };
  run_case_store_contract([&]() -> CasePlace {
    const std::string url = server.new_database();
    EXPECT_TRUE(open_postgres_decision_store(url).ok());
    return place_at(url);
  });

  const std::string url = server.new_database();
  ASSERT_TRUE(open_postgres_decision_store(url).ok());
  auto store = opened(url, true);
  ASSERT_TRUE(place_at(url).add({contract::full_case("c1")}).ok());
  server.crash();
  const auto broken = store->append("c1", 3, contract::full_case("x").events[1]);
  ASSERT_FALSE(broken.ok());
  EXPECT_EQ(broken.error().code, ErrorCode::kUnavailable) << broken.error().message;
  store = opened(url, true);
  EXPECT_EQ(store->all().value(), std::vector<Case>{contract::full_case("c1")});
}

}  // namespace
}  // namespace overt
