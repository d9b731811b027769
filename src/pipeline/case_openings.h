#pragma once
// Opening cases on record: whatever is put before people has its entry in the ledger, in the same
// transaction, so that nobody can say later that it was looked at earlier, or never came. What
// people do in a case is not in the ledger: it is how they make up their minds, a second judgement
// is blind, and nothing follows from it but by a decision, which is.
//
// Thread safety: as the stores'. Cost: a transaction; of reconciling, all cases are read.

#include <string>
#include <vector>

#include "base/result.h"
#include "kernel/merkle/note.h"
#include "model/case.h"
#include "pipeline/ledger_book.h"
#include "ports/case_store.h"
#include "ports/decision_store.h"

namespace overt {

/// The case and the record of its opening, into a batch. The record's subject is a digest that
/// nobody can make without the ledger's secret: it does not tell whom the case is about.
void add_opening(const Case& one, const merkle::SignerKey& key, DecisionBatch& batch);

/// All of them, or none. kInvalidArgument where one of them is there already.
Result<void> open_cases_on_record(DecisionStore& store, const merkle::SignerKey& key,
                                  const RandomBytes& random, const std::vector<Case>& cases);

/// What the ledger says of opened cases against those that are kept, one to one. Cases from before
/// openings were on record have none: those that were opened before the first that has one.
Result<std::vector<Mismatch>> reconcile_cases(DecisionStore& store, CaseStore& cases);

/// The subject of the record of a case, by the case's id; empty: it has none.
Result<std::string> opening_of(DecisionStore& store, const std::string& case_id);

}  // namespace overt
