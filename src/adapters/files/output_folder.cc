#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adapters/files/files.h"
#include "base/check.h"
#include "base/file.h"
#include "base/system_error.h"

namespace overt {
namespace {

namespace fs = std::filesystem;

enum class Occupant { kNothing, kEmptyFolder, kEarlierRun, kOther };

Occupant occupant_of(const std::string& place) {
  std::error_code error;
  const fs::file_status status = fs::symlink_status(place, error);
  if (!fs::exists(status)) return Occupant::kNothing;
  if (!fs::is_directory(status)) return Occupant::kOther;
  if (fs::is_empty(place, error)) return Occupant::kEmptyFolder;
  return fs::is_regular_file(place + "/manifest.json", error) ? Occupant::kEarlierRun
                                                              : Occupant::kOther;
}

bool is_mount_point(const std::string& place) {
  struct statx status {};
  if (::statx(AT_FDCWD, place.c_str(), 0, STATX_BASIC_STATS, &status) != 0) return false;
  return (status.stx_attributes_mask & status.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
}

// Absolute, without "." or "..", through links: what is renamed must be the folder itself.
Result<std::string> settle_place(const std::string& path) {
  if (path.empty()) {
    return Error{ErrorCode::kInvalidArgument, "the output folder has an empty name: give one"};
  }
  std::error_code error;
  fs::path place = fs::weakly_canonical(fs::absolute(path, error), error);
  if (error) return cannot_write(path, error.value());
  if (!place.has_filename()) place = place.parent_path();
  return place.string();
}

Result<void> refuse_unless_free(const std::string& path, const std::string& place, bool replace) {
  std::error_code error;
  if (place == fs::current_path(error).string() || is_mount_point(place)) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("the output folder '{}' is the current folder or a mount point, which "
                             "cannot be put in place whole: name a new folder inside it, for "
                             "example {}/run",
                             path, path)};
  }
  switch (occupant_of(place)) {
    case Occupant::kNothing:
    case Occupant::kEmptyFolder:
      return {};
    case Occupant::kEarlierRun:
      if (replace) return {};
      return Error{ErrorCode::kInvalidArgument,
                   fmt::format("the output folder '{}' holds an earlier run: choose another "
                               "folder, remove it, or ask for it to be replaced (--replace)",
                               path)};
    case Occupant::kOther:
      break;
  }
  return Error{ErrorCode::kInvalidArgument,
               fmt::format("'{}' exists and is not an earlier run (it has no manifest.json), so "
                           "nothing in it is touched: choose another folder, or empty it",
                           path)};
}

// The names under which folders for `place` are filled: prefix + process id + number.
std::string temporary_prefix(const std::string& place) {
  return fmt::format("{}/.{}.part-", parent_of(place), fs::path(place).filename().string());
}

// Takes the lock that marks a temporary folder as in use; −1 where another process has it.
int lock_folder(const std::string& folder) {
  const int lock = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock < 0) return -1;
  if (::flock(lock, LOCK_EX | LOCK_NB) == 0) return lock;
  ::close(lock);
  return -1;
}

// Folders of processes that were killed: nobody holds their lock.
void remove_abandoned(const std::string& place) {
  const std::string prefix = fs::path(temporary_prefix(place)).filename().string();
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(parent_of(place), error)) {
    if (!entry.path().filename().string().starts_with(prefix)) continue;
    const FileDescriptor lock(lock_folder(entry.path().string()));
    if (lock.open()) fs::remove_all(entry.path(), error);
  }
}

bool still_there(int lock) {
  struct stat status {};
  return ::fstat(lock, &status) == 0 && status.st_nlink > 0;
}

Result<void> flush_tree(const std::string& folder) {
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
    RETURN_IF_ERROR(flush_to_storage(entry.path().string()));
  }
  if (error) return cannot_write(folder, error.value());
  return flush_to_storage(folder);
}

// Swaps in one step where the file system can, else in two.
Result<void> swap_in(const std::string& fresh, const std::string& place) {
  if (::renameat2(AT_FDCWD, fresh.c_str(), AT_FDCWD, place.c_str(), RENAME_EXCHANGE) == 0) {
    return flush_to_storage(parent_of(place));
  }
  if (errno != EINVAL && errno != ENOSYS) return cannot_write(place, errno);
  const std::string aside = fmt::format("{}.replaced-{}", place, ::getpid());
  RETURN_IF_ERROR(move_into_place(place, aside));
  RETURN_IF_ERROR(move_into_place(fresh, place));
  RETURN_IF_ERROR(move_into_place(aside, fresh));
  return {};
}

}  // namespace

OutputFolder::OutputFolder(std::string place, bool replace)
    : place_(std::move(place)), replace_(replace) {}

OutputFolder::~OutputFolder() {
  if (lock_ >= 0) ::close(lock_);
}

OutputFolder::OutputFolder(OutputFolder&& other) noexcept
    : place_(std::move(other.place_)),
      replace_(other.replace_),
      lock_(std::exchange(other.lock_, -1)),
      temporary_(std::move(other.temporary_)) {}

OutputFolder& OutputFolder::operator=(OutputFolder&& other) noexcept {
  if (this == &other) return *this;
  temporary_ = std::move(other.temporary_);
  if (lock_ >= 0) ::close(lock_);
  lock_ = std::exchange(other.lock_, -1);
  place_ = std::move(other.place_);
  replace_ = other.replace_;
  return *this;
}

Result<OutputFolder> OutputFolder::begin(const std::string& path, bool replace) {
  ASSIGN_OR_RETURN(std::string place, settle_place(path));
  RETURN_IF_ERROR(refuse_unless_free(path, place, replace));
  remove_abandoned(place);
  OutputFolder folder(std::move(place), replace);
  RETURN_IF_ERROR(folder.make_temporary());
  return folder;
}

Result<void> OutputFolder::make_temporary() {
  constexpr int kAttemptsMax = 100;
  const std::string prefix = temporary_prefix(place_);
  for (int attempt = 0; attempt < kAttemptsMax; ++attempt) {
    const std::string folder = fmt::format("{}{}-{}", prefix, ::getpid(), attempt);
    if (::mkdir(folder.c_str(), 0777) != 0) {
      if (errno == EEXIST) continue;
      return cannot_write(place_, errno);
    }
    lock_ = lock_folder(folder);
    // Between mkdir and the lock another process may have taken the folder for abandoned.
    if (lock_ >= 0 && still_there(lock_)) {
      temporary_ = UnfinishedPath(folder);
      return {};
    }
    if (lock_ >= 0) ::close(std::exchange(lock_, -1));
  }
  return Error{ErrorCode::kIo,
               fmt::format("no temporary folder could be made beside '{}': remove the folders "
                           "named {}*",
                           place_, prefix)};
}

std::string OutputFolder::file(std::string_view name) const {
  CHECK(!temporary_.path().empty());
  return fmt::format("{}/{}", temporary_.path(), name);
}

Result<void> OutputFolder::make_folder(std::string_view name) {
  std::error_code error;
  fs::create_directories(file(name), error);
  if (error) {
    return Error{ErrorCode::kIo,
                 fmt::format("'{}' could not be made: {}", file(name), error.message())};
  }
  return {};
}

Result<void> OutputFolder::remove(std::string_view name) {
  std::error_code error;
  fs::remove(file(name), error);
  if (error) {
    return Error{ErrorCode::kIo,
                 fmt::format("'{}' could not be removed: {}", file(name), error.message())};
  }
  return {};
}

Result<void> OutputFolder::commit() {
  CHECK(!temporary_.path().empty());
  RETURN_IF_ERROR(flush_tree(temporary_.path()));
  const std::string temporary = temporary_.path();
  RETURN_IF_ERROR(temporary_.finish([this] { return put_in_place(); }));
  std::error_code error;
  fs::remove_all(temporary, error);  // the earlier run, where one was exchanged for this
  return {};
}

Result<void> OutputFolder::put_in_place() {
  RETURN_IF_ERROR(refuse_unless_free(place_, place_, replace_));
  if (occupant_of(place_) == Occupant::kEarlierRun) return swap_in(temporary_.path(), place_);
  return move_into_place(temporary_.path(), place_);
}

}  // namespace overt
