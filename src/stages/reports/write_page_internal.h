#pragma once
// The parts of report.html around the networks, in the order in which they stand on the page.
//
// Thread safety: one writer per thread. Complexity: linear in the report.

#include "model/run.h"
#include "stages/reports/html_writer_internal.h"

namespace overt {

void write_headline(HtmlWriter& html, const RunReport& report);  // the finding in plain words
void write_what_it_shows(HtmlWriter& html, const RunReport& report);
void write_overview(HtmlWriter& html, const RunReport& report);  // all networks: picture, table
void write_sweep(HtmlWriter& html, const RunReport& report);     // what other windows would give
void write_data_quality(HtmlWriter& html, const RunReport& report);
void write_glossary(HtmlWriter& html);
void write_how_to_repeat(HtmlWriter& html, const RunReport& report);

}  // namespace overt
