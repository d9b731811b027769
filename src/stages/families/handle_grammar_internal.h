#pragma once
// What two handles can have in common: their shape, a word in one place, their beginning. Pure
// functions on ASCII; other bytes count as letters. O(length).

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace overt {

/// "Quiet.Parent_1234" → "w.w_d4": letters, digits by their number, everything else as it stands.
std::string handle_shape(std::string_view handle);

/// Words of four letters or more with their place among the handle's words, in lower case:
/// "quiet.parent_1234" → "0quiet", "1parent".
std::vector<std::string> handle_words(std::string_view handle);

/// ASCII letters in lower case.
std::string lower_case(std::string_view text);

}  // namespace overt
