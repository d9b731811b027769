#pragma once
// From a dossier, a YAML file that people write and read, to claims. A dossier names its sources
// once, each with publisher, address, date and grade, and then says of each entity and link what
// which source states, with which status, from when to when (docs/formats/dossier.md).
//
// Read strictly: every claim has a source that the dossier names and a status; an unknown field or
// an impossible date is an error (kBadInput) with file and line. The same file gives the same
// claims, in the order written, so importing it twice adds nothing.
//
// Cost: linear. Thread safety: pure.

#include <string_view>

#include "base/result.h"
#include "model/claim.h"

namespace overt {

/// `file` is what errors call it.
Result<ClaimBatch> decode_dossier(std::string_view text, std::string_view file);

/// Whether a file beginning like this is a dossier: its first line that is no comment is
/// "dossier: …".
bool is_dossier(std::string_view head);

}  // namespace overt
