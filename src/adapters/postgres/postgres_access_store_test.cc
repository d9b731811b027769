#include "adapters/postgres/postgres_access_store.h"

#include <gtest/gtest.h>

#include "adapters/postgres/postgres_decision_store.h"
#include "adapters/postgres/test_postgres.h"
#include "ports/access_store_contract.h"

namespace overt {
namespace {

TEST(PostgresAccessStoreTest, HoldsWhatEveryStoreMust) {
  if (!TestPostgres::installed()) GTEST_SKIP() << "PostgreSQL 15 is not installed";
  TestPostgres server;
  run_access_store_contract([&]() -> AccessPlace {
    const std::string url = server.new_database();
    return {[url] { return open_postgres_decision_store(url).value(); },
            [url] { return open_postgres_access_store(url).value(); }};
  });
}

}  // namespace
}  // namespace overt
