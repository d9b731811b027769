#pragma once
// "Who is behind it": the assessment or why it is unknown, the paths as pictures, the hypotheses
// side by side, who controls or pays the entity, and the claims that all of it rests on.
//
// Thread safety: one writer per thread. Complexity: linear in what is shown, which is bounded.

#include "model/run.h"
#include "stages/reports/html_writer_internal.h"

namespace overt {

/// Writes nothing where no registry was asked.
void write_who_is_behind(HtmlWriter& html, const NetworkReport& network, std::size_t rank);

}  // namespace overt
