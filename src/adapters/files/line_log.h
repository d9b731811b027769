#pragma once
// A line log in a file. A line whose end was never written (the process died, the disk was full)
// was never added: it is not read, and the next append takes its place.

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "ports/line_log.h"

namespace overt {

enum class LogUse : std::uint8_t {
  kRead,    // the file must exist
  kAppend,  // it is made where it does not; locked against other writers for the object's life
};

inline constexpr std::uint64_t kLineLogBytesMax = std::uint64_t{1} << 30;

Result<std::unique_ptr<LineLog>> open_line_log(const std::string& path, LogUse use);

}  // namespace overt
