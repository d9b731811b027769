#pragma once
// A made-up run for the tests: six networks in several scripts and of every verdict, two of them
// innocent by design (fans and a newsroom), with null replays, rejects, notes and a limit. All
// names and posts are invented.
//
// Deterministic: the same calls give the same report.

#include <cstddef>
#include <string_view>
#include <vector>

#include "model/run.h"

namespace overt {

/// Six networks, 118 accounts, posts in English, Spanish, Russian, Arabic and Chinese.
RunReport fixture_report();

/// The same with names, posts and objects that try to break out of every format: markup, quotes,
/// script links, direction overrides, control characters, broken UTF-8, endless names.
RunReport hostile_fixture_report();

/// As many networks as asked for, each of `members` accounts with long names, full of evidence.
RunReport large_fixture_report(std::size_t networks, std::size_t members);

/// Findings for the networks, repeating after six; chance and its replays for the whole log.
void give_findings(std::vector<NetworkReport>& networks);
void give_chance(RunReport& report);

/// Whether every tag of XML, or of HTML as written here, is closed in order, attributes quoted.
bool tags_nest(std::string_view markup);

}  // namespace overt
