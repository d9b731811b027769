#include "base/file.h"

#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <unistd.h>

#include "base/system_error.h"

namespace overt {

int write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(file, bytes.data(), bytes.size());
    if (put < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return 0;
}

Result<void> flush_to_storage(const std::string& path) {
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.open()) return cannot_write(path, errno);
  // Some file systems cannot flush a folder and say EINVAL; there is nothing more to do then.
  if (::fsync(file.number()) != 0 && errno != EINVAL) return cannot_write(path, errno);
  return {};
}

Result<void> move_into_place(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0) return cannot_write(to, errno);
  return flush_to_storage(parent_of(to));
}

}  // namespace overt
