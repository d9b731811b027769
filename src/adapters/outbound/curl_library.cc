#include "adapters/outbound/curl_library.h"

#include "base/check.h"
#include "base/shared_library.h"

namespace overt {
namespace {

constexpr const char* kLibraryFile = "libcurl.so.4";

Result<CurlLibrary> open_curl() {
  ASSIGN_OR_RETURN(const SharedLibrary file, SharedLibrary::open(kLibraryFile));
  CurlLibrary library;
#define OVERT_CURL_FUNCTION(name) RETURN_IF_ERROR(file.find("curl_" #name, library.name));
  OVERT_CURL_FUNCTIONS(OVERT_CURL_FUNCTION)
#undef OVERT_CURL_FUNCTION
  CHECK_EQ(library.global_init(CURL_GLOBAL_DEFAULT), CURLE_OK);
  return library;
}

}  // namespace

CurlLibrary internal::loaded_curl;

Result<void> load_curl() {
  static const Result<void> loaded = []() -> Result<void> {
    const auto library = open_curl();
    if (!library) {
      return Error{ErrorCode::kIo, "calling a server needs libcurl, and " +
                                       library.error().message + "; install libcurl4"};
    }
    internal::loaded_curl = library.value();
    return {};
  }();
  return loaded;
}

}  // namespace overt
