#pragma once
// Rewriting: how a member of a network changes a text that all of them share, so that a comparison
// byte by byte misses it. The same text, way and seed give the same rewriting.
// Stateless, thread-safe, O(length).

#include <cstdint>
#include <string>
#include <string_view>

#include "scenario/group.h"

namespace overt {

/// kEvasion puts letters of another alphabet that look the same and signs without width into the
/// text; kWordSwap exchanges neighbouring words and leaves one out. The others change nothing:
/// whoever rewords a text starts from another one.
void append_rewritten(std::string& out, std::string_view text, Paraphrase way, std::uint64_t seed);

}  // namespace overt
