#pragma once
// Writing that survives short writes, and moves that survive a crash. Thread-safe.

#include <string>
#include <string_view>

#include "base/result.h"

namespace overt {

/// Writes everything, at the file's own position; 0 or the error number.
int write_all(int file, std::string_view bytes);

/// fsync of a file or folder by name.
Result<void> flush_to_storage(const std::string& path);

/// Renames `from` to `to` (same file system) and makes the renaming durable.
Result<void> move_into_place(const std::string& from, const std::string& to);

}  // namespace overt
