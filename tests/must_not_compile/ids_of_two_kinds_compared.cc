// error: no match for 'operator==|invalid operands to binary expression
// Two ids of different kinds are never equal, and asking is a mistake.
#include "model/trace.h"

bool same(overt::AccountId account, overt::ObjectId object, overt::AccountId other) {
#ifdef MUST_NOT_COMPILE
  return account == object;
#else
  static_cast<void>(object);
  return account == other;
#endif
}
