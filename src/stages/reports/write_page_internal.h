#pragma once
// The parts of report.html around the networks, in the order in which they stand on the page.
//
// Thread safety: one writer per thread. Complexity: linear in the report.

#include <cstdint>
#include <string_view>
#include <vector>

#include "model/run.h"
#include "stages/reports/html_writer_internal.h"

namespace overt {

void write_opening(HtmlWriter& html, const RunReport& report);  // what was found, in plain words
void write_three_words(HtmlWriter& html, const RunReport& report);

/// All networks: picture and table. order[rank - 1] is a network's place in the report.
void write_overview(HtmlWriter& html, const RunReport& report,
                    const std::vector<std::uint32_t>& order);

/// Observed against null, false discoveries a replay, the sweep, limits, what cannot be found.
void write_chance(HtmlWriter& html, const RunReport& report);

void write_data_quality(HtmlWriter& html, const RunReport& report);
void write_glossary(HtmlWriter& html);
void write_how_to_repeat(HtmlWriter& html, const RunReport& report);

/// A frame in which what is too wide can be scrolled; the caller closes its one "</div>".
void begin_scroll(HtmlWriter& html, std::string_view label);

}  // namespace overt
