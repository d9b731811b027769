#include "adapters/files/action_file.h"

#include <algorithm>
#include <cerrno>
#include <unordered_set>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include "adapters/files/files.h"
#include "base/file.h"
#include "base/json_writer.h"
#include "base/system_error.h"

namespace overt {
namespace {

constexpr std::string_view kBegin = R"({"id":")";

bool is_key(std::string_view key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '.' || c == '-';
  });
}

class ActionFile final : public ActionSink {
 public:
  ActionFile(std::string path, FileDescriptor file)
      : path_(std::move(path)), file_(std::move(file)) {}

  Result<void> read_keys() {
    ASSIGN_OR_RETURN(const std::string text, content());
    std::size_t number = 1;
    for (auto end = text.find('\n'); end != text.npos; end = text.find('\n', whole_), ++number) {
      const std::string_view line(text.data() + whole_, end - whole_);
      const std::string_view rest = line.substr(std::min(kBegin.size(), line.size()));
      const std::string_view key = rest.substr(0, rest.find('"'));
      if (line.substr(0, kBegin.size()) != kBegin || !is_key(key)) {
        return Error{ErrorCode::kBadInput,
                     fmt::format("{}:{}: not a line of delivered actions; name another file", path_,
                                 number)};
      }
      keys_.emplace(key);
      whole_ = end + 1;
    }
    return {};
  }

  [[nodiscard]] bool takes_notices() const override { return true; }

  SinkAnswer deliver(const SinkMessage& message) override {
    CHECK(is_key(message.key));
    CHECK(message.body.find('\n') == std::string::npos);
    if (keys_.count(message.key) > 0) return {SinkVerdict::kTaken, "it is in the file already", 0};
    std::string line(kBegin);
    line += message.key;
    line += R"(","at":)";
    append_json_string(line, format_rfc3339(message.at));
    line += fmt::format(",\"message\":{}}}\n", message.body);
    if (whole_ + line.size() > kActionFileBytesMax) {
      return {SinkVerdict::kGone,
              fmt::format("{}: would grow over {} bytes; put it away and begin another", path_,
                          kActionFileBytesMax),
              0};
    }
    if (const auto written = append(line); !written.ok()) {
      return {SinkVerdict::kLater, written.error().message, 0};
    }
    whole_ += line.size();
    keys_.insert(message.key);
    return {SinkVerdict::kTaken, "written", 0};
  }

 private:
  // What an earlier, failed write left behind the last whole line goes first.
  Result<void> append(const std::string& line) {
    const auto end = static_cast<off_t>(whole_);
    if (::ftruncate(file_.number(), end) != 0 || ::lseek(file_.number(), end, SEEK_SET) < 0) {
      return cannot_write(path_, errno);
    }
    int error = write_all(file_.number(), line);
    if (error == 0 && ::fsync(file_.number()) != 0 && errno != EINVAL) error = errno;
    if (error == 0) return {};
    // The next try does this again where it fails now.
    (void)!::ftruncate(file_.number(), end);
    return cannot_write(path_, error);
  }

  Result<std::string> content() {
    std::string text;
    char buffer[1 << 16];
    for (;;) {
      const ssize_t got =
          ::pread(file_.number(), buffer, sizeof buffer, static_cast<off_t>(text.size()));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return cannot_read(path_, errno);
      if (got == 0) return text;
      text.append(buffer, static_cast<std::size_t>(got));
      if (text.size() > kActionFileBytesMax) {
        return Error{ErrorCode::kLimitExceeded,
                     fmt::format("{}: larger than {} bytes; put it away and begin another", path_,
                                 kActionFileBytesMax)};
      }
    }
  }

  std::string path_;
  FileDescriptor file_;
  std::uint64_t whole_ = 0;  // bytes of whole lines
  std::unordered_set<std::string> keys_;
};

}  // namespace

Result<std::unique_ptr<ActionSink>> open_action_file(const std::string& path) {
  FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!file.open()) return cannot_write(path, errno);
  if (::flock(file.number(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return cannot_write(path, errno);
    return Error{
        ErrorCode::kUnavailable,
        fmt::format("{}: another process delivers to it; try again when it is done", path)};
  }
  RETURN_IF_ERROR(flush_to_storage(parent_of(path)));
  auto sink = std::make_unique<ActionFile>(path, std::move(file));
  RETURN_IF_ERROR(sink->read_keys());
  return std::unique_ptr<ActionSink>(std::move(sink));
}

}  // namespace overt
