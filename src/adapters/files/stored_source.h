#pragma once
// StoredSource: the bytes of a file as they are stored, counted and hashed as they pass.
// Not thread-safe, except interrupt().

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/digest.h"
#include "base/file.h"
#include "ports/byte_source.h"

namespace overt {

class StoredSource final : public ByteSource {
 public:
  /// "-" is standard input.
  static Result<std::unique_ptr<StoredSource>> open(const std::string& path, bool hash);

  /// The first bytes, up to kHeadBytes; they are still to be read.
  [[nodiscard]] std::string_view head() const { return {head_.data(), head_size_}; }

  /// As ByteSource::read; a failing disk gives kIo after the bytes that could be had.
  Result<std::size_t> read(std::span<char> buffer) override;
  [[nodiscard]] std::uint64_t bytes_consumed() const override { return consumed_; }
  [[nodiscard]] std::optional<std::uint64_t> size() const override { return size_; }
  [[nodiscard]] std::string sha256() override;

  [[nodiscard]] const std::string& path() const { return path_; }
  /// Makes a read() that waits for a pipe on another thread return kCancelled.
  void interrupt();

 private:
  static constexpr std::size_t kHeadBytes = 16;

  StoredSource(std::string path, bool hash);
  Result<void> prepare();
  Result<std::size_t> fill(char* place, std::size_t size);
  bool wait_for_bytes();
  void note_digest(std::string_view bytes);

  std::string path_;
  FileDescriptor file_;
  FileDescriptor stop_;  // an eventfd; only where reading may wait
  std::optional<std::uint64_t> size_;
  std::uint64_t consumed_ = 0;
  std::optional<Sha256> digest_;
  std::string hex_;
  bool ended_ = false;
  std::optional<Error> failure_;  // met after bytes that are still to be handed over
  std::array<char, kHeadBytes> head_{};
  std::size_t head_size_ = 0;
  std::size_t head_taken_ = 0;
};

}  // namespace overt
