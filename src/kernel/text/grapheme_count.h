#pragma once
// How many characters, as people count them, a text has: extended grapheme clusters of Unicode
// Standard Annex 29, by the data of the ICU library in use. Thread-safe; linear up to the limit.

#include <cstddef>
#include <string_view>

namespace overt::text {

/// The number of grapheme clusters of well-formed UTF-8, or `limit` where it has more.
std::size_t count_graphemes(std::string_view text, std::size_t limit);

}  // namespace overt::text
