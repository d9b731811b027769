#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adapters/files/file_descriptor.h"
#include "adapters/files/files.h"
#include "adapters/files/storage.h"
#include "adapters/files/system_error.h"
#include "base/check.h"

namespace overt {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{1} << 18;

class FileSink final : public ByteSink {
 public:
  /// `part` is empty where the bytes go to their place directly.
  FileSink(std::string name, FileDescriptor file, std::string place, UnfinishedPath part)
      : name_(std::move(name)),
        place_(std::move(place)),
        file_(std::move(file)),
        part_(std::move(part)) {}

  ~FileSink() override {
    if (!closed_ && part_.path().empty()) (void)flush();
  }
  FileSink(const FileSink&) = delete;
  FileSink& operator=(const FileSink&) = delete;

  Result<void> write(std::string_view bytes) override {
    CHECK(!closed_);
    if (buffer_.size() + bytes.size() < kBufferBytes) {
      buffer_ += bytes;
      return {};
    }
    RETURN_IF_ERROR(flush());
    if (bytes.size() < kBufferBytes) {
      buffer_ += bytes;
      return {};
    }
    return put(bytes);
  }

  Result<void> close() override {
    CHECK(!closed_);
    closed_ = true;
    RETURN_IF_ERROR(flush());
    if (part_.path().empty()) {
      return file_.close() ? Result<void>() : fail(errno);
    }
    if (::fsync(file_.number()) != 0 || !file_.close()) return fail(errno);
    return part_.finish([this] { return move_into_place(part_.path(), place_); });
  }

 private:
  Result<void> flush() {
    auto written = put(buffer_);
    buffer_.clear();
    return written;
  }

  Result<void> put(std::string_view bytes) {
    if (failure_) return *failure_;
    const int error_number = write_all(file_.number(), bytes);
    return error_number == 0 ? Result<void>() : fail(error_number);
  }

  Result<void> fail(int error_number) {
    failure_ = cannot_write(name_, error_number);
    return *failure_;
  }

  std::string name_;  // for messages
  std::string place_;
  std::string buffer_;
  FileDescriptor file_;
  UnfinishedPath part_;
  std::optional<Error> failure_;
  bool closed_ = false;
};

// Result takes the interface, not the class behind it.
std::unique_ptr<ByteSink> make_sink(const std::string& name, FileDescriptor file,
                                    const std::string& place, UnfinishedPath part) {
  return std::make_unique<FileSink>(name, std::move(file), place, std::move(part));
}

Result<std::unique_ptr<ByteSink>> open_directly(const std::string& path) {
  FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file.open()) return cannot_write(path, errno);
  return make_sink(path, std::move(file), path, {});
}

// A file that is replaced keeps its permissions.
Result<std::unique_ptr<ByteSink>> open_part(const std::string& path, const std::string& place,
                                            mode_t mode) {
  const std::string part = place + ".part";
  FileDescriptor file(::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!file.open()) return cannot_write(path, errno);
  UnfinishedPath unfinished(part);
  if (mode != 0 && ::fchmod(file.number(), mode) != 0) return cannot_write(path, errno);
  return make_sink(path, std::move(file), place, std::move(unfinished));
}

}  // namespace

Result<std::unique_ptr<ByteSink>> create_byte_sink(const std::string& path) {
  if (path.empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 "an output has an empty name: give a file, or - for standard output"};
  }
  if (path == "-") {
    return make_sink("standard output", FileDescriptor(STDOUT_FILENO, false), path, {});
  }
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return open_part(path, path, 0);
  if (S_ISDIR(status.st_mode)) return cannot_write(path, EISDIR);
  if (!S_ISREG(status.st_mode)) return open_directly(path);
  // Through a link, the file it names is replaced and the link stays.
  std::error_code error;
  const std::string place = std::filesystem::canonical(path, error).string();
  return open_part(path, error ? path : place, status.st_mode & 07777U);
}

}  // namespace overt
