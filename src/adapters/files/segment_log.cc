#include "adapters/files/segment_log.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/check.h"
#include "base/file.h"
#include "base/system_error.h"

namespace overt {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFirstLine = "overt.segment/1\n";
constexpr std::size_t kNumberDigits = 12;
constexpr std::string_view kEnding = ".segment";

std::string name_of_segment(const std::string& folder, std::uint64_t number) {
  return fmt::format("{}/{:0{}}{}", folder, number, kNumberDigits, kEnding);
}

std::uint32_t number_at(std::string_view bytes) {
  std::uint32_t number = 0;
  for (std::size_t i = 4; i-- > 0;) {
    number = number << 8U | static_cast<unsigned char>(bytes[i]);
  }
  return number;
}

void put_number(std::uint32_t number, char* place) {
  for (std::size_t i = 0; i < 4; ++i) place[i] = static_cast<char>(number >> (8 * i) & 0xFFU);
}

std::uint32_t checksum(std::string_view length, std::string_view payload) {
  const auto add = [](uLong sum, std::string_view bytes) {
    return ::crc32_z(sum, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
  };
  return static_cast<std::uint32_t>(add(add(0, length), payload));
}

std::string frame_head(std::string_view payload) {
  std::string head(kFrameHeadBytes, '\0');
  put_number(static_cast<std::uint32_t>(payload.size()), head.data());
  put_number(checksum(std::string_view(head).substr(0, 4), payload), head.data() + 4);
  return head;
}

Error damaged(const std::string& path, std::uint64_t at) {
  return {ErrorCode::kBadInput,
          fmt::format("{}: damaged at byte {}; restore it from a copy, or move it away and go on "
                      "without what is in it",
                      path, at)};
}

/// Reads `size` bytes at `at`; fewer at the end of the file.
Result<std::string> read_at(const FileDescriptor& file, const std::string& path, std::uint64_t at,
                            std::size_t size) {
  std::string bytes(size, '\0');
  std::size_t have = 0;
  while (have < size) {
    const ssize_t got =
        ::pread(file.number(), bytes.data() + have, size - have, static_cast<off_t>(at + have));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return cannot_read(path, errno);
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  bytes.resize(have);
  return bytes;
}

/// Segments in the folder, by number.
Result<std::vector<Segment>> find_segments(const std::string& folder) {
  std::vector<Segment> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (name.size() != kNumberDigits + kEnding.size() || !name.ends_with(kEnding)) continue;
    Segment segment;
    const char* const end = name.data() + kNumberDigits;
    const auto [last, wrong] = std::from_chars(name.data(), end, segment.number);
    if (wrong != std::errc() || last != end) continue;
    segment.bytes = entry.file_size(error);
    found.push_back(segment);
  }
  if (error) return cannot_read(folder, error.value());
  std::sort(found.begin(), found.end(),
            [](const Segment& a, const Segment& b) { return a.number < b.number; });
  return found;
}

class FileSegmentLog final : public SegmentLog {
 public:
  FileSegmentLog(std::string folder, const SegmentLogOptions& options, FileDescriptor lock)
      : folder_(std::move(folder)), options_(options), lock_(std::move(lock)) {}

  Result<void> load(const Visit& visit) {
    ASSIGN_OR_RETURN(segments_, find_segments(folder_));
    for (std::size_t i = 0; i + 1 < segments_.size(); ++i) {
      RETURN_IF_ERROR(show_closed(segments_[i], visit));
    }
    if (segments_.empty()) return begin_segment(1);
    return open_last(visit);
  }

  Result<std::uint64_t> append(std::span<const std::string_view> payloads) override {
    CHECK(!payloads.empty());
    if (broken_) return broken();
    std::uint64_t more = 0;
    for (const std::string_view payload : payloads) {
      CHECK(!payload.empty());
      CHECK_LE(payload.size(), options_.frame_bytes_max);
      more += kFrameHeadBytes + payload.size();
    }
    if (segments_.back().bytes + more > options_.segment_bytes_max) RETURN_IF_ERROR(rotate());
    if (const int error = write(payloads); error != 0) return take_back(error);
    if (::fdatasync(file_.number()) != 0) {
      broken_ = true;
      return broken();
    }
    segments_.back().bytes += more;
    return segments_.back().number;
  }

  Result<void> rotate() override {
    if (broken_) return broken();
    if (segments_.back().bytes <= kFirstLine.size()) return {};
    return begin_segment(segments_.back().number + 1);
  }

  Result<void> remove(std::uint64_t number) override {
    CHECK(number != segments_.back().number);
    const std::string path = name_of_segment(folder_, number);
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) return cannot_write(path, errno);
    std::erase_if(segments_, [&](const Segment& segment) { return segment.number == number; });
    return {};
  }

  [[nodiscard]] std::vector<Segment> segments() const override { return segments_; }
  [[nodiscard]] std::uint64_t dropped_bytes() const override { return dropped_bytes_; }

 private:
  Result<void> show_closed(const Segment& segment, const Visit& visit) const {
    const std::string path = name_of_segment(folder_, segment.number);
    const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.open()) return cannot_read(path, errno);
    ASSIGN_OR_RETURN(const std::string first, read_at(file, path, 0, kFirstLine.size()));
    if (first != kFirstLine) return damaged(path, 0);
    std::uint64_t at = kFirstLine.size();
    while (at < segment.bytes) {
      ASSIGN_OR_RETURN(const std::string head, read_at(file, path, at, kFrameHeadBytes));
      if (head.size() < kFrameHeadBytes) return damaged(path, at);
      const std::uint64_t length = number_at(head);
      if (length == 0 || length > options_.frame_bytes_max ||
          at + kFrameHeadBytes + length > segment.bytes) {
        return damaged(path, at);
      }
      const std::size_t shown = std::min<std::uint64_t>(length, options_.shown_bytes);
      ASSIGN_OR_RETURN(const std::string begin, read_at(file, path, at + kFrameHeadBytes, shown));
      RETURN_IF_ERROR(visit(segment.number, begin));
      at += kFrameHeadBytes + length;
    }
    return {};
  }

  Result<void> open_last(const Visit& visit) {
    Segment& last = segments_.back();
    const std::string path = name_of_segment(folder_, last.number);
    file_ = FileDescriptor(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_APPEND));
    if (!file_.open()) return cannot_write(path, errno);
    ASSIGN_OR_RETURN(const std::string bytes, read_at(file_, path, 0, last.bytes));
    const ScannedFrames scanned = scan_frames(bytes, options_.frame_bytes_max);
    for (const std::string_view payload : scanned.payloads) {
      RETURN_IF_ERROR(visit(last.number, payload.substr(0, options_.shown_bytes)));
    }
    if (scanned.bytes == last.bytes && scanned.bytes > 0) return {};
    dropped_bytes_ = last.bytes - scanned.bytes;
    last.bytes = scanned.bytes;
    if (::ftruncate(file_.number(), static_cast<off_t>(last.bytes)) != 0) {
      return cannot_write(path, errno);
    }
    if (last.bytes == 0) {
      if (const int error = write_all(file_.number(), kFirstLine); error != 0) {
        return cannot_write(path, error);
      }
      last.bytes = kFirstLine.size();
    }
    return flush_to_storage(path);
  }

  Result<void> begin_segment(std::uint64_t number) {
    const std::string path = name_of_segment(folder_, number);
    constexpr int kFlags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_APPEND;
    FileDescriptor file(::open(path.c_str(), kFlags, 0600));
    if (!file.open()) return cannot_write(path, errno);
    const int error = write_all(file.number(), kFirstLine);
    if (error != 0 || ::fsync(file.number()) != 0) {
      const int why = error != 0 ? error : errno;
      ::unlink(path.c_str());
      return unavailable(path, why);
    }
    RETURN_IF_ERROR(flush_to_storage(folder_));
    file_ = std::move(file);
    segments_.push_back({number, kFirstLine.size()});
    return {};
  }

  int write(std::span<const std::string_view> payloads) {
    for (const std::string_view payload : payloads) {
      if (const int error = write_all(file_.number(), frame_head(payload)); error != 0)
        return error;
      if (const int error = write_all(file_.number(), payload); error != 0) return error;
    }
    return 0;
  }

  /// What was written of a group that did not fit goes again.
  Error take_back(int error) {
    const auto before = static_cast<off_t>(segments_.back().bytes);
    if (::ftruncate(file_.number(), before) != 0) broken_ = true;
    return unavailable(name_of_segment(folder_, segments_.back().number), error);
  }

  static Error unavailable(const std::string& path, int error) {
    return {ErrorCode::kUnavailable, cannot_write(path, error).message};
  }

  [[nodiscard]] Error broken() const {
    return {ErrorCode::kUnavailable,
            fmt::format("{}: the disk failed to keep what was written; mend it and start again",
                        name_of_segment(folder_, segments_.back().number))};
  }

  std::string folder_;
  SegmentLogOptions options_;
  FileDescriptor lock_;
  FileDescriptor file_;  // the last segment's
  std::vector<Segment> segments_;
  std::uint64_t dropped_bytes_ = 0;
  bool broken_ = false;
};

}  // namespace

ScannedFrames scan_frames(std::string_view segment, std::uint64_t frame_bytes_max) {
  ScannedFrames found;
  if (!segment.starts_with(kFirstLine)) return found;
  found.bytes = kFirstLine.size();
  while (segment.size() - found.bytes >= kFrameHeadBytes) {
    const std::string_view rest = segment.substr(found.bytes);
    const std::uint64_t length = number_at(rest);
    if (length == 0 || length > frame_bytes_max || length > rest.size() - kFrameHeadBytes) break;
    const std::string_view payload = rest.substr(kFrameHeadBytes, length);
    if (checksum(rest.substr(0, 4), payload) != number_at(rest.substr(4))) break;
    found.payloads.push_back(payload);
    found.bytes += kFrameHeadBytes + length;
  }
  return found;
}

Result<std::unique_ptr<SegmentLog>> SegmentLog::open(const std::string& folder,
                                                     const SegmentLogOptions& options,
                                                     const Visit& visit) {
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return cannot_write(folder, errno);
  RETURN_IF_ERROR(flush_to_storage(parent_of(folder)));
  FileDescriptor lock(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!lock.open()) return cannot_write(folder, errno);
  if (::flock(lock.number(), LOCK_EX | LOCK_NB) != 0) {
    return Error{ErrorCode::kUnavailable,
                 fmt::format("{}: another process writes to it; end that one first", folder)};
  }
  auto log = std::make_unique<FileSegmentLog>(folder, options, std::move(lock));
  RETURN_IF_ERROR(log->load(visit));
  return std::unique_ptr<SegmentLog>(std::move(log));
}

Result<void> read_segment(const std::string& folder, const Segment& segment,
                          const std::function<Result<bool>(std::string_view payload)>& take) {
  const std::string path = name_of_segment(folder, segment.number);
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.open()) return cannot_read(path, errno);
  std::uint64_t at = kFirstLine.size();
  while (at < segment.bytes) {
    ASSIGN_OR_RETURN(const std::string head, read_at(file, path, at, kFrameHeadBytes));
    if (head.size() < kFrameHeadBytes) return damaged(path, at);
    const std::uint64_t length = number_at(head);
    if (at + kFrameHeadBytes + length > segment.bytes) return damaged(path, at);
    ASSIGN_OR_RETURN(const std::string payload, read_at(file, path, at + kFrameHeadBytes, length));
    const std::string_view head_view = head;
    if (payload.size() < length ||
        checksum(head_view.substr(0, 4), payload) != number_at(head_view.substr(4))) {
      return damaged(path, at);
    }
    ASSIGN_OR_RETURN(const bool more, take(payload));
    if (!more) return {};
    at += kFrameHeadBytes + length;
  }
  return {};
}

}  // namespace overt
