#pragma once
// Turns errno into an Error that names the path and the remedy.

#include <string>
#include <string_view>

#include "base/result.h"

namespace overt {

/// For a path that could not be opened for reading.
Error cannot_read(const std::string& path, int error_number);

/// For a path that could not be created or written.
Error cannot_write(const std::string& path, int error_number);

/// "No such file or directory": the system's words for an error number.
std::string system_words(int error_number);

/// The folder part of a path; "." where there is none.
std::string parent_of(const std::string& path);

}  // namespace overt
