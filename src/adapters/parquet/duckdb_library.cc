#include "adapters/parquet/duckdb_library.h"

#include <filesystem>

#include <fmt/format.h>

#include "base/shared_library.h"

namespace overt {
namespace {

constexpr const char* kLibraryFile = "libduckdb.so";

// Installed, it lies in a folder of its own, where no other program finds it by accident. Where it
// is in neither place, the loader is asked.
std::string find_file() {
  std::error_code none;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", none);
  const auto lib = program.parent_path().parent_path() / "lib";
  for (const auto& folder : {lib / "overt", lib}) {
    const auto file = folder / kLibraryFile;
    if (std::filesystem::exists(file, none)) return file.string();
  }
  return kLibraryFile;
}

Error cannot_load(const Error& why) {
  return {ErrorCode::kIo,
          fmt::format("Parquet needs DuckDB's library, and {}; keep it in ../lib or ../lib/overt "
                      "beside the program, or use CSV or NDJSON instead",
                      why.message)};
}

}  // namespace

DuckdbLibrary internal::loaded_duckdb;

Result<DuckdbLibrary> open_duckdb_library(const std::string& file) {
  const auto opened = SharedLibrary::open(file);
  if (!opened) return cannot_load(opened.error());
  DuckdbLibrary library;
#define OVERT_DUCKDB_FUNCTION(name)                                                  \
  if (const auto found = opened.value().find("duckdb_" #name, library.name); !found) \
    return cannot_load(found.error());
  OVERT_DUCKDB_FUNCTIONS(OVERT_DUCKDB_FUNCTION)
#undef OVERT_DUCKDB_FUNCTION
  return library;
}

Result<void> load_duckdb() {
  static const Result<void> loaded = []() -> Result<void> {
    ASSIGN_OR_RETURN(internal::loaded_duckdb, open_duckdb_library(find_file()));
    return {};
  }();
  return loaded;
}

}  // namespace overt
