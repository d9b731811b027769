#pragma once
// Whether the labels that the data folder's labeler stands for are those that were decided: each
// that was carried out and not taken back is there, and nothing else holds.
// Thread safety: as the stores'. Cost: all decisions and the newest label of each subject and value
// are read.

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "pipeline/ledger_book.h"
#include "ports/decision_store.h"

namespace overt {

struct LabelCheck {
  bool checked = false;       // whether there is a labeler
  std::uint64_t decided = 0;  // labels that must hold
  std::uint64_t held = 0;     // that do
  std::vector<Mismatch> mismatches;
};

/// Looks for the labeler in `data`. Of one whose labels end by themselves a label that is not there
/// at all is not missed: it may have ended and been forgotten.
Result<LabelCheck> reconcile_labels(DecisionStore& store, const std::string& data);

}  // namespace overt
