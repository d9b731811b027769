#pragma once
// ByteSink: where bytes leave to (a file of the run directory, standard output).

#include <string_view>

#include "base/result.h"

namespace overt {

class ByteSink {
 public:
  virtual ~ByteSink() = default;
  virtual Result<void> write(std::string_view bytes) = 0;
  /// Flushes to stable storage and closes; the first error of all writes is returned here too.
  virtual Result<void> close() = 0;
};

}  // namespace overt
