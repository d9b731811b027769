#include "ports/unfinished.h"

#include <cerrno>
#include <filesystem>
#include <mutex>
#include <set>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/system_error.h"

namespace overt {
namespace {

struct Registry {
  std::mutex mutex;
  std::set<std::string> paths;
};

Registry& registry() {
  static Registry* const all = new Registry;  // outlives every static owner
  return *all;
}

// Another thread may still be creating files in a folder while it is being emptied.
void remove_path(const std::string& path) {
  for (int attempt = 0; attempt < 8; ++attempt) {
    std::error_code error;
    std::filesystem::remove_all(path, error);
    if (!error) return;
  }
}

}  // namespace

UnfinishedPath::UnfinishedPath(std::string path) : path_(std::move(path)) {
  const std::lock_guard lock(registry().mutex);
  registry().paths.insert(path_);
}

UnfinishedPath::~UnfinishedPath() { discard(); }

UnfinishedPath::UnfinishedPath(UnfinishedPath&& other) noexcept
    : path_(std::exchange(other.path_, {})) {}

UnfinishedPath& UnfinishedPath::operator=(UnfinishedPath&& other) noexcept {
  if (this != &other) {
    discard();
    path_ = std::exchange(other.path_, {});
  }
  return *this;
}

Result<void> UnfinishedPath::finish(const std::function<Result<void>()>& put_in_place) {
  const std::lock_guard lock(registry().mutex);
  if (!registry().paths.contains(path_)) {
    return Error{ErrorCode::kCancelled, "interrupted: '" + path_ + "' was removed"};
  }
  RETURN_IF_ERROR(put_in_place());
  registry().paths.erase(path_);
  path_.clear();
  return {};
}

void UnfinishedPath::discard() {
  if (path_.empty()) return;
  const std::lock_guard lock(registry().mutex);
  if (registry().paths.erase(path_) != 0) remove_path(path_);
  path_.clear();
}

Result<UnfinishedFile> UnfinishedFile::create(const std::string& path) {
  struct stat status {};
  const bool exists = ::stat(path.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) return cannot_write(path, EISDIR);
  const bool direct = exists && !S_ISREG(status.st_mode);
  std::error_code error;
  std::string place = exists ? std::filesystem::canonical(path, error).string() : path;
  if (error) return cannot_write(path, error.value());
  const std::string part = place + ".part";
  FileDescriptor file(direct
                          ? ::open(path.c_str(), O_WRONLY | O_CLOEXEC)
                          : ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!file.open()) return cannot_write(path, errno);
  UnfinishedFile unfinished(path, std::move(file));
  if (direct) return unfinished;
  unfinished.part_ = UnfinishedPath(part);
  unfinished.place_ = std::move(place);
  if (exists && ::fchmod(unfinished.descriptor(), status.st_mode & 07777U) != 0) {
    return cannot_write(path, errno);
  }
  return unfinished;
}

Result<void> UnfinishedFile::finish() {
  if (part_.path().empty()) {
    return file_.close() ? Result<void>() : cannot_write(path_, errno);
  }
  if (::fsync(file_.number()) != 0 || !file_.close()) return cannot_write(path_, errno);
  return part_.finish([this] { return move_into_place(part_.path(), place_); });
}

void remove_unfinished_outputs() {
  const std::lock_guard lock(registry().mutex);
  for (const std::string& path : registry().paths) remove_path(path);
  registry().paths.clear();
}

}  // namespace overt
