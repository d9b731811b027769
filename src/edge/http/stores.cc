#include "edge/http/stores.h"

namespace overt::http {

Result<DecisionStore*> Stores::decisions() {
  if (!decisions_) {
    ASSIGN_OR_RETURN(decisions_, open_decisions(data_, DecisionAccess::kRead));
  }
  return decisions_.get();
}

Result<CaseWork*> Stores::cases() {
  if (!cases_) {
    ASSIGN_OR_RETURN(cases_, CaseWork::open(data_, DecisionAccess::kRead));
  }
  return &*cases_;
}

Result<AccessStore*> Stores::access() {
  if (!access_) {
    ASSIGN_OR_RETURN(access_, open_access(data_, DecisionAccess::kWrite));
  }
  return access_.get();
}

}  // namespace overt::http
