#include "adapters/files/stored_source.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>

#include "base/check.h"
#include "base/system_error.h"

namespace overt {
namespace {

// Hashing follows reading in steps that still lie in the processor's cache.
constexpr std::size_t kStepBytes = std::size_t{1} << 20;

}  // namespace

StoredSource::StoredSource(std::string path, bool hash) : path_(std::move(path)) {
  if (hash) digest_.emplace();
}

Result<std::unique_ptr<StoredSource>> StoredSource::open(const std::string& path, bool hash) {
  if (path.empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 "an input has an empty name: give a file, or - for standard input"};
  }
  std::unique_ptr<StoredSource> source(new StoredSource(path, hash));
  if (path == "-") {
    source->file_ = FileDescriptor(STDIN_FILENO, false);
  } else {
    source->file_ = FileDescriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!source->file_.open()) return cannot_read(path, errno);
  }
  RETURN_IF_ERROR(source->prepare());
  return source;
}

Result<void> StoredSource::prepare() {
  struct stat status {};
  if (::fstat(file_.number(), &status) != 0) return cannot_read(path_, errno);
  if (S_ISDIR(status.st_mode)) return cannot_read(path_, EISDIR);
  if (S_ISREG(status.st_mode)) {
    // Standard input may be a file that was read from before.
    const off_t at = ::lseek(file_.number(), 0, SEEK_CUR);
    size_ = static_cast<std::uint64_t>(std::max<off_t>(0, status.st_size - std::max<off_t>(0, at)));
    ::posix_fadvise(file_.number(), 0, 0, POSIX_FADV_SEQUENTIAL);
  } else {
    stop_ = FileDescriptor(::eventfd(0, EFD_CLOEXEC));
  }
  ASSIGN_OR_RETURN(head_size_, fill(head_.data(), head_.size()));
  return {};
}

void StoredSource::interrupt() {
  if (stop_.open()) ::eventfd_write(stop_.number(), 1);
}

// False where interrupt() was called.
bool StoredSource::wait_for_bytes() {
  if (!stop_.open()) return true;
  pollfd watched[] = {{file_.number(), POLLIN, 0}, {stop_.number(), POLLIN, 0}};
  while (::poll(watched, 2, -1) < 0 && errno == EINTR) {
  }
  return (watched[1].revents & POLLIN) == 0;
}

// Reads until `size` bytes are there or the file ends. A failure after some bytes is kept for
// the next call.
Result<std::size_t> StoredSource::fill(char* place, std::size_t size) {
  if (failure_) return *failure_;
  std::size_t filled = 0;
  while (filled < size && !ended_) {
    if (!wait_for_bytes()) return Error{ErrorCode::kCancelled, "reading was interrupted"};
    const ssize_t got = ::read(file_.number(), place + filled, std::min(size - filled, kStepBytes));
    if (got == 0) ended_ = true;
    if (got < 0) {
      if (errno == EINTR) continue;
      failure_ = cannot_read(path_, errno);
      if (filled == 0) return *failure_;
      break;
    }
    note_digest({place + filled, static_cast<std::size_t>(got)});
    filled += static_cast<std::size_t>(got);
  }
  return filled;
}

void StoredSource::note_digest(std::string_view bytes) {
  if (digest_) digest_->update(bytes);
}

Result<std::size_t> StoredSource::read(std::span<char> buffer) {
  const std::size_t early = std::min(buffer.size(), head_size_ - head_taken_);
  std::memcpy(buffer.data(), head_.data() + head_taken_, early);
  head_taken_ += early;
  consumed_ += early;
  if (early == buffer.size()) return early;
  auto rest = fill(buffer.data() + early, buffer.size() - early);
  if (!rest.ok()) {
    if (early == 0 || rest.error().code == ErrorCode::kCancelled) return rest;
    return early;
  }
  consumed_ += rest.value();
  return early + rest.value();
}

std::string StoredSource::sha256() {
  if (digest_) {
    hex_ = digest_->finish_hex();
    digest_.reset();
  }
  return hex_;
}

}  // namespace overt
