#pragma once
// CopyingSource: hands a source's bytes on and keeps a copy of them in a sink, so that standard
// input can be read a second time. The copy is closed when the source ends.

#include <memory>
#include <string_view>

#include "ports/byte_sink.h"
#include "ports/byte_source.h"

namespace overt {

class CopyingSource final : public ByteSource {
 public:
  CopyingSource(std::unique_ptr<ByteSource> source, std::unique_ptr<ByteSink> copy)
      : source_(std::move(source)), copy_(std::move(copy)) {}

  Result<std::size_t> read(std::span<char> buffer) override {
    auto got = source_->read(buffer);
    if (!got.ok() || copy_ == nullptr) return got;
    if (got.value() > 0) {
      RETURN_IF_ERROR(copy_->write({buffer.data(), got.value()}));
    } else {
      RETURN_IF_ERROR(copy_->close());
      copy_.reset();
    }
    return got;
  }
  [[nodiscard]] std::uint64_t bytes_consumed() const override { return source_->bytes_consumed(); }
  [[nodiscard]] std::optional<std::uint64_t> size() const override { return source_->size(); }
  [[nodiscard]] std::string sha256() override { return source_->sha256(); }

 private:
  std::unique_ptr<ByteSource> source_;
  std::unique_ptr<ByteSink> copy_;
};

}  // namespace overt
