#pragma once
// Secret random bytes, and files that only their owner may read. Thread-safe.

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace overt {

/// From the system's generator; waits until it is seeded. kIo where there is none.
Result<std::string> secret_bytes(std::size_t count);

/// A new file of mode 0600, on the disk when this returns; kInvalidArgument where there is one
/// already.
Result<void> create_secret_file(const std::string& path, std::string_view text);

/// Its text. kPermissionDenied, with the remedy, where others than the owner may read it.
Result<std::string> read_secret_file(const std::string& path);

}  // namespace overt
