#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "adapters/files/files.h"
#include "base/check.h"
#include "base/file.h"
#include "base/system_error.h"

namespace overt {
namespace {

// Shared by the store and its streams, whichever lives longer.
struct Space {
  std::string folder;
  ScratchOptions options;
  std::atomic<std::uint64_t> written{0};
  std::atomic<std::uint64_t> held{0};

  Result<void> take(std::uint64_t bytes) {
    if (held.fetch_add(bytes) + bytes > options.bytes_max) {
      held.fetch_sub(bytes);
      return Error{ErrorCode::kLimitExceeded,
                   fmt::format("the scratch space in '{}' is used up ({} bytes allowed): allow "
                               "more, or give more memory so that less is put there",
                               folder, options.bytes_max)};
    }
    written.fetch_add(bytes);
    return {};
  }
};

// A file that has no name, or loses it at once.
Result<FileDescriptor> open_nameless(const std::string& folder) {
  FileDescriptor file(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (file.open()) return file;
  if (errno != EOPNOTSUPP && errno != EISDIR) return cannot_write(folder + "/scratch", errno);
  std::string name = folder + "/.overt-scratch-XXXXXX";
  file = FileDescriptor(::mkostemp(name.data(), O_CLOEXEC));
  if (!file.open()) return cannot_write(name, errno);
  ::unlink(name.c_str());
  return file;
}

class FileScratchStream final : public ScratchStream {
 public:
  explicit FileScratchStream(std::shared_ptr<Space> space) : space_(std::move(space)) {}
  ~FileScratchStream() override { space_->held.fetch_sub(stored_); }
  FileScratchStream(const FileScratchStream&) = delete;
  FileScratchStream& operator=(const FileScratchStream&) = delete;

  Result<void> append(std::string_view bytes) override {
    CHECK(!reading_);
    size_ += bytes.size();
    while (!bytes.empty()) {
      if (buffer_.size() == space_->options.buffer_bytes) RETURN_IF_ERROR(store_buffer());
      const std::size_t room = space_->options.buffer_bytes - buffer_.size();
      const std::size_t part = std::min(room, bytes.size());
      buffer_.insert(buffer_.end(), bytes.begin(), bytes.begin() + static_cast<long>(part));
      bytes.remove_prefix(part);
    }
    return {};
  }

  Result<void> rewind() override {
    // What fits in the buffer never reaches the disk.
    if (!reading_ && stored_ > 0) RETURN_IF_ERROR(store_buffer());
    reading_ = true;
    read_ = 0;
    if (stored_ > 0) forget_buffer();
    return {};
  }

  Result<std::size_t> read(std::span<char> buffer) override {
    CHECK(reading_);
    std::size_t filled = 0;
    while (filled < buffer.size() && read_ < size_) {
      ASSIGN_OR_RETURN(const std::size_t part, read_some(buffer.subspan(filled)));
      filled += part;
      read_ += part;
    }
    return filled;
  }

  [[nodiscard]] std::uint64_t size() const override { return size_; }

 private:
  Result<void> store_buffer() {
    if (buffer_.empty()) return {};
    if (!file_.open()) {
      ASSIGN_OR_RETURN(file_, open_nameless(space_->folder));
    }
    RETURN_IF_ERROR(space_->take(buffer_.size()));
    stored_ += buffer_.size();
    const int error_number = write_all(file_.number(), {buffer_.data(), buffer_.size()});
    if (error_number != 0) return cannot_write(space_->folder + "/scratch", error_number);
    buffer_.clear();
    return {};
  }

  void forget_buffer() {
    buffer_.clear();
    buffer_at_ = 0;
  }

  // Small reads go through the buffer, large ones to the file.
  Result<std::size_t> read_some(std::span<char> place) {
    if (read_ < buffer_at_ || read_ >= buffer_at_ + buffer_.size()) {
      if (place.size() >= space_->options.buffer_bytes) return read_file(place, read_);
      buffer_.resize(space_->options.buffer_bytes);
      auto got = read_file(buffer_, read_);
      buffer_.resize(got.ok() ? got.value() : 0);
      if (!got.ok()) return got;
      buffer_at_ = read_;
    }
    const std::size_t from = static_cast<std::size_t>(read_ - buffer_at_);
    const std::size_t part = std::min(place.size(), buffer_.size() - from);
    std::memcpy(place.data(), buffer_.data() + from, part);
    return part;
  }

  Result<std::size_t> read_file(std::span<char> place, std::uint64_t at) {
    for (;;) {
      const ssize_t got =
          ::pread(file_.number(), place.data(), place.size(), static_cast<off_t>(at));
      if (got > 0) return static_cast<std::size_t>(got);
      if (got == 0 || errno != EINTR) {
        return cannot_read(space_->folder + "/scratch", got == 0 ? EIO : errno);
      }
    }
  }

  std::shared_ptr<Space> space_;
  FileDescriptor file_;  // opened when the buffer is full for the first time
  std::vector<char> buffer_;
  std::uint64_t buffer_at_ = 0;  // while reading: where in the stream the buffer starts
  std::uint64_t size_ = 0;
  std::uint64_t stored_ = 0;
  std::uint64_t read_ = 0;
  bool reading_ = false;
};

class FileScratchStore final : public ScratchStore {
 public:
  explicit FileScratchStore(std::shared_ptr<Space> space) : space_(std::move(space)) {}

  Result<std::unique_ptr<ScratchStream>> create() override {
    return std::unique_ptr<ScratchStream>(new FileScratchStream(space_));
  }
  [[nodiscard]] std::uint64_t bytes_written() const override { return space_->written.load(); }
  [[nodiscard]] std::uint64_t bytes_held() const override { return space_->held.load(); }
  [[nodiscard]] std::uint64_t bytes_max() const override { return space_->options.bytes_max; }
  [[nodiscard]] const std::string& folder() const override { return space_->folder; }

 private:
  std::shared_ptr<Space> space_;
};

}  // namespace

Result<std::unique_ptr<ScratchStore>> open_scratch_store(const std::string& folder,
                                                         const ScratchOptions& options) {
  CHECK_GT(options.buffer_bytes, 0U);
  // A folder that cannot be written is found now, not when memory runs out.
  ASSIGN_OR_RETURN(const FileDescriptor probe, open_nameless(folder));
  CHECK(probe.open());
  auto space = std::make_shared<Space>();
  space->folder = folder;
  space->options = options;
  return std::unique_ptr<ScratchStore>(new FileScratchStore(std::move(space)));
}

std::string temporary_folder() {
  std::error_code error;
  const auto folder = std::filesystem::temp_directory_path(error);
  return error ? "/tmp" : folder.string();
}

std::uint64_t machine_memory_bytes() {
  const long pages = ::sysconf(_SC_PHYS_PAGES);
  const long page_bytes = ::sysconf(_SC_PAGESIZE);
  if (pages <= 0 || page_bytes <= 0) return std::uint64_t{4} << 30;
  return static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(page_bytes);
}

}  // namespace overt
