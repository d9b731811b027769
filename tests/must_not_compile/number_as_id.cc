// error: could not convert|no viable conversion|no known conversion
// A bare number becomes an id only where somebody writes that it is one.
#include "model/trace.h"

overt::AccountId account_at(unsigned index) {
#ifdef MUST_NOT_COMPILE
  return index;
#else
  return {index};
#endif
}
