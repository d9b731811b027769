#include "adapters/files/line_log.h"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/file.h"
#include "base/system_error.h"

namespace overt {
namespace {

class FileLineLog final : public LineLog {
 public:
  FileLineLog(std::string path, FileDescriptor file, LogUse use)
      : path_(std::move(path)), file_(std::move(file)), use_(use) {}

  Result<std::vector<std::string>> lines() override {
    ASSIGN_OR_RETURN(const std::string text, content());
    std::vector<std::string> found;
    std::size_t begin = 0;
    for (std::size_t end = text.find('\n'); end != std::string::npos;
         end = text.find('\n', begin)) {
      found.push_back(text.substr(begin, end - begin));
      begin = end + 1;
    }
    return found;
  }

  Result<void> append(std::span<const std::string> added) override {
    CHECK(use_ == LogUse::kAppend);
    std::string text;
    for (const std::string& line : added) {
      CHECK(line.find('\n') == std::string::npos);
      text += line;
      text += '\n';
    }
    if (text.empty()) return {};
    ASSIGN_OR_RETURN(const std::string before, content());
    const std::size_t last_end = before.rfind('\n');
    const std::size_t whole = last_end == std::string::npos ? 0 : last_end + 1;
    if (whole + text.size() > kLineLogBytesMax) {
      return Error{
          ErrorCode::kLimitExceeded,
          fmt::format("{}: would grow over {} bytes; begin a new log", path_, kLineLogBytesMax)};
    }
    if (whole < before.size() && ::ftruncate(file_.number(), static_cast<off_t>(whole)) != 0) {
      return cannot_write(path_, errno);
    }
    if (::lseek(file_.number(), 0, SEEK_END) < 0) return cannot_write(path_, errno);
    if (const int error = write_all(file_.number(), text); error != 0) {
      return cannot_write(path_, error);
    }
    if (::fsync(file_.number()) != 0 && errno != EINVAL) return cannot_write(path_, errno);
    return flush_to_storage(parent_of(path_));
  }

 private:
  Result<std::string> content() {
    std::string text;
    char buffer[1 << 16];
    for (off_t at = 0;;) {
      const ssize_t got = ::pread(file_.number(), buffer, sizeof buffer, at);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return cannot_read(path_, errno);
      if (got == 0) return text;
      text.append(buffer, static_cast<std::size_t>(got));
      at += got;
      if (text.size() > kLineLogBytesMax) {
        return Error{
            ErrorCode::kLimitExceeded,
            fmt::format("{}: larger than {} bytes; is it a log?", path_, kLineLogBytesMax)};
      }
    }
  }

  std::string path_;
  FileDescriptor file_;
  LogUse use_;
};

}  // namespace

Result<std::unique_ptr<LineLog>> open_line_log(const std::string& path, LogUse use) {
  const bool append = use == LogUse::kAppend;
  const int flags = append ? O_RDWR | O_CREAT | O_CLOEXEC : O_RDONLY | O_CLOEXEC;
  FileDescriptor file(::open(path.c_str(), flags, 0644));
  if (!file.open()) return append ? cannot_write(path, errno) : cannot_read(path, errno);
  if (append && ::flock(file.number(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return cannot_write(path, errno);
    return Error{
        ErrorCode::kIo,
        fmt::format("{}: another process is writing to it; try again when it is done", path)};
  }
  return std::unique_ptr<LineLog>(std::make_unique<FileLineLog>(path, std::move(file), use));
}

}  // namespace overt
