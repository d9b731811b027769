// error: not a member of|no member named
// Sharing a link has no kind of path: nobody can be attributed by it.
#include "model/attribution.h"

overt::PathKind kind() {
#ifdef MUST_NOT_COMPILE
  return overt::PathKind::kSharedLink;
#else
  return overt::PathKind::kListed;
#endif
}
