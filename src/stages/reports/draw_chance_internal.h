#pragma once
// Small pictures of report.html: how many networks reach which word, and how unlikely chance is.
//
// Thread safety: one writer per thread. Complexity: linear in what is drawn.

#include "model/run.h"
#include "stages/reports/html_writer_internal.h"

namespace overt {

/// From co-acting over coordinated to undisclosed and for review: a mark for each network.
void draw_funnel(HtmlWriter& html, const RunReport& report);

/// p and q as bars on a logarithmic scale, longer where chance is less likely; the level as an
/// upright.
void draw_chance_bars(HtmlWriter& html, const NetworkFinding& finding, double level,
                      std::size_t rank);

}  // namespace overt
