#include "adapters/postgres/libpq_library.h"

#include "base/shared_library.h"

namespace overt {
namespace {

constexpr const char* kLibraryFile = "libpq.so.5";

Result<LibpqLibrary> open_libpq() {
  ASSIGN_OR_RETURN(const SharedLibrary file, SharedLibrary::open(kLibraryFile));
  LibpqLibrary library;
#define OVERT_LIBPQ_FUNCTION(name) RETURN_IF_ERROR(file.find("PQ" #name, library.name));
  OVERT_LIBPQ_FUNCTIONS(OVERT_LIBPQ_FUNCTION)
#undef OVERT_LIBPQ_FUNCTION
  return library;
}

}  // namespace

LibpqLibrary internal::loaded_libpq;

Result<void> load_libpq() {
  static const Result<void> loaded = []() -> Result<void> {
    const auto library = open_libpq();
    if (!library) {
      return Error{ErrorCode::kIo, "a PostgreSQL database needs libpq, and " +
                                       library.error().message + "; install libpq5"};
    }
    internal::loaded_libpq = library.value();
    return {};
  }();
  return loaded;
}

}  // namespace overt
