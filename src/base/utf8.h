#pragma once
// The little of UTF-8 that needs no Unicode library: well-formedness.

#include <cstddef>
#include <string_view>

namespace overt {

/// Length in bytes of the well-formed sequence at the start of `text` (Unicode 15, table 3-7);
/// 0 where it is empty or ill-formed.
std::size_t utf8_sequence_length(std::string_view text);

bool is_valid_utf8(std::string_view text);

}  // namespace overt
