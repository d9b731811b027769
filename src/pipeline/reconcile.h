#pragma once
// Whether everything that follows from a decision is there, once, and is what was logged: its
// events, its messages, the records of other kinds, and the ledger's entries.
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
  std::uint64_t records = 0;  // of other kinds
  std::uint64_t ledger_entries = 0;
  std::uint64_t erased = 0;  // decisions that were erased
  std::vector<Mismatch> mismatches;
};

/// Whether decisions, actions, records and ledger entries agree one to one; names each that does
/// not.
Result<Reconciliation> reconcile(DecisionStore& store);

}  // namespace overt
