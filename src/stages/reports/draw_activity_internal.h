#pragma once
// A network's activity over time, as inline SVG for report.html.
//
// Thread safety: one writer per thread. Complexity: linear in what is drawn.

#include "model/run.h"
#include "stages/reports/html_writer_internal.h"

namespace overt {

/// Members' traces upwards and co-actions downwards, each on its own scale; at most 120 bars. Does
/// nothing for a network without a timeline.
void draw_activity(HtmlWriter& html, const NetworkReport& network, std::size_t rank);

}  // namespace overt
