#pragma once
// The report on covert influence operations of a period, in the columns of the field's table:
// detection source, accounts in network, followers of network, description; one row a network, and
// a line of its own for networks that were acted on before and came back.
//
// Rows with few accounts say neither accounts nor followers, and the totals are those of the rows
// that say theirs: nothing that is printed depends on a number that is not.
//
// Thread safety: pure. The same rows give the same bytes.

#include <span>

#include "stages/disclosures/render_statement.h"

namespace overt {

struct OperationsReport {
  Period period;
  std::span<const DisclosedNetwork> networks;
};

/// operations.csv, operations.json, operations.html and operations.md.
DisclosureFiles render_operations(const PublicationHead& head, const OperationsReport& report);

}  // namespace overt
