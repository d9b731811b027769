#pragma once
// LineLog: lines that are only ever added. For records of what was decided, where nothing may be
// changed after it was written.
// Thread safety: one log object belongs to one thread at a time.

#include <span>
#include <string>
#include <vector>

#include "base/result.h"

namespace overt {

class LineLog {
 public:
  virtual ~LineLog() = default;
  /// All lines, in the order they were added, without their ends.
  [[nodiscard]] virtual Result<std::vector<std::string>> lines() = 0;
  /// Adds lines (without line breaks in them) and makes them durable before it returns. Where it
  /// fails or the process dies, the log holds a beginning of them.
  virtual Result<void> append(std::span<const std::string> added) = 0;
};

}  // namespace overt
