#pragma once
// Event formats: drafts as the lines a platform would write. Every text they may hold is free of
// characters that JSON or CSV would escape (words.h), so nothing is escaped here.
// Stateless, thread-safe; O(length of the line).

#include <cstdint>
#include <string>

#include "scenario/draft.h"
#include "scenario/world.h"

namespace overt {

/// The invented platform.
inline constexpr std::string_view kPlatform = "clipper";

/// One canonical event as a line of NDJSON. `number` is its place in the log, from 0.
void append_event(std::string& out, const World& world, const Draft& draft, std::uint64_t number);

/// The header of a table of shares.
std::string_view shares_header();
/// The draft's shares: one row per link, target and hashtag sequence; none for likes and follows.
void append_shares(std::string& out, const World& world, const Draft& draft, std::uint64_t number);

}  // namespace overt
