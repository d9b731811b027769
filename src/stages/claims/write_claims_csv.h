#pragma once
// The registry's own CSV: one claim a row with its source beside it, lossless both ways, so that a
// registry can be carried elsewhere, compared with diff, or edited in a spreadsheet. Read back by
// the "claims-csv" decoder. docs/formats/registry-sources.md lists the columns.

#include <string>

#include "model/claim.h"

namespace overt {

/// The header line.
void append_claims_csv_header(std::string& out);

/// One row. O(length).
void append_claims_csv(std::string& out, const Claim& claim, const ClaimSource& source);

}  // namespace overt
