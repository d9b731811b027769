#pragma once
// Accounts in the byte order of their names: an order that does not hang on how the input numbers
// them. O(n log n), 32 bytes an account.

#include <vector>

#include "model/names.h"

namespace overt {

void order_by_name(std::vector<AccountId>& accounts, const Names& names);

}  // namespace overt
