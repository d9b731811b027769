#include "adapters/files/piece_file.h"

#include <array>
#include <cerrno>
#include <charconv>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/check.h"
#include "base/digest.h"
#include "base/system_error.h"

namespace overt {
namespace {

// One sector, so that it is there as before or as after.
constexpr std::size_t kMarkBytes = 21;

std::string mark_path(const std::string& path) { return path + ".reached"; }

int write_at(int file, std::string_view bytes, std::uint64_t at) {
  while (!bytes.empty()) {
    const ssize_t put = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(at));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(put));
    at += static_cast<std::uint64_t>(put);
  }
  return 0;
}

}  // namespace

Result<PieceFile> PieceFile::create(const std::string& path) {
  constexpr int kFlags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC;
  FileDescriptor file(::open(path.c_str(), kFlags, 0600));
  if (!file.open()) return cannot_write(path, errno);
  FileDescriptor mark(::open(mark_path(path).c_str(), kFlags, 0600));
  if (!mark.open()) return cannot_write(path, errno);
  PieceFile made(path, std::move(file), std::move(mark));
  if (const int error = made.write_mark(0); error != 0) return cannot_write(path, error);
  RETURN_IF_ERROR(flush_to_storage(parent_of(path)));
  return made;
}

Result<PieceFile> PieceFile::open(const std::string& path) {
  FileDescriptor file(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  if (!file.open()) return cannot_read(path, errno);
  FileDescriptor mark(::open(mark_path(path).c_str(), O_RDWR | O_CLOEXEC));
  if (!mark.open()) return cannot_read(path, errno);
  PieceFile opened(path, std::move(file), std::move(mark));
  RETURN_IF_ERROR(opened.settle());
  return opened;
}

Result<void> PieceFile::settle() {
  std::array<char, kMarkBytes> mark{};
  const ssize_t got = ::pread(mark_.number(), mark.data(), mark.size(), 0);
  const auto [end, wrong] = std::from_chars(mark.data(), mark.data() + mark.size(), reached_);
  struct stat status {};
  if (::fstat(file_.number(), &status) != 0) return cannot_read(path_, errno);
  const auto bytes = static_cast<std::uint64_t>(status.st_size);
  if (got != static_cast<ssize_t>(kMarkBytes) || wrong != std::errc() || *end != '\n' ||
      reached_ > bytes) {
    return Error{ErrorCode::kBadInput,
                 fmt::format("{}: how far it had come cannot be read; send it anew", path_)};
  }
  if (bytes > reached_ && ::ftruncate(file_.number(), static_cast<off_t>(reached_)) != 0) {
    return cannot_write(path_, errno);
  }
  return {};
}

int PieceFile::write_mark(std::uint64_t reached) {
  const std::string text = fmt::format("{:020}\n", reached);
  CHECK_EQ(text.size(), kMarkBytes);
  if (const int error = write_at(mark_.number(), text, 0); error != 0) return error;
  return ::fdatasync(mark_.number()) == 0 ? 0 : errno;
}

Result<void> PieceFile::append(std::string_view bytes) {
  int error = write_at(file_.number(), bytes, reached_);
  if (error == 0 && ::fdatasync(file_.number()) != 0) error = errno;
  if (error == 0) error = write_mark(reached_ + bytes.size());
  if (error == 0) {
    reached_ += bytes.size();
    return {};
  }
  // What the mark does not tell of does not count; the space is given back where that can be.
  [[maybe_unused]] const int cut = ::ftruncate(file_.number(), static_cast<off_t>(reached_));
  return Error{ErrorCode::kUnavailable, cannot_write(path_, error).message};
}

Result<std::string> stored_sha256(const std::string& path) {
  constexpr std::size_t kBufferBytes = std::size_t{1} << 20;
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.open()) return cannot_read(path, errno);
  Sha256 digest;
  std::string buffer(kBufferBytes, '\0');
  while (true) {
    const ssize_t got = ::read(file.number(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return cannot_read(path, errno);
    if (got == 0) return digest.finish_hex();
    digest.update(std::string_view(buffer).substr(0, static_cast<std::size_t>(got)));
  }
}

Result<std::uint64_t> free_bytes(const std::string& folder) {
  struct statvfs status {};
  if (::statvfs(folder.c_str(), &status) != 0) return cannot_read(folder, errno);
  return std::uint64_t{status.f_bavail} * std::uint64_t{status.f_frsize};
}

}  // namespace overt
