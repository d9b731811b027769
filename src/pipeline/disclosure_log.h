#pragma once
// What was disclosed, step by step: records of the ledger, of kind disclosure.
// Thread safety: as the store's.

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/case.h"
#include "pipeline/decision_data.h"
#include "stages/disclosures/disclosure_record.h"

namespace overt {

/// In the order they were added; erased ones are left out.
Result<std::vector<DisclosureRecord>> read_disclosures(DecisionStore& store);

/// The log open for adding to.
class DisclosureLog {
 public:
  static Result<DisclosureLog> open(const std::string& data);

  [[nodiscard]] const std::vector<DisclosureRecord>& records() const { return records_; }
  /// In the ledger when it returns, and with it the case that it opened, if it did. kUnavailable:
  /// somebody else was faster; try anew.
  Result<void> add(const DisclosureRecord& record, const std::optional<Case>& opened = {});

 private:
  OpenDesk open_;
  std::vector<DisclosureRecord> records_;
};

}  // namespace overt
