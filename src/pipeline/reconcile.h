#pragma once
// Whether everything that follows from a decision is there, once, and is what was logged: its
// events, its messages, the notices to the affected, the records of other kinds, and the ledger's
// entries.
// Thread safety: as the store's. Cost: all of it is read.

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "pipeline/ledger_book.h"
#include "ports/decision_store.h"

namespace overt {

struct Reconciliation {
  std::uint64_t decisions = 0;
  std::uint64_t events = 0;
  std::uint64_t actions = 0;
  std::uint64_t notices = 0;  // that went out, or will
  std::uint64_t records = 0;  // of other kinds than events, notices among them
  std::uint64_t ledger_entries = 0;
  std::uint64_t erased = 0;  // decisions that were erased
  std::vector<Mismatch> mismatches;
  /// Notices that are blocked, each with the reason: everything agrees, but somebody was not told.
  std::vector<Mismatch> blocked;
};

/// Whether decisions, actions, notices, records and ledger entries agree one to one; names each
/// that does not.
Result<Reconciliation> reconcile(DecisionStore& store);

}  // namespace overt
