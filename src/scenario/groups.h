#pragma once
// Groups: the accounts that act together, honest and covert, and what they did: the truth that is
// written beside the events. Each group runs as one task (post_writer.h); O(its events).

#include <cstdint>
#include <string>

#include "scenario/post_writer.h"

namespace overt {

/// What a group did, counted while it did it.
struct GroupDeeds {
  std::uint64_t events = 0;    // by its members, as a group
  std::uint32_t objects = 0;   // distinct videos, links or waves
  std::uint32_t sources = 0;   // distinct creators or outlets behind them
  std::uint32_t first_at = 0;  // seconds since kScenarioStart
  std::uint32_t last_at = 0;
  std::string source;  // the creator or outlet, where there is one
};

/// Everything a group does in the whole scenario, with the answers of others to it.
/// `index` is the group's place in world.groups().
GroupDeeds act_out(const Stage& stage, std::size_t index, Drafts& out);

}  // namespace overt
