#include "base/shared_library.h"

#include <dlfcn.h>
#include <fmt/format.h>

namespace overt {

Result<SharedLibrary> SharedLibrary::open(const std::string& file) {
  void* const handle = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle != nullptr) return SharedLibrary(handle, file);
  const char* const why = ::dlerror();
  return Error{ErrorCode::kIo, fmt::format("{} could not be loaded ({})", file,
                                           why == nullptr ? "no reason given" : why)};
}

Result<void*> SharedLibrary::address_of(const char* name) const {
  void* const address = ::dlsym(handle_, name);
  if (address != nullptr) return address;
  return Error{ErrorCode::kNotFound,
               fmt::format("{} is of another version: it has no {}", file_, name)};
}

}  // namespace overt
