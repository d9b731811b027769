// error: ignoring return(ed)? value
// A Result is looked at, or passed on; an error never falls on the floor.
#include "base/result.h"

overt::Result<int> read_number();

int number_or_zero() {
#ifdef MUST_NOT_COMPILE
  read_number();
  return 0;
#else
  const auto number = read_number();
  return number.ok() ? number.value() : 0;
#endif
}
