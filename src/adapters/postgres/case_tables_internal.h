#pragma once
// The tables of cases, in the database of the decisions. Two stores use them: the decisions' opens
// cases with their ledger entries, the case store reads them and adds what people do.
// Thread safety: as their connection.

#include <cstddef>
#include <string_view>
#include <vector>

#include "adapters/postgres/postgres_connection.h"
#include "base/result.h"
#include "model/case.h"

namespace overt {

/// Of several who write cases one goes on, until the end of its transaction.
Result<void> lock_cases(PostgresConnection& connection);

/// Makes them where they are not there. Within the caller's transaction, as all of these.
Result<void> make_case_tables(PostgresConnection& connection);

/// Takes the lock. kInvalidArgument where one of them is there already.
Result<void> put_cases(PostgresConnection& connection, const std::vector<Case>& cases);
/// kUnavailable where it is not the case's next event.
Result<void> put_case_event(PostgresConnection& connection, std::string_view id, std::size_t number,
                            const CaseEvent& event);

}  // namespace overt
