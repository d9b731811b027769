#pragma once
// FileDescriptor, and the few operations on files that are easy to get wrong: short writes,
// writes that must survive a crash. Not thread-safe.

#include <string>
#include <string_view>
#include <utility>

#include <unistd.h>

#include "base/result.h"

namespace overt {

/// Owns an open file (or only borrows it: owned = false).
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int number, bool owned = true) : number_(number), owned_(owned) {}
  ~FileDescriptor() { close(); }
  FileDescriptor(FileDescriptor&& other) noexcept
      : number_(std::exchange(other.number_, -1)), owned_(other.owned_) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    if (this != &other) {
      close();
      number_ = std::exchange(other.number_, -1);
      owned_ = other.owned_;
    }
    return *this;
  }

  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool open() const { return number_ >= 0; }

  /// Closes; false with errno set where the system reports a late write error.
  bool close() {
    const int number = std::exchange(number_, -1);
    return number < 0 || !owned_ || ::close(number) == 0;
  }

 private:
  int number_ = -1;
  bool owned_ = true;
};

/// Writes everything, at the file's own position; 0 or the error number.
int write_all(int file, std::string_view bytes);

/// fsync of a file or folder by name.
Result<void> flush_to_storage(const std::string& path);

/// Renames `from` to `to` (same file system) and makes the renaming durable.
Result<void> move_into_place(const std::string& from, const std::string& to);

}  // namespace overt
