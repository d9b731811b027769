#pragma once
// EventVisitor: where decoded events and rejected records go. Views are valid during the call.

#include "model/event.h"
#include "model/reject.h"

namespace overt {

class EventVisitor {
 public:
  virtual ~EventVisitor() = default;
  virtual void on_event(const Event& event) = 0;
  virtual void on_reject(const Reject& reject) = 0;
};

}  // namespace overt
