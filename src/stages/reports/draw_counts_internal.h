#pragma once
// Charts of pairs of accounts by the least number of common objects, on a logarithmic scale: the
// windows of the sweep against each other, and the log itself against its shuffles.
//
// Thread safety: one writer per thread. Complexity: linear in what is drawn.

#include "model/run.h"
#include "stages/reports/html_writer_internal.h"

namespace overt {

/// A line for each window, bold at the report's own, and an upright at its least number of objects.
void draw_sweep(HtmlWriter& html, const RunReport& report);

/// The log as a bold line, the means of each shuffle as dashed ones.
void draw_observed_and_null(HtmlWriter& html, const RunReport& report);

}  // namespace overt
