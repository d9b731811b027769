#pragma once
// From a finished run to the files people and tools read. Pure: a report in, bytes out; the same
// report gives the same bytes.

#include <string>

#include "model/run.h"

namespace overt {

std::string render_manifest(const RunManifest& manifest);  // manifest.json
std::string render_networks(const RunReport& report);      // networks.json
std::string render_gexf(const RunReport& report);          // graph.gexf (GEXF 1.3)
std::string render_graphml(const RunReport& report);       // graph.graphml
std::string render_html(const RunReport& report);          // report.html, self-contained

}  // namespace overt
