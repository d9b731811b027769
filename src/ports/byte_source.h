#pragma once
// ByteSource: a stream of bytes from the outside (a file, a compressed file, standard input).

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/result.h"

namespace overt {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Fills as much of `buffer` as it can; fewer bytes than asked, or 0, only at the end.
  virtual Result<std::size_t> read(std::span<char> buffer) = 0;
  /// Bytes as stored that have been consumed so far (compressed bytes for a compressed file).
  [[nodiscard]] virtual std::uint64_t bytes_consumed() const = 0;
  /// Size as stored, where known.
  [[nodiscard]] virtual std::optional<std::uint64_t> size() const = 0;
  /// SHA-256 of the bytes as stored; only after read() has returned 0.
  [[nodiscard]] virtual std::string sha256() = 0;
};

}  // namespace overt
