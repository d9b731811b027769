#include <cerrno>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <fcntl.h>
#include <unistd.h>

#include "adapters/files/files.h"
#include "base/check.h"
#include "base/file.h"
#include "base/system_error.h"

namespace overt {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{1} << 18;
// The system begins to write a file to the disk when so much more is there, so that less is left to
// wait for at its end.
constexpr std::uint64_t kStartedBytes = std::uint64_t{8} << 20;

// Gathers small writes; remembers the first failure.
class BufferedSink : public ByteSink {
 public:
  Result<void> write(std::string_view bytes) final {
    if (buffer_.size() + bytes.size() >= kBufferBytes) RETURN_IF_ERROR(flush());
    if (bytes.size() >= kBufferBytes) return put(bytes);
    buffer_ += bytes;
    return {};
  }

  Result<void> close() final {
    CHECK(!closed_);
    closed_ = true;
    RETURN_IF_ERROR(flush());
    return finish();
  }

 protected:
  BufferedSink(std::string name, int file) : name_(std::move(name)), file_(file) {}

 private:
  virtual Result<void> finish() = 0;

  Result<void> flush() {
    auto written = put(buffer_);
    buffer_.clear();
    return written;
  }

  Result<void> put(std::string_view bytes) {
    if (failure_) return *failure_;
    const int error_number = write_all(file_, bytes);
    if (error_number == 0) {
      start_writing(bytes.size());
      return {};
    }
    failure_ = cannot_write(name_, error_number);
    return *failure_;
  }

  // A hint: where the file is no file, or the system cannot, nothing is lost.
  void start_writing(std::size_t bytes) {
    put_ += bytes;
    if (put_ - started_ < kStartedBytes) return;
#if defined(__linux__)
    ::sync_file_range(file_, static_cast<off_t>(started_), static_cast<off_t>(put_ - started_),
                      SYNC_FILE_RANGE_WRITE);
#endif
    started_ = put_;
  }

  std::string name_;  // for messages
  int file_;
  std::string buffer_;
  std::optional<Error> failure_;
  std::uint64_t put_ = 0;      // bytes
  std::uint64_t started_ = 0;  // of them, towards the disk
  bool closed_ = false;
};

class StandardOutput final : public BufferedSink {
 public:
  StandardOutput() : BufferedSink("standard output", STDOUT_FILENO) {}

 private:
  Result<void> finish() override { return {}; }
};

class FileSink final : public BufferedSink {
 public:
  FileSink(const std::string& path, UnfinishedFile file)
      : BufferedSink(path, file.descriptor()), file_(std::move(file)) {}

 private:
  Result<void> finish() override { return file_.finish(); }

  UnfinishedFile file_;
};

}  // namespace

Result<std::unique_ptr<ByteSink>> create_byte_sink(const std::string& path) {
  if (path.empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 "an output has an empty name: give a file, or - for standard output"};
  }
  if (path == "-") return std::unique_ptr<ByteSink>(new StandardOutput);
  ASSIGN_OR_RETURN(UnfinishedFile file, UnfinishedFile::create(path));
  return std::unique_ptr<ByteSink>(new FileSink(path, std::move(file)));
}

}  // namespace overt
