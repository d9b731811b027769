#include "ports/unfinished.h"

#include <filesystem>
#include <mutex>
#include <set>
#include <system_error>
#include <utility>

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

void remove_unfinished_outputs() {
  const std::lock_guard lock(registry().mutex);
  for (const std::string& path : registry().paths) remove_path(path);
  registry().paths.clear();
}

}  // namespace overt
