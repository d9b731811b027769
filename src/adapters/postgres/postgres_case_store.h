#pragma once
// The case store in a PostgreSQL database, in the schema "overt" beside the decisions: the tables
// are those of docs/formats/decisions.md. Durable as the server is configured to be. Thread safety:
// one store belongs to one thread, and has one connection; where that breaks, every call is
// kUnavailable and the store must be opened anew.

#include <memory>
#include <string>

#include "base/result.h"
#include "ports/case_store.h"

namespace overt {

/// The schema is made where there is none and `write` is set; without, there are no cases then.
Result<std::unique_ptr<CaseStore>> open_postgres_case_store(const std::string& url, bool write);

}  // namespace overt
