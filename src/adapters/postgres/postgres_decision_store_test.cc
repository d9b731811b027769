#include "adapters/postgres/postgres_decision_store.h"

#include <gtest/gtest.h>

#include "adapters/postgres/postgres_connection.h"
#include "adapters/postgres/test_postgres.h"
#include "ports/decision_store_contract.h"

namespace overt {
namespace {

std::unique_ptr<DecisionStore> opened(const std::string& url) {
  auto store = open_postgres_decision_store(url);
  EXPECT_TRUE(store.ok()) << store.error().message;
  return std::move(store).value();
}

// One test, since each is a process of its own and starts a server.
TEST(PostgresDecisionStoreTest, HoldsWhatEveryStoreMust) {
  if (!TestPostgres::installed()) GTEST_SKIP() << "PostgreSQL 15 is not installed";
  TestPostgres server;
  run_decision_store_contract([&]() -> OpenDecisionStore {
    const std::string url = server.new_database();
    return [url] { return opened(url); };
  });

  const std::string url = server.new_database();
  const auto unmade = open_postgres_decision_store(url, {false, 100});
  ASSERT_FALSE(unmade.ok());
  EXPECT_EQ(unmade.error().code, ErrorCode::kNotFound);
  auto store = opened(url);
  ASSERT_TRUE(store->commit(contract::batch_of(0, 1, 0)).ok());
  const auto reader = open_postgres_decision_store(url, {false, 100}).value();
  EXPECT_EQ(reader->ledger_size().value(), 1U);
  EXPECT_EQ(reader->commit(contract::batch_of(1, 1, 1)).error().code, ErrorCode::kPermissionDenied);

  {
    const auto holder = PostgresConnection::open(url).value();
    ASSERT_TRUE(holder->run("BEGIN").ok());
    ASSERT_TRUE(holder->run("SELECT pg_advisory_xact_lock(1331053635, 1)").ok());
    const auto hasty = open_postgres_decision_store(url, {true, 50}).value();
    EXPECT_EQ(hasty->commit(contract::batch_of(1, 1, 1)).error().code, ErrorCode::kUnavailable);
  }

  {
    const auto older = PostgresConnection::open(url).value();
    ASSERT_TRUE(older
                    ->run("DROP TABLE overt.record; ALTER TABLE overt.action DROP COLUMN lane; "
                          "UPDATE overt.about SET version = 1")
                    .ok());
    const auto read_only = open_postgres_decision_store(url, {false, 100});
    ASSERT_FALSE(read_only.ok());
    EXPECT_NE(read_only.error().message.find("older version"), std::string::npos);
    store = opened(url);
    EXPECT_TRUE(store->due_actions({0, 0, 9}).ok()) << "brought up to date";
    EXPECT_TRUE(open_postgres_decision_store(url, {false, 100}).ok());
  }

  server.crash();
  const auto broken = store->commit(contract::batch_of(1, 1, 1));
  ASSERT_FALSE(broken.ok());
  EXPECT_EQ(broken.error().code, ErrorCode::kUnavailable) << broken.error().message;
  store = opened(url);
  EXPECT_EQ(store->ledger_size().value(), 1U) << "what was committed is there after a crash";
  EXPECT_TRUE(store->commit(contract::batch_of(1, 1, 1)).ok());
}

TEST(PostgresDecisionStoreTest, SaysWhereItCannotConnectAndKeepsPasswordsToItself) {
  const auto nowhere =
      open_postgres_decision_store("postgresql://me:hunter2@127.0.0.1:1/decisions");
  ASSERT_FALSE(nowhere.ok());
  EXPECT_EQ(nowhere.error().code, ErrorCode::kUnavailable);
  EXPECT_NE(nowhere.error().message.find("decisions on 127.0.0.1"), std::string::npos);
  EXPECT_EQ(nowhere.error().message.find("hunter2"), std::string::npos);
  const auto unreadable = open_postgres_decision_store("postgresql://me:hunter2@[");
  ASSERT_FALSE(unreadable.ok());
  EXPECT_EQ(unreadable.error().message.find("hunter2"), std::string::npos);
}

}  // namespace
}  // namespace overt
