#pragma once
// Lists inside one CSV field, in the three ways that files write them. Pure functions; elements
// are views into the field or into the arena. Empty elements are left out. O(length).

#include <string_view>
#include <vector>

#include "base/arena.h"

namespace overt {

/// A JSON array of strings and numbers: ["a", "b"]. False where it is none.
bool split_json_array(std::string_view text, Arena& arena, std::vector<std::string_view>& out);

/// a|b|c, spaces around elements dropped. '\0' as separator: the whole field is one element.
void split_separated(std::string_view text, char separator, std::vector<std::string_view>& out);

/// [a, b] with or without quotes around the elements, as table tools print lists. In a list of
/// URLs a comma separates only before a space or before "http".
void split_bracketed(std::string_view text, bool urls, std::vector<std::string_view>& out);

}  // namespace overt
