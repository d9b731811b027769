#include "adapters/parquet/duckdb_library.h"

#include <type_traits>

#include <dlfcn.h>
#include <fmt/format.h>

namespace overt {
namespace {

constexpr const char* kLibraryFile = "libduckdb.so";

Error cannot_load(const std::string& file, const char* why) {
  return {ErrorCode::kIo,
          fmt::format("Parquet needs DuckDB's library, and {} could not be loaded ({}); keep it in "
                      "../lib or ../lib/overt beside the program, or use CSV or NDJSON instead",
                      file, why == nullptr ? "no reason given" : why)};
}

}  // namespace

DuckdbLibrary internal::loaded_duckdb;

Result<DuckdbLibrary> open_duckdb_library(const std::string& file) {
  void* handle = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) return cannot_load(file, ::dlerror());
  DuckdbLibrary library;
  const auto find = [&](const char* name, auto& function) {
    using Function = std::remove_reference_t<decltype(function)>;
    function = reinterpret_cast<Function>(::dlsym(handle, name));
    return function != nullptr;
  };
#define OVERT_DUCKDB_FUNCTION(name) \
  if (!find("duckdb_" #name, library.name)) return cannot_load(file, ::dlerror());
  OVERT_DUCKDB_FUNCTIONS(OVERT_DUCKDB_FUNCTION)
#undef OVERT_DUCKDB_FUNCTION
  return library;
}

Result<void> load_duckdb() {
  static const Result<void> loaded = []() -> Result<void> {
    ASSIGN_OR_RETURN(internal::loaded_duckdb, open_duckdb_library(kLibraryFile));
    return {};
  }();
  return loaded;
}

}  // namespace overt
