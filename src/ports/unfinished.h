#pragma once
// Outputs that are still being written and must not be left behind: UnfinishedPath (a file or
// folder) and UnfinishedFile (a file filled beside its place). They are removed when their owner
// gives up, and all of them are removed when the run is interrupted.
// Thread-safe: owners on any thread, and the interrupt on another.

#include <functional>
#include <string>

#include "base/file.h"
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

/// A file that is filled as path + ".part" and renamed to its place when it is whole. Devices and
/// pipes are written to directly.
class UnfinishedFile {
 public:
  /// Errors name the path and the remedy. A file that is to be replaced keeps its permissions; a
  /// link stays a link.
  static Result<UnfinishedFile> create(const std::string& path);

  [[nodiscard]] int descriptor() const { return file_.number(); }
  /// Flushes to stable storage, closes, and puts the file in its place.
  Result<void> finish();

 private:
  UnfinishedFile(std::string path, FileDescriptor file)
      : path_(std::move(path)), file_(std::move(file)) {}

  std::string path_;  // as given, for messages
  std::string place_;
  FileDescriptor file_;
  UnfinishedPath part_;  // empty for devices and pipes
};

/// Removes every unfinished output of this process. Not async-signal-safe: called by the thread
/// that learns of the interrupt, not by the handler.
void remove_unfinished_outputs();

}  // namespace overt
