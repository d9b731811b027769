#pragma once
// Reads a JSON array of strings, the way list fields stand in formats without lists.

#include <string_view>
#include <vector>

#include "base/arena.h"

namespace overt {

/// Appends the items of `text` ("[\"a\",\"b\"]"; numbers are taken as they are written, nulls are
/// left out) to `items`; false where it is anything else. Items are views into `text`, or into
/// `arena` where they had to be unescaped. O(length).
bool parse_json_list(std::string_view text, Arena& arena, std::vector<std::string_view>& items);

}  // namespace overt
