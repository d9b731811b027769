#pragma once
// The parts of a network's dossier that argue: how likely by chance, what else could explain it,
// which kinds of evidence there are, what would change our mind.
//
// Thread safety: one writer per thread. Complexity: linear in the finding and the members.

#include "model/run.h"
#include "stages/reports/html_writer_internal.h"

namespace overt {

/// "<td>" of a probability, which tables sort by its logarithm.
void put_chance_cell(HtmlWriter& html, double log_p);

void write_how_likely(HtmlWriter& html, const NetworkReport& network, const RunReport& report,
                      std::size_t rank);
void write_what_else(HtmlWriter& html, const NetworkFinding& finding, std::size_t rank);
void write_kinds_of_evidence(HtmlWriter& html, const NetworkFinding& finding, std::size_t rank);
void write_change_of_mind(HtmlWriter& html, const NetworkReport& network, const RunReport& report);

}  // namespace overt
