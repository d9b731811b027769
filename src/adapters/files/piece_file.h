#pragma once
// PieceFile: a file that comes in pieces, each on the disk before append() returns, so that its
// sender can go on after any break. How far it has come is kept beside it ("reached"), written
// after the bytes: what a crash left beyond that was never acknowledged and is cut off.
//
// Thread safety: one object belongs to one thread at a time. Cost: two flushes a piece.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/result.h"

namespace overt {

class PieceFile {
 public:
  /// Makes `path` (empty; for its owner alone), which must not be there.
  static Result<PieceFile> create(const std::string& path);
  static Result<PieceFile> open(const std::string& path);

  [[nodiscard]] std::uint64_t reached() const { return reached_; }
  /// Adds the bytes at the end. kUnavailable: the disk is full; nothing was added.
  Result<void> append(std::string_view bytes);

 private:
  PieceFile(std::string path, FileDescriptor file, FileDescriptor mark)
      : path_(std::move(path)), file_(std::move(file)), mark_(std::move(mark)) {}
  Result<void> settle();
  int write_mark(std::uint64_t reached);

  std::string path_;
  FileDescriptor file_;
  FileDescriptor mark_;
  std::uint64_t reached_ = 0;
};

/// SHA-256 of the bytes as they lie there, packed or not, in lower-case hexadecimal.
Result<std::string> stored_sha256(const std::string& path);

/// Bytes that the file system of this folder has left for us.
Result<std::uint64_t> free_bytes(const std::string& folder);

}  // namespace overt
