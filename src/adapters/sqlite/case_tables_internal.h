#pragma once
// The tables of cases, in the file of the decisions. Two stores use them: the decisions' opens
// cases with their ledger entries, the case store reads them and adds what people do. Thread
// safety: as their database.

#include <cstddef>
#include <string_view>
#include <vector>

#include "adapters/sqlite/sqlite_database.h"
#include "base/result.h"
#include "model/case.h"

namespace overt {

/// Makes them where they are not there, and gives those of an earlier version what they lack.
/// Within the caller's transaction, as all of these.
Result<void> make_case_tables(SqliteDatabase& database);
/// Whether they have the columns of this version.
Result<bool> has_current_case_tables(SqliteDatabase& database);

/// kInvalidArgument where one of them is there already.
Result<void> put_cases(SqliteDatabase& database, const std::vector<Case>& cases);
/// kUnavailable where it is not the case's next event.
Result<void> put_case_event(SqliteDatabase& database, std::string_view id, std::size_t number,
                            const CaseEvent& event);

}  // namespace overt
