// error: could not convert|no viable conversion|no known conversion|cannot convert
// What only opens a case never stands in for what decides.
#include "model/attribution.h"

std::optional<overt::DecidingStep> decide(const overt::PathStep& step) {
#ifdef MUST_NOT_COMPILE
  return step;
#else
  return overt::DecidingStep::from(step);
#endif
}
