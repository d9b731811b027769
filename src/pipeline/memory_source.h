#pragma once
// MemorySource: bytes that lie in memory, read as an input. One thread reads it; the bytes must
// outlive it.

#include <algorithm>
#include <cstring>
#include <string_view>

#include "base/digest.h"
#include "ports/byte_source.h"

namespace overt {

class MemorySource final : public ByteSource {
 public:
  MemorySource(std::string_view bytes, bool hash) : bytes_(bytes), hash_(hash) {}

  Result<std::size_t> read(std::span<char> buffer) override {
    const std::size_t size = std::min(buffer.size(), bytes_.size() - at_);
    if (size > 0) std::memcpy(buffer.data(), bytes_.data() + at_, size);
    at_ += size;
    return size;
  }
  [[nodiscard]] std::uint64_t bytes_consumed() const override { return at_; }
  [[nodiscard]] std::optional<std::uint64_t> size() const override { return bytes_.size(); }
  [[nodiscard]] std::string sha256() override { return hash_ ? sha256_hex(bytes_) : ""; }

 private:
  std::string_view bytes_;
  bool hash_;
  std::size_t at_ = 0;
};

}  // namespace overt
