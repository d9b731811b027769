#pragma once
// Lineage as a person reads it in report.html: where a network comes from, and what became of the
// networks of earlier runs.
//
// Thread safety: pure functions; one writer per thread. Complexity: linear in what is told.

#include <string>

#include "model/run.h"
#include "stages/reports/html_writer_internal.h"

namespace overt {

/// "The same network as in an earlier run; 80 % of the accounts of either are in both."
std::string lineage_sentence(const Lineage& lineage);

/// How this run's networks go on from earlier ones, and which have vanished; nothing where no
/// earlier run was given.
void write_lineage_paragraph(HtmlWriter& html, const RunReport& report);

}  // namespace overt
