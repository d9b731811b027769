#pragma once
// Truth: what a scenario knows and a detector must find out. Plain values.

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.h"

namespace overt {

struct TruthGroup {
  std::string id;    // "farm-1"
  std::string kind;  // "farm", "campaign", …; of honest groups "fan-club", "agency", …
  std::string about;
  std::string source;        // the creator, outlet, hub or app, where there is one
  bool planted = false;      // what a detector should find; accusing the others is a mistake
  bool has_members = false;  // they belong to it and to nothing else; else strangers
  std::vector<std::string> members;   // account ids; of crowds, the strangers who took part
  std::vector<std::string> targets;   // content ids, links, hashtag sequences it acted on
  std::uint64_t events = 0;           // as a group, without its members' ordinary lives
  std::uint32_t sources = 0;          // distinct creators or outlets behind the targets
  std::uint32_t jitter_s = 0;         // how far apart members act on one target
  double participation = 0;           // a member's chance to act on a target
  double camouflage = 0;              // planned share of ordinary activity in what a member does
  double activity = 0;                // that activity, against the average account's
  double follows_logged = 0;          // share of the group's follows that the log holds
  std::string paraphrase;             // "exact", "evasion", "word-swap", "reworded"; planted only
  std::vector<std::string> families;  // planted: names of the evidence families beside the timing
  bool disclosed = false;             // the accounts name who they belong to
  std::string operator_entity;        // who runs it, where the scenario has it; planted only
  std::string principal_entity;       // for whom, where the scenario has it
  std::vector<std::string> listed;    // account ids that registry.yaml names, rightly or not
  TimeUs first_at = 0;
  TimeUs last_at = 0;
};

struct Truth {
  std::vector<TruthGroup> groups;  // honest ones first
  std::uint64_t events = 0;
  std::uint64_t organic_accounts = 0;
  std::uint64_t planted_accounts = 0;
  std::uint64_t planted_networks = 0;
};

}  // namespace overt
