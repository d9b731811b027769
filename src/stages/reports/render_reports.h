#pragma once
// From a finished run to the files people and tools read. The formats are written down in
// docs/formats/run-directory.md.
//
// Every name and text in a report comes from the input and is treated as hostile: it is escaped
// for the format it goes into, and nothing out of the input becomes a link, a style or a script.
//
// Thread safety: pure functions. Determinism: the same report gives the same bytes; only
// render_timings depends on how long things took. Complexity: linear in the report; report.html is
// bounded (about 5 MB) whatever the run found, and says what it leaves out.

#include <string>

#include "model/run.h"

namespace overt {

std::string render_manifest(const RunReport& report);     // manifest.json, without the timings
std::string render_timings(const RunManifest& manifest);  // timings.json
std::string render_networks(const RunReport& report);     // networks.json
std::string render_gexf(const RunReport& report);         // graph.gexf (GEXF 1.3)
std::string render_graphml(const RunReport& report);      // graph.graphml
std::string render_html(const RunReport& report);         // report.html, self-contained

}  // namespace overt
