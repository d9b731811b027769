#pragma once
// libcurl, loaded at the first call to a server: with what it brings it is half of the libraries
// of this program, and most runs call nobody. This is the one list of the functions that are used.
// Thread safety: from any thread.

#include <curl/curl.h>

#include "base/result.h"

namespace overt {

#define OVERT_CURL_FUNCTIONS(X) \
  X(easy_cleanup)               \
  X(easy_getinfo)               \
  X(easy_init)                  \
  X(easy_perform)               \
  X(easy_setopt)                \
  X(easy_strerror)              \
  X(free)                       \
  X(global_init)                \
  X(slist_append)               \
  X(slist_free_all)             \
  X(url)                        \
  X(url_cleanup)                \
  X(url_get)                    \
  X(url_set)

/// curl_easy_init() is easy_init, and so on.
struct CurlLibrary {
#define OVERT_CURL_FUNCTION(name) decltype(&::curl_##name) name = nullptr;
  OVERT_CURL_FUNCTIONS(OVERT_CURL_FUNCTION)
#undef OVERT_CURL_FUNCTION
};

/// Loads libcurl and sets it up at the first call; later ones say the same. kIo, with the remedy,
/// where it is missing.
Result<void> load_curl();

namespace internal {
extern CurlLibrary loaded_curl;
}
/// Once load_curl() has succeeded.
inline const CurlLibrary& curl() { return internal::loaded_curl; }

}  // namespace overt
