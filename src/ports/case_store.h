#pragma once
// CaseStore: where cases are kept, beside the decisions, whose store opens them (decision_store.h,
// DecisionBatch::cases). Whatever one call adds is there whole or not at all.
//
// Thread safety: one store belongs to one thread; several processes may use the file at once.

#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/case.h"
#include "model/case_desk.h"

namespace overt {

class CaseStore {
 public:
  virtual ~CaseStore() = default;

  /// The event is number `number` of the case, from 0. kUnavailable where it is not the next one:
  /// somebody else was faster; read again and try anew.
  virtual Result<void> append(std::string_view id, std::size_t number, const CaseEvent& event) = 0;

  virtual Result<std::optional<Case>> find(std::string_view id) = 0;
  /// In the order they were opened.
  virtual Result<std::vector<Case>> all() = 0;

  /// Of the desk (model/case_desk.h): the record is number `number`, from 0; kUnavailable as above.
  virtual Result<void> record(std::size_t number, const DeskRecord& record) = 0;
  /// In their order.
  virtual Result<std::vector<DeskRecord>> records() = 0;
};

}  // namespace overt
