#pragma once
// libpq, loaded when a database is opened: with Kerberos and LDAP, which it brings, it is a quarter
// of the libraries of this program, and most runs keep their decisions in a file. This is the one
// list of the functions that are used. Thread safety: from any thread.

#include <libpq-fe.h>

#include "base/result.h"

namespace overt {

#define OVERT_LIBPQ_FUNCTIONS(X) \
  X(clear)                       \
  X(conninfoFree)                \
  X(conninfoParse)               \
  X(connectdbParams)             \
  X(db)                          \
  X(errorMessage)                \
  X(exec)                        \
  X(execPrepared)                \
  X(finish)                      \
  X(getlength)                   \
  X(getvalue)                    \
  X(host)                        \
  X(ntuples)                     \
  X(prepare)                     \
  X(resultErrorField)            \
  X(resultStatus)                \
  X(setClientEncoding)           \
  X(setNoticeProcessor)          \
  X(status)                      \
  X(transactionStatus)

/// PQclear() is clear, and so on.
struct LibpqLibrary {
#define OVERT_LIBPQ_FUNCTION(name) decltype(&::PQ##name) name = nullptr;
  OVERT_LIBPQ_FUNCTIONS(OVERT_LIBPQ_FUNCTION)
#undef OVERT_LIBPQ_FUNCTION
};

/// Loads libpq at the first call; later ones say the same. kIo, with the remedy, where it is
/// missing.
Result<void> load_libpq();

namespace internal {
extern LibpqLibrary loaded_libpq;
}
/// Once load_libpq() has succeeded.
inline const LibpqLibrary& libpq() { return internal::loaded_libpq; }

}  // namespace overt
