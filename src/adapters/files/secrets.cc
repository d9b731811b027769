#include "adapters/files/secrets.h"

#include <cerrno>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adapters/files/files.h"
#include "base/system_error.h"

namespace overt {
namespace {

constexpr std::uint64_t kSecretBytesMax = 64 << 10;

Result<void> write_all(int file, const std::string& path, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return cannot_write(path, errno);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(file) != 0) return cannot_write(path, errno);
  return {};
}

}  // namespace

Result<std::string> secret_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  std::size_t have = 0;
  while (have < count) {
    const ssize_t got = ::getrandom(bytes.data() + have, count - have, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      return Error{ErrorCode::kIo, fmt::format("the system gives no random bytes: {}; nothing that "
                                               "needs a secret can be done here",
                                               system_words(errno))};
    }
    have += static_cast<std::size_t>(got);
  }
  return bytes;
}

Result<void> create_secret_file(const std::string& path, std::string_view text) {
  constexpr mode_t kOwnerOnly = 0600;
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kOwnerOnly);
  if (file < 0 && errno == EEXIST) {
    return Error{
        ErrorCode::kInvalidArgument,
        fmt::format("{} is there already and is not replaced; use it, or move it away", path)};
  }
  if (file < 0) return cannot_write(path, errno);
  Result<void> done = write_all(file, path, text);
  ::close(file);
  if (!done.ok()) ::unlink(path.c_str());
  return done;
}

Result<std::string> read_secret_file(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return cannot_read(path, errno);
  constexpr mode_t kOthers = 0077;
  if ((status.st_mode & kOthers) != 0) {
    return Error{
        ErrorCode::kPermissionDenied,
        fmt::format("{} may be read by others than its owner; it is a secret: chmod 600 {}", path,
                    path)};
  }
  return read_whole_file(path, kSecretBytesMax);
}

}  // namespace overt
