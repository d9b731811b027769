#pragma once
// UnfinishedPath: a file or folder that is still being written and must not be left behind. It is
// removed when its owner gives up, and all of them are removed when the run is interrupted.
// Thread-safe: owners on any thread, and the interrupt on another.

#include <functional>
#include <string>

#include "base/result.h"

namespace overt {

class UnfinishedPath {
 public:
  UnfinishedPath() = default;
  /// From now on `path` (which need not exist yet) is removed unless finish() succeeds.
  explicit UnfinishedPath(std::string path);
  ~UnfinishedPath();
  UnfinishedPath(UnfinishedPath&& other) noexcept;
  UnfinishedPath& operator=(UnfinishedPath&& other) noexcept;

  [[nodiscard]] const std::string& path() const { return path_; }

  /// Runs `put_in_place` so that an interrupt comes wholly before or wholly after it. After
  /// success the path is left alone; after an interrupt nothing is run and the answer is
  /// kCancelled.
  Result<void> finish(const std::function<Result<void>()>& put_in_place);

  /// Removes the path now.
  void discard();

 private:
  std::string path_;  // empty once finished or discarded
};

/// Removes every unfinished output of this process. Not async-signal-safe: called by the thread
/// that learns of the interrupt, not by the handler.
void remove_unfinished_outputs();

}  // namespace overt
