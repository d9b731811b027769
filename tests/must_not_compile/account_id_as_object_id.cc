// error: could not convert|no viable conversion|no known conversion
// An index of accounts never stands in for an index of objects.
#include "model/trace.h"

overt::ObjectId first_object();

#ifdef MUST_NOT_COMPILE
overt::AccountId mixed() { return first_object(); }
#else
overt::ObjectId same() { return first_object(); }
#endif
