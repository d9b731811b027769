#pragma once
// Reads back what lineage needs of an earlier run directory: its manifest.json and networks.json,
// as render_reports.h writes them.
//
// Thread safety: a pure function. Complexity: linear in the texts; a copy of networks.json.

#include <string>
#include <string_view>

#include "base/result.h"
#include "model/lineage.h"

namespace overt {

struct EarlierRunTexts {
  std::string path;  // of the directory, for messages
  std::string_view manifest;
  std::string_view networks;
};

/// kBadInput where the texts are not those of one run, in a format that is known here.
Result<EarlierRun> read_earlier_run(const EarlierRunTexts& texts);

}  // namespace overt
