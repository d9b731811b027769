// error: use of deleted function|call to deleted constructor
// A pool owns its threads; a copy would own the same ones.
#include "base/parallel.h"

std::size_t threads_of(const overt::ThreadPool& pool) {
#ifdef MUST_NOT_COMPILE
  const overt::ThreadPool copy = pool;
  return copy.threads();
#else
  return pool.threads();
#endif
}
