#pragma once
// Label events as JSON, one object a line, and back: what the label log holds and what is exported.
// docs/formats/label-events.md describes the fields. The same event gives the same bytes; what was
// written reads back equal; a field that is not known is an error, since a log that a newer
// version wrote must not be half understood.
// Thread safety: pure.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.h"
#include "base/result.h"
#include "model/label.h"

namespace overt {

void write_label_event(JsonWriter& json, const LabelEvent& event);
/// One line, without its end.
std::string label_event_line(const LabelEvent& event);
/// `file` is what errors call it.
Result<std::vector<LabelEvent>> decode_label_events(std::span<const std::string> lines,
                                                    std::string_view file);

}  // namespace overt
