#pragma once
// Groups at work: what the accounts that act together did, counted while they did it: the truth
// that is written beside the events. Each group runs as one task (post_writer.h); O(its events).

#include <cstdint>
#include <string>
#include <vector>

#include "scenario/post_writer.h"

namespace overt {

/// What a group acted on: a piece of content, an article, or a sequence of hashtags.
struct Target {
  std::uint64_t content = 0;
  std::uint32_t article = 0;
  std::string tags;  // "a+b"
};

struct GroupDeeds {
  std::uint64_t events = 0;    // by its members, as a group
  std::uint32_t sources = 0;   // distinct creators or outlets behind the targets
  std::uint32_t first_at = 0;  // seconds since kScenarioStart
  std::uint32_t last_at = 0;
  std::string source;                    // the creator or outlet, where there is one
  std::vector<Target> targets;           // distinct videos, links or waves
  std::vector<std::uint32_t> strangers;  // who took part without being a member, ascending
};

/// Everything a group does in the whole scenario, with the answers of others to it.
/// `index` is the group's place in world.groups().
GroupDeeds act_out(const Stage& stage, std::size_t index, Drafts& out);

}  // namespace overt
