#pragma once
// The label log (docs/formats/label-events.md) as a file. Errors (kBadInput, kIo) name it.
// O(bytes log subjects).

#include <string>

#include "base/result.h"
#include "ports/line_log.h"
#include "stages/labels/label_history.h"

namespace overt {

/// Of a log that is open already; `path` is what errors call it.
Result<LabelHistory> read_label_history(LineLog& log, const std::string& path);
/// Opens it for that.
Result<LabelHistory> read_label_history(const std::string& path);

}  // namespace overt
