// error: cannot convert|no viable conversion
// The value of a Result is asked for by name; it never stands in for its T unchecked.
#include "base/result.h"

overt::Result<int> read_number();

int number() {
#ifdef MUST_NOT_COMPILE
  return read_number();
#else
  return read_number().value();
#endif
}
