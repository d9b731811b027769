#include "adapters/files/unpacking_source.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "base/check.h"

namespace overt {
namespace {

// What both formats share: the stored bytes in portions, and errors that wait until the bytes
// before them are handed over.
class UnpackingSource : public ByteSource {
 public:
  explicit UnpackingSource(std::unique_ptr<StoredSource> stored)
      : stored_(std::move(stored)), input_(kInputBytes) {}

  Result<std::size_t> read(std::span<char> buffer) final {
    std::size_t filled = 0;
    while (filled < buffer.size() && !ended_ && !failure_) {
      filled += unpack(buffer.subspan(filled));
    }
    if (filled == 0 && failure_) return *failure_;
    return filled;
  }

  [[nodiscard]] std::uint64_t bytes_consumed() const final {
    return stored_->bytes_consumed() - (input_end_ - input_begin_);
  }
  [[nodiscard]] std::optional<std::uint64_t> size() const final { return stored_->size(); }
  [[nodiscard]] std::string sha256() final { return stored_->sha256(); }

 protected:
  /// Unpacks some bytes into `buffer`; the number of them. 0 is no end: see ended_ and failure_.
  virtual std::size_t unpack(std::span<char> buffer) = 0;

  /// True where there is input to unpack; false at the stored end or after a failure.
  bool refill() {
    if (input_begin_ < input_end_) return true;
    auto got = stored_->read(input_);
    input_begin_ = 0;
    input_end_ = got.ok() ? got.value() : 0;
    if (!got.ok()) failure_ = std::move(got).error();
    return input_end_ > 0;
  }

  std::size_t fail(std::string_view what, std::string_view remedy) {
    failure_ =
        Error{ErrorCode::kBadInput, fmt::format("'{}' {} (after {} stored bytes): {}",
                                                stored_->path(), what, bytes_consumed(), remedy)};
    return 0;
  }

  std::size_t fail_truncated(std::string_view format) {
    if (failure_) return 0;
    return fail(fmt::format("ends in the middle of its {} data", format),
                "the file was not copied whole; fetch or compress it again");
  }

  static constexpr std::size_t kInputBytes = std::size_t{1} << 18;

  std::unique_ptr<StoredSource> stored_;
  std::vector<char> input_;
  std::size_t input_begin_ = 0;
  std::size_t input_end_ = 0;
  bool ended_ = false;
  std::optional<Error> failure_;
};

class GzipSource final : public UnpackingSource {
 public:
  explicit GzipSource(std::unique_ptr<StoredSource> stored) : UnpackingSource(std::move(stored)) {
    CHECK_EQ(inflateInit2(&stream_, MAX_WBITS + 16), Z_OK);
  }
  ~GzipSource() override { inflateEnd(&stream_); }
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;

 private:
  std::size_t unpack(std::span<char> buffer) override {
    if (!refill()) return between_members_ ? end() : fail_truncated("gzip");
    if (between_members_) {
      if (input_[input_begin_] == 0) return skip_padding();
      if (static_cast<unsigned char>(input_[input_begin_]) != 0x1f) return fail_trailing();
      between_members_ = false;
      CHECK_EQ(inflateReset(&stream_), Z_OK);
    }
    return inflate_into(buffer);
  }

  std::size_t inflate_into(std::span<char> buffer) {
    const std::size_t room = std::min<std::size_t>(buffer.size(), std::numeric_limits<uInt>::max());
    stream_.next_in = reinterpret_cast<Bytef*>(input_.data() + input_begin_);
    stream_.avail_in = static_cast<uInt>(input_end_ - input_begin_);
    stream_.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream_.avail_out = static_cast<uInt>(room);
    const int status = inflate(&stream_, Z_NO_FLUSH);
    input_begin_ = input_end_ - stream_.avail_in;
    if (status == Z_STREAM_END) {
      between_members_ = true;
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      fail(fmt::format("holds damaged gzip data ({})", stream_.msg ? stream_.msg : "unknown"),
           "fetch or compress it again; 'gzip -t' checks it");
    }
    return room - stream_.avail_out;
  }

  // Tapes and some archivers pad the file with zeros.
  std::size_t skip_padding() {
    while (input_begin_ < input_end_ && input_[input_begin_] == 0) ++input_begin_;
    return 0;
  }

  std::size_t fail_trailing() {
    return fail("holds bytes after its gzip data that are not gzip",
                "unpack it with 'gzip -dc' and check what follows");
  }

  std::size_t end() {
    ended_ = !failure_;
    return 0;
  }

  z_stream stream_{};
  bool between_members_ = false;
};

class ZstdSource final : public UnpackingSource {
 public:
  explicit ZstdSource(std::unique_ptr<StoredSource> stored)
      : UnpackingSource(std::move(stored)), stream_(ZSTD_createDStream()) {
    CHECK(stream_ != nullptr);
  }
  ~ZstdSource() override { ZSTD_freeDStream(stream_); }
  ZstdSource(const ZstdSource&) = delete;
  ZstdSource& operator=(const ZstdSource&) = delete;

 private:
  std::size_t unpack(std::span<char> buffer) override {
    // Without input, bytes may still wait inside the decoder in the middle of a frame.
    const bool more = refill();
    if (!more && between_frames_) {
      ended_ = !failure_;
      return 0;
    }
    ZSTD_inBuffer in{input_.data() + input_begin_, input_end_ - input_begin_, 0};
    ZSTD_outBuffer out{buffer.data(), buffer.size(), 0};
    const std::size_t status = ZSTD_decompressStream(stream_, &out, &in);
    input_begin_ += in.pos;
    if (ZSTD_isError(status) != 0) {
      describe(status);
    } else {
      between_frames_ = status == 0;
      if (!more && out.pos == 0 && !between_frames_) fail_truncated("zstd");
    }
    return out.pos;
  }

  void describe(std::size_t status) {
    if (ZSTD_getErrorCode(status) == ZSTD_error_frameParameter_windowTooLarge) {
      fail("was compressed with a window of more than 128 MiB",
           "compress it again without --long, or pipe it: zstd -dc --long=31 FILE | … -");
      return;
    }
    fail(fmt::format("holds damaged zstd data ({})", ZSTD_getErrorName(status)),
         "fetch or compress it again; 'zstd -t' checks it");
  }

  ZSTD_DStream* stream_;
  bool between_frames_ = true;
};

}  // namespace

bool starts_like_gzip(std::string_view head) { return head.starts_with("\x1f\x8b\x08"); }

bool starts_like_zstd(std::string_view head) {
  // A frame, or a skippable frame (0x184D2A50 to 0x184D2A5F, little-endian).
  return head.starts_with("\x28\xb5\x2f\xfd") ||
         (head.size() >= 4 && (static_cast<unsigned char>(head[0]) & 0xf0U) == 0x50U &&
          head.substr(1, 3) == "\x2a\x4d\x18");
}

std::unique_ptr<ByteSource> unpack_gzip(std::unique_ptr<StoredSource> stored) {
  return std::make_unique<GzipSource>(std::move(stored));
}

std::unique_ptr<ByteSource> unpack_zstd(std::unique_ptr<StoredSource> stored) {
  return std::make_unique<ZstdSource>(std::move(stored));
}

}  // namespace overt
