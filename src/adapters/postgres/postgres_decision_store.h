#pragma once
// The decision store in a PostgreSQL database, in a schema of its own, "overt": the tables are
// those of docs/formats/decisions.md. For several machines that decide; one machine needs no server
// (adapters/sqlite). Durable as the server is configured to be; synchronous_commit is set on.
//
// Cost: a batch is one transaction, and four short statements an event. Thread safety: one store
// belongs to one thread, and has one connection; where that breaks, every call is kUnavailable and
// the store must be opened anew.

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "ports/decision_store.h"

namespace overt {

struct PostgresDecisionStoreOptions {
  bool write = true;              // false: nothing is made, and writing is an error
  std::uint32_t wait_ms = 2'000;  // for another writer, before kUnavailable
};

/// "postgresql://user@host/database". The schema is made where there is none and `write` is set.
Result<std::unique_ptr<DecisionStore>> open_postgres_decision_store(
    const std::string& url, const PostgresDecisionStoreOptions& options = {});

}  // namespace overt
