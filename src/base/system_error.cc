#include "base/system_error.h"

#include <cerrno>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

namespace overt {
namespace {

std::string current_folder() {
  std::error_code error;
  return std::filesystem::current_path(error).string();
}

}  // namespace

std::string system_words(int error_number) { return std::generic_category().message(error_number); }

std::string parent_of(const std::string& path) {
  const std::string parent = std::filesystem::path(path).parent_path().string();
  return parent.empty() ? "." : parent;
}

Error cannot_read(const std::string& path, int error_number) {
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
      return {ErrorCode::kNotFound,
              fmt::format("'{}' does not exist: check the name (it was looked for from the folder "
                          "{})",
                          path, current_folder())};
    case EACCES:
    case EPERM:
      return {ErrorCode::kPermissionDenied,
              fmt::format("'{}' may not be read by this user: allow it (chmod u+r on the file, u+x "
                          "on its folders) or run as its owner",
                          path)};
    case EISDIR:
      return {ErrorCode::kInvalidArgument,
              fmt::format("'{0}' is a folder: name the files in it, for example {0}/*.csv", path)};
    case EMFILE:
    case ENFILE:
      return {ErrorCode::kIo, fmt::format("'{}' cannot be opened, too many files are open: raise "
                                          "the limit (ulimit -n) or give fewer inputs at once",
                                          path)};
    default:
      return {ErrorCode::kIo,
              fmt::format("'{}' cannot be read: {}", path, system_words(error_number))};
  }
}

Error cannot_write(const std::string& path, int error_number) {
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
      return {ErrorCode::kNotFound,
              fmt::format("'{}' cannot be written, the folder {} does not exist: create it first",
                          path, parent_of(path))};
    case EACCES:
    case EPERM:
    case EROFS:
      return {ErrorCode::kPermissionDenied,
              fmt::format("'{}' may not be written by this user: choose another place or allow "
                          "writing in the folder {}",
                          path, parent_of(path))};
    case EISDIR:
      return {ErrorCode::kInvalidArgument,
              fmt::format("'{0}' is a folder: name a file in it, for example {0}/output", path)};
    case ENOSPC:
    case EDQUOT:
      return {ErrorCode::kIo, fmt::format("'{}' cannot be written, the disk is full: free some "
                                          "space or choose another disk",
                                          path)};
    case EFBIG:
      return {ErrorCode::kIo,
              fmt::format("'{}' cannot be written, it would be larger than this user's files may "
                          "be: raise the limit (ulimit -f) or choose another disk",
                          path)};
    case EPIPE:
      return {ErrorCode::kIo,
              fmt::format("'{}' cannot be written: the program that reads it has ended", path)};
    default:
      return {ErrorCode::kIo,
              fmt::format("'{}' cannot be written: {}", path, system_words(error_number))};
  }
}

}  // namespace overt
