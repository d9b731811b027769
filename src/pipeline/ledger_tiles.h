#pragma once
// The ledger as files that anybody may fetch and check without asking us (c2sp.org/tlog-tiles):
// checkpoint, tile/<level>/<number> and tile/entries/<number>. Full tiles never change and are
// written once; the checkpoint comes last, so that whoever reads it finds every tile it speaks of.
// Entries are salted commitments: the folder holds no personal data and may be served to everybody.

#include <cstdint>
#include <string>

#include "base/result.h"
#include "ports/decision_store.h"

namespace overt {

struct WrittenTiles {
  std::uint64_t entries = 0;  // of the checkpoint
  std::uint64_t written = 0;  // files, the checkpoint not counted
  std::uint64_t kept = 0;     // full tiles that were there already
};

/// Writes what `folder` lacks of the newest checkpoint's tree. kNotFound where there is no
/// checkpoint yet, kLimitExceeded for an entry that no bundle can hold (64 KiB and more). Memory: a
/// bundle's entries; time: the new entries, and a look at each full tile that is there.
Result<WrittenTiles> write_ledger_tiles(DecisionStore& store, const std::string& folder);

}  // namespace overt
