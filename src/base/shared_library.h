#pragma once
// Libraries that are loaded when something is first asked of them: a run that never calls a server
// does not pay for libcurl and the forty libraries that it brings. Thread safety: from any thread.

#include <string>
#include <type_traits>

#include "base/result.h"

namespace overt {

/// A library in this process. It is never unloaded.
class SharedLibrary {
 public:
  /// A path, or a name for the loader to find. kIo, with the loader's reason, where the library
  /// cannot be loaded.
  static Result<SharedLibrary> open(const std::string& file);

  /// Points `function` at the library's `name`. kNotFound where it has none.
  template <typename Function>
  Result<void> find(const char* name, Function& function) const {
    static_assert(std::is_pointer_v<Function>);
    ASSIGN_OR_RETURN(void* const address, address_of(name));
    function = reinterpret_cast<Function>(address);
    return {};
  }

 private:
  SharedLibrary(void* handle, std::string file) : handle_(handle), file_(std::move(file)) {}
  [[nodiscard]] Result<void*> address_of(const char* name) const;

  void* handle_;
  std::string file_;
};

}  // namespace overt
