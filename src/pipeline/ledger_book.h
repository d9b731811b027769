#pragma once
// The ledger as a whole: how entries come into it, and the check of all that is there. Each entry
// goes in with what it is about, in one batch of the store; tiles and signed checkpoint are those
// of the tree with all of them.
// Thread safety: as the store's.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "kernel/merkle/checkpoint.h"
#include "kernel/merkle/note.h"
#include "kernel/merkle/tiles.h"
#include "model/ledger_record.h"
#include "ports/decision_store.h"

namespace overt {

/// Secret random bytes, as many as asked for.
using RandomBytes = std::function<std::string(std::size_t)>;

/// Commits the batch, whose lines are those of its events, with an entry for each of its records
/// too. Its size, tiles and checkpoint are set here. Errors: as DecisionStore::commit.
Result<void> commit_to_ledger(DecisionStore& store, const merkle::SignerKey& key,
                              const RandomBytes& random, DecisionBatch batch);

/// The ledger's tiles out of its store, for as long as the store lives.
merkle::ReadTile ledger_tiles(DecisionStore& store);

/// One thing that does not agree with another.
struct Mismatch {
  std::string decision;  // its id, or the reference of a record of none; empty: the whole ledger
  std::string what;
};

struct LedgerCheck {
  std::uint64_t entries = 0;
  std::uint64_t erased = 0;  // entries whose records are gone
  std::string root;          // base64
  std::vector<Mismatch> mismatches;
};

/// Recomputes every hash from the entries and holds it against the tiles and the signed checkpoint,
/// and every record that is still there against its commitment. Needs the public key alone.
Result<LedgerCheck> check_ledger(DecisionStore& store, const merkle::VerifierKey& key);

}  // namespace overt
