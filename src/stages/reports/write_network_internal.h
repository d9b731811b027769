#pragma once
// One network's dossier in report.html: what was seen, how likely by chance, what else could
// explain it, which kinds of evidence hold, each account's own evidence, what would change our
// mind.
//
// Thread safety: one writer per thread. Complexity: O(e log e) in the network's pairs.

#include "model/run.h"
#include "stages/reports/html_writer_internal.h"

namespace overt {

/// How much of a network is shown; what is left out is said and lies in networks.json.
struct NetworkDetail {
  std::size_t nodes = 0;
  std::size_t edges = 0;
  std::size_t members = 0;
  std::size_t objects = 0;
  std::size_t evidence = 0;
  std::size_t pairs = 0;
  std::size_t text_length = 0;  // of a post, in code points
};

/// Less for later ranks (from 1), and key figures alone once the page has `bytes` near its limit.
NetworkDetail network_detail(std::size_t rank, std::size_t bytes);

/// `at` is the network's place in the report, `rank` its number on the page.
void write_network(HtmlWriter& html, const RunReport& report, std::size_t at, std::size_t rank,
                   const NetworkDetail& detail);

}  // namespace overt
