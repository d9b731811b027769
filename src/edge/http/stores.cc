#include "edge/http/stores.h"

namespace overt::http {

Result<DecisionStore*> Stores::decisions() {
  if (!decisions_) {
    ASSIGN_OR_RETURN(decisions_, open_decisions(data_, DecisionAccess::kRead));
  }
  return decisions_.get();
}

}  // namespace overt::http
